import { describe, expect, it } from '@jest/globals';
import { avro } from '@kfw/avro';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic } from '@kfw/core/internal';
import { consumerFor, sentMessages } from '@kfw/testing';
import { deliver, json } from 'kfw';

interface Order {
  id: number;
  at: Date;
}
const Order = avro<Order>({
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'int' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  ],
});
const order: Order = { id: 1, at: new Date(5) };

/** Never called: importing it is enough, as loading is for an app. */
@Topic('orders', { schema: Order })
class OrdersResponder extends Responder<{ orders: Order }> {
  respond(given: Order): void {
    this.respondTo('orders', given);
  }
}

@Payload(Order)
class InvoicesConsumer extends Consumer {
  async process({ payload }: Message<Order>): Promise<void> {
    await deliver('orders', payload);
    await deliver('invoices', payload, { key: 7 });
  }
}
const routes = drawRoutes(({ topic }) => topic('invoices', { consumer: InvoicesConsumer }));

describe('deliver without a schema, in a test', () => {
  it('uses the schema that an imported responder declares', async () => {
    await deliver('orders', order);
    expect(sentMessages('orders')).toMatchObject([{ payload: order }]);
    await expect(deliver('orders', { id: 'x' })).rejects.toMatchObject({
      code: 'KFW_ENCODE_FAILED',
      message: expect.stringContaining('The app declares Order for this topic'),
    });
    await deliver('orders', { id: 'x' }, { schema: json() });
    expect(sentMessages('orders').at(-1)?.payload).toEqual({ id: 'x' });
  });

  it('uses the schema that the routes passed to consumerFor declare', async () => {
    await consumerFor(InvoicesConsumer, { routes }).deliver([order]);
    expect(sentMessages('orders')).toMatchObject([{ payload: order }]);
    expect(sentMessages('invoices')).toMatchObject([{ payload: order, key: '7' }]);
  });

  it('chooses by the payload if nothing is declared', async () => {
    await deliver('elsewhere', order);
    expect(sentMessages('elsewhere')).toMatchObject([{ payload: { id: 1, at: order.at.toISOString() } }]);
  });

  it('is the same for lists and tombstones, and after a call of the responder', async () => {
    await OrdersResponder.call(order);
    await deliver([
      { topic: 'orders', payload: order },
      { topic: 'orders', payload: null, key: '1' },
    ]);
    expect(sentMessages('orders').map(({ payload }) => payload)).toEqual([order, order, null]);
  });
});
