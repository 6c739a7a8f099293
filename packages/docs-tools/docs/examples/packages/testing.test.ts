import { expect, it } from '@jest/globals';
import { consumerFor, sentMessages } from '@kfw/testing';
import { Consumer, deliver, json, type Message, Payload } from 'kfw';

@Payload(json<{ id: number }>())
class OrdersConsumer extends Consumer {
  async process({ payload }: Message<{ id: number }>): Promise<void> {
    await deliver('invoices', { order: payload.id }, { schema: json() });
  }
}

it('sends an invoice for each order', async () => {
  const run = await consumerFor(OrdersConsumer).deliver([{ id: 1 }]);

  expect(run).toEqual({ consumed: 1, errors: [] });
  expect(sentMessages('invoices')).toMatchObject([{ payload: { order: 1 } }]);
});
