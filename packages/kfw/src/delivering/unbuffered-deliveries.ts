/**
 * Deliveries that wait for what comes before the buffer of the producer: the first connection, or a schema from the
 * registry. They count as buffered, and a flush waits for them too.
 */
import { type Delivery, plainKey } from '@kfw/core';
import type { LostMessage } from './lost-messages.js';

interface UnbufferedCall {
  readonly deliveries: readonly Delivery<unknown, unknown>[];
  /** Ends with the call. */
  readonly done: Promise<unknown>;
}

class UnbufferedDeliveries {
  readonly #calls = new Set<UnbufferedCall>();

  get count(): number {
    let count = 0;
    for (const { deliveries } of this.#calls) count += deliveries.length;
    return count;
  }

  /** They are held until the function is called that it returns. */
  add(deliveries: readonly Delivery<unknown, unknown>[], done: Promise<unknown>): () => void {
    const held = { deliveries, done };
    this.#calls.add(held);
    return () => this.#calls.delete(held);
  }

  /** When the calls have ended that are held now. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#calls].map(({ done }) => done));
  }

  /** What the log names them by: keys that are no bytes yet as text. */
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
    // It is refused when it is encoded; until then the log does without it.
    return null;
  }
}
