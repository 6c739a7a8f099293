/**
 * A queue that runs calls one after another. kafkajs has one copy of the cluster's metadata, and each request replaces it
 * with that of its own topics: a second request would take away what the first one is about to read.
 */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Begins the call when earlier calls have settled. */
  run<T>(call: () => Promise<T>): Promise<T> {
    const running = this.#last.then(call);
    this.#last = Promise.allSettled([running]);
    return running;
  }
}
