import { expect } from '@jest/globals';
import { bufferedCount, deliver, deliverAsync } from 'kfw';
import { deliverThrough } from '../src/apps/deliver-through.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([70], 'producing to a compacted topic without a key is refused before sending', async (world) => {
  const users = await world.createTopic('users', { settings: { 'cleanup.policy': 'compact' } });
  const app = await deliverThrough(world);
  const refused = { code: 'KFW_KEY_MISSING', message: expect.stringContaining(`"${users}" is compacted`) };

  await expect(deliver(users, 'no key')).rejects.toMatchObject(refused);
  await expect(deliver(users, null)).rejects.toMatchObject(refused);
  await expect(deliverAsync(users, 'no key')).rejects.toMatchObject(refused);
  await expect(
    deliver([
      { topic: users, payload: 'good', key: 'a' },
      { topic: users, payload: 'no key', partitionKey: 'a' },
    ]),
  ).rejects.toMatchObject(refused);
  expect([bufferedCount(), await messagesIn(app, users)]).toEqual([0, 0]);

  await deliver(users, 'good', { key: 'a' });
  await deliver(users, null, { key: 'a' });
  expect(await messagesIn(app, users)).toBe(2);
});

scenario([70], 'a message larger than its topic accepts is rejected with its size and the limit', async (world) => {
  const users = await world.createTopic('users', { settings: { 'max.message.bytes': '2000' } });
  const app = await deliverThrough(world);

  const refusal = deliver([
    { topic: users, payload: 'small' },
    { topic: users, payload: 'x'.repeat(5_000) },
  ]);

  await expect(refusal).rejects.toMatchObject({
    code: 'KFW_MESSAGE_TOO_LARGE',
    message: expect.stringMatching(/takes 5\d{3} bytes, more than the 2000 that/),
  });
  expect(await messagesIn(app, users)).toBe(0);
});
