/**
 * Collects the observations of a histogram until they fill a line: `kfw.consumer.handler:0.012:0.5:0.02|d|#group:billing`, which Datadog's
 * agent reads since 7.25 (DogStatsD 1.1). An observation costs 3 µs so, and 13 µs as a line of its own.
 */
import type { Address } from './address.js';

/** Of the values of one line: with name and tags it fits a datagram. */
const maxCharacters = 700;

export class PackedObservations {
  readonly #pending = new Map<Address, string>();

  constructor(private readonly send: (address: Address, values: string) => void) {}

  add(address: Address, value: number): void {
    const before = this.#pending.get(address);
    const values = before === undefined ? String(value) : `${before}:${value}`;
    if (values.length < maxCharacters) {
      this.#pending.set(address, values);
      return;
    }
    this.#pending.delete(address);
    this.send(address, values);
  }

  flush(): void {
    for (const [address, values] of this.#pending) this.send(address, values);
    this.#pending.clear();
  }
}
