/**
 * A mutex of disturbances: those of workers run one at a time, and none while a broker is killed alone, until its
 * partitions continue. Only then their recovery time is that of the kill.
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
