import { type Batch, type Message, Payload } from 'kfw';
import { charge, insertOrders } from '../orders.js';
import { OrderEvent } from '../schemas/order-event.js';
import { ApplicationConsumer } from './application-consumer.js';

// #region manual
/** On a route with manualOffsets: collects orders over many batches, and marks them when they are stored. */
@Payload(OrderEvent)
export class ExportsConsumer extends ApplicationConsumer {
  #collected: OrderEvent[] = [];

  async consume({ messages }: Batch<OrderEvent>): Promise<void> {
    const last = messages.at(-1);
    this.#collected.push(...messages.map((message) => message.payload));
    if (this.#collected.length < 10_000 || last === undefined) return;
    await insertOrders(this.#collected.splice(0));
    this.markAsConsumedThrough(last);
  }
}
// #endregion

// #region seek
@Payload(OrderEvent)
export class ReplayConsumer extends ApplicationConsumer {
  async process({ payload, offset }: Message<OrderEvent>): Promise<void> {
    if (payload.id === 'replay') await this.seek(new Date('2026-01-01T00:00:00Z'));
    else this.logger.info({ offset }, `order ${payload.id}`);
  }
}
// #endregion

// #region pause
@Payload(OrderEvent)
export class LimitedConsumer extends ApplicationConsumer {
  async process({ payload }: Message<OrderEvent>): Promise<void> {
    await charge(payload, { signal: this.signal });
    this.pause(250);
  }
}
// #endregion

// #region down
@Payload(OrderEvent)
export class ShippingConsumer extends ApplicationConsumer {
  async process({ payload }: Message<OrderEvent>): Promise<void> {
    try {
      await charge(payload, { signal: this.signal });
    } catch (error) {
      this.pause(5_000);
      throw error; // The message is delivered again. Without the throw it would count as done.
    }
  }
}
// #endregion
