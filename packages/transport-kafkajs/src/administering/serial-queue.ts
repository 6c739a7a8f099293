/**
 * A queue that runs calls one after another. A kafkajs admin has one copy of the cluster's metadata, and each call
 * replaces it with that of its own topics: a call that looks something up there between two of its steps would find
 * nothing if another call had run meanwhile.
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
