/**
 * A wait that can be ended early, for lanes: a stop or a rebalance does not wait for it. An `end` before the wait begins
 * ends it as well, so that no change is missed.
 */
export class InterruptibleWait {
  #end: (() => void) | undefined;
  /** `end` was called while nothing waited. */
  #endedEarly = false;

  /** Waits at most as long as a timer of Node can: callers check the time again afterwards. */
  for(ms: number): Promise<void> {
    if (this.#endedEarly) {
      this.#endedEarly = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.end(), Math.min(ms, longestMs));
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    const end = this.#end;
    this.#end = undefined;
    if (end === undefined) this.#endedEarly = true;
    else end();
  }
}

const longestMs = 2 ** 31 - 1;
