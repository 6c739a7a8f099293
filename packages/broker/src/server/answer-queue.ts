/**
 * Keeps the answers of a connection in the order of its requests: an answer that is ready waits for those before it.
 * A place without an answer (produce with acks 0, a dropped one) is skipped.
 */
export class AnswerQueue {
  readonly #places: Place[] = [];

  #requestBytes = 0;

  get length(): number {
    return this.#places.length;
  }

  /** Of the requests that have a place here: until they are answered they may be in memory. */
  get requestBytes(): number {
    return this.#requestBytes;
  }

  /** Takes the next place, for the answer to a request of so many bytes. */
  reserve(requestBytes: number): Place {
    const place: Place = { requestBytes, ready: undefined };
    this.#places.push(place);
    this.#requestBytes += requestBytes;
    return place;
  }

  /** Those that may be sent now, which are then gone from here. */
  *takeReady(): Generator<readonly Buffer[]> {
    for (let [first] = this.#places; first?.ready !== undefined; [first] = this.#places) {
      this.#places.shift();
      this.#requestBytes -= first.requestBytes;
      yield first.ready;
    }
  }
}

export interface Place {
  readonly requestBytes: number;
  /** A frame in pieces; none when there is no answer. `undefined` as long as it is awaited. */
  ready: readonly Buffer[] | undefined;
}
