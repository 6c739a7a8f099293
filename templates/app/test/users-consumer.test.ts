import { describe, expect, it } from '@jest/globals';
import { consumerFor } from '@kfw/testing';
import { UsersConsumer } from '../app/consumers/users-consumer.js';

describe('UsersConsumer', () => {
  it('consumes events of users', async () => {
    const users = consumerFor(UsersConsumer);

    const run = await users.deliver([
      { eventName: 'user_created', payload: { id: 1 } },
      { eventName: 'user_renamed', payload: { id: 1 } },
    ]);

    expect(run.consumed).toBe(2);
  });
});
