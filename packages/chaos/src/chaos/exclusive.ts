/**
 * Who may disturb: workers are disturbed in between, one thing at a time, unless a broker is to go while all is well and
 * nothing else happens until its partitions go on. Only then it is known what their recovery took.
 */
export class Exclusive {
  #held = Promise.resolve();

  /** Runs `work` when nothing else runs here. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#held.then(work);
    this.#held = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}
