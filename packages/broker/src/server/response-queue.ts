/**
 * Keeps the answers of a connection in the order of its requests: an answer that is ready waits for those before it.
 * A place without an answer (produce with acks 0, a dropped one) is skipped.
 */
export class ResponseQueue {
  readonly #slots: ResponseSlot[] = [];

  #requestBytes = 0;

  get length(): number {
    return this.#slots.length;
  }

  /** Of the requests that have a place here: until they are answered they may be in memory. */
  get requestBytes(): number {
    return this.#requestBytes;
  }

  /** Takes the next place, for the answer to a request of so many bytes. */
  reserve(requestBytes: number): ResponseSlot {
    const slot: ResponseSlot = { requestBytes, ready: undefined };
    this.#slots.push(slot);
    this.#requestBytes += requestBytes;
    return slot;
  }

  /** Those that may be sent now, which are then gone from here. */
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
  /** A frame in pieces; none when there is no answer. `undefined` as long as it is awaited. */
  ready: readonly Buffer[] | undefined;
}
