/**
 * A wait that can be ended early: what a lane waits for, a stop or a rebalance must not sit out. What happens between a
 * look at how things are and the waiting ends it, too: nothing is slept through.
 */
export class InterruptibleWait {
  #end: (() => void) | undefined;
  /** Ended while nobody waited. */
  #endedEarly = false;

  /** At most the longest that a timer of Node can wait: whoever waits for a moment asks again whether it has come. */
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
