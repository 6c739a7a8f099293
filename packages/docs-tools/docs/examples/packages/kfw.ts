import { Consumer, defineApp, deliver, drawRoutes, json, type Message, Payload } from 'kfw';

@Payload(json<{ id: number }>())
class OrdersConsumer extends Consumer {
  async process({ key, payload }: Message<{ id: number }>): Promise<void> {
    this.logger.info({ key }, `order ${payload.id}`);
    await deliver('invoices', { order: payload.id }, { schema: json(), key });
  }
}

const routes = drawRoutes(({ topic }) => {
  topic('orders', { consumer: OrdersConsumer, orderedBy: 'key', deadLetter: 'orders.dead' });
});
export default defineApp({ routes });
