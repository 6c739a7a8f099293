import { type Batch, type Message, Payload } from 'kfw';
import { charge } from '../orders.js';
import { OrderEvent } from '../schemas/order-event.js';
import { ApplicationConsumer } from './application-consumer.js';

export class UnknownCustomer extends Error {}
export class CancelledOrder extends Error {}

// #region verdicts
@Payload(OrderEvent)
export class InvoiceConsumer extends ApplicationConsumer {
  async process(message: Message<OrderEvent>): Promise<void> {
    const { payload, attempt } = message;
    if (payload.total === '0.00') return message.skip('nothing to pay');
    if (payload.id === '') return message.deadLetter('an order without an id');
    if (!(await isOpen(payload)) && attempt < 20) return message.retryAfter(30_000);
    await charge(payload, { signal: this.signal });
  }
}
// #endregion

// #region verdicts-of-a-batch
@Payload(OrderEvent)
export class BulkInvoiceConsumer extends ApplicationConsumer {
  async consume(batch: Batch<OrderEvent>): Promise<void> {
    for (const message of batch) {
      if (message.payload.id === '') message.deadLetter('an order without an id');
      else await charge(message.payload, { signal: this.signal });
    }
  }
}
// #endregion

async function isOpen({ total }: OrderEvent): Promise<boolean> {
  return total !== 'pending';
}
