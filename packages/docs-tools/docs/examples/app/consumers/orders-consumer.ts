import { type Batch, Payload } from 'kfw';
import { insertOrders } from '../orders.js';
import { OrderEvent } from '../schemas/order-event.js';
import { ApplicationConsumer } from './application-consumer.js';

/** Stores orders, a batch at a time. */
@Payload(OrderEvent)
export class OrdersConsumer extends ApplicationConsumer {
  async consume(batch: Batch<OrderEvent>): Promise<void> {
    await insertOrders(batch.messages.map((message) => message.payload));
    this.logger.info({ partition: this.partition, orders: batch.size }, 'stored orders');
  }
}
