import { describe, expect, it } from '@jest/globals';
import { sentMessages } from '@kfw/testing';
import { UsersResponder } from '../app/responders/users-responder.js';

describe('UsersResponder', () => {
  it('publishes to the topic users, with the id of the user as key', async () => {
    const event = { eventName: 'user_created', payload: { id: 1 } };

    await UsersResponder.call(event);

    expect(sentMessages('users')).toMatchObject([{ topic: 'users', key: '1', payload: event }]);
  });
});
