/**
 * Keeps the responses of a connection in the order of its requests: a response that is ready waits for those before it.
 * A slot without a response (produce with acks 0, or dropped) is skipped.
 */
export class ResponseQueue {
  readonly #slots: ResponseSlot[] = [];

  #requestBytes = 0;

  get length(): number {
    return this.#slots.length;
  }

  /** The size of the requests that have a slot here: until they are answered they may be in memory. */
  get requestBytes(): number {
    return this.#requestBytes;
  }

  /** Takes the next slot, for the response to a request of this size. */
  reserve(requestBytes: number): ResponseSlot {
    const slot: ResponseSlot = { requestBytes, ready: undefined };
    this.#slots.push(slot);
    this.#requestBytes += requestBytes;
    return slot;
  }

  /** Removes and returns the responses that may be sent now. */
  *takeReady(): Generator<readonly Buffer[]> {
    for (let [first] = this.#slots; first?.ready !== undefined; [first] = this.#slots) {
      this.#slots.shift();
      this.#requestBytes -= first.requestBytes;
      yield first.ready;
    }
  }
}

export interface ResponseSlot {
  readonly requestBytes: number;
  /** A frame in pieces; empty without a response. `undefined` while it is pending. */
  ready: readonly Buffer[] | undefined;
}
