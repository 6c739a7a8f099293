import { drawRoutes, isOutage, type Message } from 'kfw';
import { CancelledOrder, InvoiceConsumer, UnknownCustomer } from '../app/consumers/invoice-consumer.js';
import { OrdersConsumer } from '../app/consumers/orders-consumer.js';
import { PaymentsConsumer } from '../app/consumers/payments-consumer.js';
import type { OrderEvent } from '../app/schemas/order-event.js';

// #region dead-letters
export const withDeadLetters = drawRoutes(({ defaults, topic }) => {
  defaults({ deadLetter: 'shop.dead-letters' });
  topic('orders', { consumer: OrdersConsumer, maxRetries: 5 });
  topic('payments', { consumer: PaymentsConsumer, deadLetter: 'payments.dead-letters', maxRetries: 0 });
});
// #endregion

// #region kinds
export const withKinds = drawRoutes(({ topic }) => {
  topic('invoices', {
    consumer: InvoiceConsumer,
    deadLetter: 'shop.dead-letters',
    errors: {
      deadLetter: [UnknownCustomer, 'ERR_INVALID_ARG_VALUE'],
      skip: [(error) => error instanceof CancelledOrder],
      stop: ['LICENCE_REVOKED'],
    },
  });
});
// #endregion

// #region outages
export const withOutages = drawRoutes(({ defaults, topic }) => {
  defaults({ deadLetter: 'shop.dead-letters', errors: { outage: [isOutage] } });
  topic('orders', { consumer: OrdersConsumer });
  topic('payments', { consumer: PaymentsConsumer, errors: { skip: [CancelledOrder] } });
  topic('invoices', { consumer: InvoiceConsumer, errors: { outage: [] } });
});
// #endregion

// #region retry-topics
export const withRetryTopics = drawRoutes(({ consumerGroup }) => {
  consumerGroup('billing', (group) => {
    group.topic('payments', {
      consumer: PaymentsConsumer,
      retryTopics: ['10s', '1m', '10m'],
      deadLetter: 'payments.dead-letters',
    });
  });
});
// #endregion

// #region keys
export const byKey = drawRoutes(({ topic }) => {
  topic('orders', { consumer: OrdersConsumer, orderedBy: 'key', maxConcurrentCalls: 10 });
  topic('payments', {
    consumer: PaymentsConsumer,
    orderedBy: ({ payload }: Message<OrderEvent>) => payload.id,
    maxConcurrentCalls: 200,
  });
});
// #endregion

// #region timed
export const timed = drawRoutes(({ topic }) => {
  topic('orders', { consumer: OrdersConsumer, delayMs: 15 * 60_000 });
  topic('payments', { consumer: PaymentsConsumer, maxAgeMs: 60_000, handlerTimeoutMs: 10_000 });
});
// #endregion
