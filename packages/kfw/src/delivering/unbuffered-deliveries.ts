/**
 * Deliveries that wait before the producer's buffer: for the first connection, or for a schema from the registry.
 * They count as buffered, and a flush waits for them.
 */
import { type Delivery, plainKey } from '@kfw/core/internal';
import type { LostMessage } from './lost-messages.js';

interface UnbufferedCall {
  readonly deliveries: readonly Delivery<unknown, unknown>[];
  /** Settles with the call. */
  readonly done: Promise<unknown>;
}

class UnbufferedDeliveries {
  readonly #calls = new Set<UnbufferedCall>();

  get count(): number {
    let count = 0;
    for (const { deliveries } of this.#calls) count += deliveries.length;
    return count;
  }

  /** They count until the returned function is called. */
  add(deliveries: readonly Delivery<unknown, unknown>[], done: Promise<unknown>): () => void {
    const held = { deliveries, done };
    this.#calls.add(held);
    return () => this.#calls.delete(held);
  }

  /** Resolves when all present calls have settled. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#calls].map(({ done }) => done));
  }

  /** The messages for the log; keys that are not bytes yet as text. */
  messages(): readonly LostMessage[] {
    return [...this.#calls].flatMap(({ deliveries }) =>
      deliveries.map((delivery) => ({ topic: delivery.topic, partition: delivery.partition, key: keyOf(delivery) })),
    );
  }
}

/** Of this process. */
export const unbufferedDeliveries = new UnbufferedDeliveries();

function keyOf(delivery: Delivery<unknown, unknown>): Buffer | null {
  const key = plainKey(delivery);
  if (key === null || Buffer.isBuffer(key)) return key;
  try {
    return Buffer.from(typeof key === 'string' ? key : JSON.stringify(key));
  } catch {
    // Encoding will reject it; until then the log shows no key.
    return null;
  }
}
