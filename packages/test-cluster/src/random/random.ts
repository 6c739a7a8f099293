/** Random numbers with a seed: the same seed gives the same sequence of choices, though not at the same times. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number of both ends and all between. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One after the other from a shuffled deck, which is shuffled again when it is dealt out: no card stays away long. */
  *deck<Card>(cards: readonly Card[]): Generator<Card, never> {
    for (;;) {
      const rest = [...cards];
      while (rest.length > 0) yield* rest.splice(this.between(0, rest.length - 1), 1);
    }
  }
}
