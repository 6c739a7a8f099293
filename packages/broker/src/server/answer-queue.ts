/**
 * Keeps the answers of a connection in the order of its requests: an answer that is ready waits for those before it.
 * A place without an answer (produce with acks 0, a dropped one) is skipped.
 */
export class AnswerQueue {
  readonly #places: Place[] = [];

  get length(): number {
    return this.#places.length;
  }

  /** Takes the next place. */
  reserve(): Place {
    const place: Place = { ready: undefined };
    this.#places.push(place);
    return place;
  }

  /** Those that may be sent now, which are then gone from here. */
  *takeReady(): Generator<readonly Buffer[]> {
    for (let [first] = this.#places; first?.ready !== undefined; [first] = this.#places) {
      this.#places.shift();
      yield first.ready;
    }
  }
}

export interface Place {
  /** A frame in pieces; none when there is no answer. `undefined` as long as it is awaited. */
  ready: readonly Buffer[] | undefined;
}
