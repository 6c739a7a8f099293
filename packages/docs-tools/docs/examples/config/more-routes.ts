import { drawRoutes, text } from 'kfw';
import { OrdersConsumer } from '../app/consumers/orders-consumer.js';
import { AuditConsumer, PaymentsConsumer } from '../app/consumers/payments-consumer.js';
import { GreetingsConsumer, ProfilesConsumer } from '../app/consumers/profiles-consumer.js';
import { UsersConsumer } from '../app/consumers/users-consumer.js';
import { GreetingsResponder } from '../app/responders/orders-responder.js';
import { timed } from '../middleware.js';

// #region routes
export default drawRoutes(({ consumerGroup, defaults }) => {
  defaults({ startFrom: 'latest', pauseMs: 500 });

  consumerGroup('shop', (group) => {
    group.defaults({ maxMessages: 1_000 });
    group.topic('users', { consumer: UsersConsumer });
    group.topic('orders', { consumer: OrdersConsumer, startFrom: 'earliest', middleware: [timed] });
  });

  consumerGroup('billing', (group) => {
    group.topic('orders', { consumer: PaymentsConsumer, maxMessages: 50, maxPauseMs: 60_000 });
  });

  // A group may be declared again, also in another file.
  consumerGroup('shop', (group) => {
    group.topic('audit', { consumer: AuditConsumer, active: false });
    group.topic('profiles', { consumer: GreetingsConsumer, responder: GreetingsResponder, keySchema: text() });
  });
});
// #endregion

// #region short
export const shortRoutes = drawRoutes(({ topic }) => {
  topic('profiles', { consumer: ProfilesConsumer, startFrom: 'latest' });
});
// #endregion

// #region patterns
export const patternRoutes = drawRoutes(({ consumerGroup }) => {
  consumerGroup('auditing', (group) => {
    group.topic(/^orders\./, { consumer: AuditConsumer });
    group.topic('orders.test', { consumer: AuditConsumer, active: false });
  });
});
// #endregion

// #region tuned
export const tunedRoutes = drawRoutes(({ consumerGroup }) => {
  consumerGroup('imports', (group) => {
    // Small messages, written in bulk: large batches, which may wait until they are full.
    group.topic('orders', { consumer: OrdersConsumer, maxMessages: 5_000, maxWaitMs: 200 });
    // Each message takes seconds: a small buffer is enough.
    group.topic('payments', { consumer: PaymentsConsumer, maxPartitionBufferBytes: 256 * 1_024 });
  });
});
// #endregion
