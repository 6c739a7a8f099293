import { setImmediate as turn } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { bufferedCount, deliver, deliverAsync, flush } from 'kfw';
import { deliverThrough } from '../src/apps/deliver-through.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { textsIn } from '../src/messages/texts-in.js';
import { scenario } from '../src/scenario/scenario.js';

/** Nothing leaves by itself. */
const lingering = { lingerMs: 600_000 };
const full = { ...lingering, maxBufferedMessages: 2 };

scenario([67], 'deliverAsync buffers for lingerMs, and batchSize messages leave at once', async (world) => {
  const users = await world.createTopic('users');
  const app = await deliverThrough(world, { ...lingering, batchSize: 3 });

  await deliverAsync(users, 'a');
  await deliverAsync(users, 'b');
  await turn();
  expect([bufferedCount(), await messagesIn(app, users)]).toEqual([2, 0]);

  await deliverAsync(users, 'c');
  await world.until('the batch', async () => (bufferedCount() === 0 ? true : undefined));
  expect(await textsIn(world, users)).toEqual(['a', 'b', 'c']);
});

scenario([67], 'lingering messages leave together when lingerMs is over', async (world) => {
  const users = await world.createTopic('users');
  await deliverThrough(world, { lingerMs: 100 });

  const reports = await Promise.all(['a', 'b'].map((text) => deliver(users, text)));

  expect(reports.map(({ offset }) => offset)).toEqual(['0', '1']);
  expect(bufferedCount()).toBe(0);
});

scenario([67], 'when the buffer is full, a message waits for room', async (world) => {
  const users = await world.createTopic('users');
  await deliverThrough(world, { ...full, whenFull: 'wait' });
  await deliverAsync([
    { topic: users, payload: 'a' },
    { topic: users, payload: 'b' },
  ]);

  const third = deliverAsync(users, 'c');
  expect(await Promise.race([third.then(() => 'buffered'), turn('waiting')])).toBe('waiting');

  await flush();
  await third;
  await flush();
  expect(await textsIn(world, users)).toEqual(['a', 'b', 'c']);
});

scenario([67], 'or is dropped, and an event reports it', async (world) => {
  const users = await world.createTopic('users');
  const app = await deliverThrough(world, { ...full, whenFull: 'drop' });
  const dropped = world.events(app.monitor, 'delivery.dropped');

  for (const text of ['a', 'b', 'c']) await deliverAsync(users, text);
  await expect(deliver(users, 'd')).rejects.toMatchObject({ code: 'KFW_BUFFER_FULL' });
  await flush();

  expect(dropped.items).toMatchObject([{ topic: users, messages: 1, bufferedMessages: 2 }]);
  expect(await textsIn(world, users)).toEqual(['a', 'b']);
});

scenario([67], 'or its call fails', async (world) => {
  const users = await world.createTopic('users');
  await deliverThrough(world, { ...full, whenFull: 'throw' });

  await deliverAsync(users, 'a');
  await deliverAsync(users, 'b');
  await expect(deliverAsync(users, 'c')).rejects.toMatchObject({
    code: 'KFW_BUFFER_FULL',
    message: expect.stringContaining('it holds 2 messages'),
  });
  await flush();
  await deliverAsync(users, 'd');
  await flush();

  expect(await textsIn(world, users)).toEqual(['a', 'b', 'd']);
});
