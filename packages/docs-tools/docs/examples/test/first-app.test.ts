import { expect, it } from '@jest/globals';
import { consumerFor, sentMessages } from '@kfw/testing';
import { OrdersConsumer, routes } from '../first-app.js';

// #region readme
it('dead-letters an order without a total', async () => {
  await consumerFor(OrdersConsumer, { routes }).deliver([{ id: '1', customer: 'ada', total: 0 }]);

  expect(sentMessages('orders.dead-letters')).toHaveLength(1);
});
// #endregion
