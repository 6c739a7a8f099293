import { Consumer, deliver, drawRoutes, json, type Message, Payload } from 'kfw';
import { charge } from '../app/payments.js';

// #region consumer
interface Order {
  id: string;
  customer: string;
  total: number;
}

@Payload(json<Order>())
export class OrdersConsumer extends Consumer {
  async process({ payload }: Message<Order>): Promise<void> {
    await charge(payload.customer, payload.total, { signal: this.signal });
  }
}

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('billing', (group) => {
    group.topic('orders', { consumer: OrdersConsumer, startFrom: 'earliest', handlerTimeoutMs: 20_000 });
  });
});
// #endregion

// #region producer
export async function placeOrder(order: Order): Promise<void> {
  await deliver('orders', order, { schema: json<Order>(), key: order.customer });
}
// #endregion
