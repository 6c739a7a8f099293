/**
 * Retention, compaction and aborted transactions leave holes in a log, also at its end. A reading ends by the position
 * that it has reached, not by the last message that it has seen.
 */
import { expect } from '@jest/globals';
import { text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { deleteRecords } from '../src/clusters/delete-records.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'deleted records do not keep a reader from its end', async (world) => {
  const topic = await world.createTopic('users');
  const app = await idleApp(world);
  const read = async (options: { from?: number } = {}) => {
    const messages = await app.readTopic(topic, { schema: text(), ...options }).toArray();
    return messages.map(({ offset, payload }) => `${offset} ${payload}`);
  };
  await deliverTexts(app, topic, ['a', 'b', 'c', 'd']);
  await deleteRecords(world, topic, 2);
  expect(await read()).toEqual(['2 c', '3 d']);
  await expect(read({ from: 1 })).rejects.toMatchObject({
    code: 'KFW_READ_OUT_OF_RANGE',
    message: expect.stringContaining(`${topic}[0] has no offset 1: it begins at 2 and ends before 4.`),
  });
  await deleteRecords(world, topic, 4);
  expect(await read()).toEqual([]);
  await deliverTexts(app, topic, ['e']);
  expect(await read()).toEqual(['4 e']);

  // Records that go while they are being read, of which each fetch brings one: it continues at the first that is left.
  for (let offset = 5; offset < 25; offset++) await deliverTexts(app, topic, [`f${offset}`]);
  const small = await idleApp(world, { settings: { consumer: { maxBytesPerPartition: 1, maxBytes: 1 } } });
  const warned = world.events(small.monitor, 'transport.warned');
  const seen: number[] = [];
  for await (const { offset } of small.readTopic(topic)) {
    if (seen.length === 0) await deleteRecords(world, topic, 20);
    seen.push(offset);
  }
  expect(seen.slice(-5)).toEqual([20, 21, 22, 23, 24]);
  expect(seen.length).toBeLessThan(20);
  expect(warned.items).toContainEqual(
    expect.objectContaining({ detail: expect.objectContaining({ topic, partition: 0, continuesAt: 20 }) }),
  );
});
