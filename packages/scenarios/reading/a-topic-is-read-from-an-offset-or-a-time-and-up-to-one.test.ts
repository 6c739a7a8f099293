import { expect } from '@jest/globals';
import { type ReadTopicOptions, text } from 'kfw';
import type { BootedApp } from 'kfw/internal';
import { idleApp } from '../src/apps/idle-app.js';
import { scenario } from '../src/scenario/scenario.js';

const start = Date.UTC(2026, 0, 1);
const hour = (at: number): Date => new Date(start + at * 3_600_000);

/** One message an hour in each partition: `p0 at 0`, `p0 at 1` and so on. */
async function fill(app: BootedApp, topic: string, hours: number): Promise<void> {
  const places = [0, 1].flatMap((partition) => Array.from({ length: hours }, (_, at) => ({ partition, at })));
  await app.producer.deliver(
    places.map(({ partition, at }) => ({
      topic,
      partition,
      key: null,
      value: Buffer.from(`p${partition} at ${at}`),
      headers: {},
      timestamp: hour(at).getTime(),
    })),
  );
}

scenario([], 'a topic is read from an offset or a time, and up to one', async (world) => {
  const topic = await world.createTopic('readings', { partitions: 2 });
  const app = await idleApp(world);
  await fill(app, topic, 6);
  const read = async (options: ReadTopicOptions<string>): Promise<string[]> => {
    const messages = await app.readTopic(topic, { schema: text(), ...options }).toArray();
    return messages.map(({ payload }) => payload).sort();
  };

  expect(await read({ from: 4 })).toEqual(['p0 at 4', 'p0 at 5', 'p1 at 4', 'p1 at 5']);
  expect(await read({ from: '5', partitions: [1] })).toEqual(['p1 at 5']);
  expect(await read({ from: hour(5) })).toEqual(['p0 at 5', 'p1 at 5']);
  // Between two messages: the later one is the first that is not older.
  expect(await read({ from: hour(1.5), until: hour(3) })).toEqual(['p0 at 2', 'p1 at 2']);
  expect(await read({ from: hour(100) })).toEqual([]);
  expect(await read({ from: 'latest' })).toEqual([]);
  expect(await read({ from: { 0: 5, 1: hour(4) } })).toEqual(['p0 at 5', 'p1 at 4', 'p1 at 5']);
  expect(await read({ from: { 0: 'latest' }, until: { 1: 1 } })).toEqual(['p1 at 0']);

  await expect(read({ from: 7, partitions: [1] })).rejects.toMatchObject({
    code: 'KFW_READ_OUT_OF_RANGE',
    message: expect.stringContaining(`${topic}[1] has no offset 7: it begins at 0 and ends before 6.`),
  });
  await expect(read({ partitions: [2] })).rejects.toMatchObject({ code: 'KFW_PARTITION_INVALID' });
  await expect(app.readTopic(world.name('no-such-topic')).toArray()).rejects.toMatchObject({
    code: 'KFW_TOPIC_UNKNOWN',
  });
  expect(() => app.readTopic(topic, { from: 'yesterday' })).toThrow(
    expect.objectContaining({ code: 'KFW_READ_INVALID' }),
  );
});
