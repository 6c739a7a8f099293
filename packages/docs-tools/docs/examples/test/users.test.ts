// #region imports
import { describe, expect, it } from '@jest/globals';
import { consumerFor, sentMessages } from '@kfw/testing';
import { GreetingsConsumer } from '../app/consumers/profiles-consumer.js';
import { UsersConsumer } from '../app/consumers/users-consumer.js';
import { GreetingsResponder } from '../app/responders/orders-responder.js';
import { UsersResponder } from '../app/responders/users-responder.js';
import type { UserEvent } from '../app/schemas/user-event.js';
import routes from '../config/routes.js';

// #endregion

// #region consumer
describe('UsersConsumer', () => {
  it('consumes events of users', async () => {
    const users = consumerFor(UsersConsumer, { routes });

    const run = await users.deliver(
      [
        { eventName: 'user_created', payload: { id: 1 } },
        { eventName: 'user_renamed', payload: { id: 1 } },
      ],
      { key: '1', headers: { source: 'test' } },
    );

    expect(run).toEqual({ consumed: 2, errors: [] });
  });
});
// #endregion

// #region responder
describe('UsersResponder', () => {
  it('sends to the topic users', async () => {
    const event: UserEvent = { eventName: 'user_created', payload: { id: 1 } };

    await UsersResponder.call(event);

    expect(sentMessages<UserEvent>('users')).toMatchObject([{ key: '1', payload: event }]);
  });
});
// #endregion

// #region respond-with
describe('GreetingsConsumer', () => {
  it('greets', async () => {
    await consumerFor(GreetingsConsumer, { responder: GreetingsResponder }).deliver([{ name: 'Ada' }]);

    expect(sentMessages('greetings')).toMatchObject([{ payload: { greeting: 'Hello Ada' } }]);
  });
});
// #endregion
