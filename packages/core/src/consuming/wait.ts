/** A wait that can be ended early: what a lane waits for, a stop or a rebalance must not sit out. */
export class Wait {
  #end: (() => void) | undefined;

  /** At most the longest that a timer of Node can wait: whoever waits for a moment asks again whether it has come. */
  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.end(), Math.min(ms, longestMs));
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    this.#end?.();
    this.#end = undefined;
  }
}

const longestMs = 2 ** 31 - 1;
