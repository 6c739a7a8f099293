// #region failures
import { expect, it } from '@jest/globals';
import { consumerFor, sentMessages } from '@kfw/testing';
import { drawRoutes } from 'kfw';
import { InvoiceConsumer, UnknownCustomer } from '../app/consumers/invoice-consumer.js';
import type { OrderEvent } from '../app/schemas/order-event.js';

class Unpayable extends InvoiceConsumer {
  override async process(): Promise<void> {
    throw new UnknownCustomer('nobody ordered this');
  }
}
const routes = drawRoutes(({ topic }) => {
  topic('invoices', { consumer: Unpayable, deadLetter: 'shop.dead-letters', maxRetries: 2 });
});

it('dead-letters an unpayable order', async () => {
  const order: OrderEvent = {
    id: '5b6f0e0c-8a0f-4c0e-9c64-2f7f9a8d3b11',
    placedAt: new Date('2026-11-21T10:00:00Z'),
    total: '9.90',
    currency: 'EUR',
    change: { items: ['tea'] },
  };

  const { consumed, errors } = await consumerFor(Unpayable, { routes }).deliver([order]);

  expect([consumed, errors.length]).toEqual([1, 3]);
  expect(sentMessages<OrderEvent>('shop.dead-letters')).toMatchObject([
    { payload: order, headers: { 'kfw-attempts': '3', 'kfw-error-class': 'UnknownCustomer' } },
  ]);
});
// #endregion
