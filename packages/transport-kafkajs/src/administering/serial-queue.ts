/**
 * Calls one after another. A kafkajs admin has one copy of the cluster's metadata, which each call replaces by that of the
 * topics it needs itself; a call that looks something up there between two of its steps finds nothing when another one
 * has run meanwhile.
 */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Begins the call when those before it have ended, however they ended. */
  run<T>(call: () => Promise<T>): Promise<T> {
    const running = this.#last.then(call);
    this.#last = Promise.allSettled([running]);
    return running;
  }
}
