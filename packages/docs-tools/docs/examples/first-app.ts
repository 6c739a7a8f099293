// #region readme
import { Consumer, deliver, drawRoutes, isOutage, json, type Message, Payload } from 'kfw';
import { charge } from './app/payments.js';

interface Order {
  id: string;
  customer: string;
  total: number;
}

@Payload(json<Order>())
export class OrdersConsumer extends Consumer {
  async process(message: Message<Order>): Promise<void> {
    const { customer, total } = message.payload;
    if (total <= 0) return message.deadLetter('an order without a total');
    await charge(customer, total, { signal: this.signal });
  }
}

export const routes = drawRoutes(({ consumerGroup }) => {
  consumerGroup('billing', (group) => {
    group.topic('orders', {
      consumer: OrdersConsumer,
      orderedBy: 'key', // Orders of one customer in order, different customers concurrently.
      maxConcurrentCalls: 50, // At most 50 calls at once per partition.
      maxRetries: 5, // An order that fails six times becomes a dead letter.
      deadLetter: 'orders.dead-letters',
      errors: { outage: [isOutage] }, // While the payment service is down, orders wait and no retry is counted.
    });
  });
});

export async function placeOrder(order: Order): Promise<string> {
  const { partition, offset } = await deliver('orders', order, { schema: json<Order>(), key: order.customer });
  return `${partition}/${offset}`; // The brokers have acknowledged it.
}
// #endregion
