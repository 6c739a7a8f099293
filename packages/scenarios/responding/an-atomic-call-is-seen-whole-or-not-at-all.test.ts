/** The second call fails at the broker when most of it is written: one of its messages is too large for its topic. */
import { expect } from '@jest/globals';
import { drawRoutes, loadConfig, Responder, Topic, text } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

/** Messages that may be compressed are not measured before they are sent: the broker is to refuse the one that is too large. */
const { producer } = loadConfig({
  root: '/nowhere',
  environment: 'test',
  env: { KFW_BROKERS: 'nobody:9092', KFW_CLIENT_ID: 'any' },
});
const settings = { producer: { ...producer, compression: 'gzip' as const } };

scenario([65], 'an atomic call is seen whole, or not at all', async (world) => {
  const pairs = await world.createTopic('pairs', { partitions: 3 });
  const small = await world.createTopic('small', { settings: { 'max.message.bytes': '1000' } });

  @Topic(pairs, { schema: text(), multiple: true })
  @Topic(small, { schema: text() })
  class PairsResponder extends Responder {
    static readonly atomic = true;
    respond({ name, size }: { name: string; size: number }): void {
      for (const partition of [0, 1, 2]) this.respondTo(pairs, `${name} ${partition}`, { partition });
      this.respondTo(small, name.padEnd(size, '.'));
    }
  }
  const app = await bootApp(world, {
    settings,
    routes: drawRoutes(({ topic }) => topic(pairs, { consumer: IdleConsumer })),
  });
  await app.connect();
  useResponders(world, app);

  const names = Array.from({ length: 12 }, (_none, index) => `call ${index}`);
  const reports = await Promise.all(names.map((name) => PairsResponder.call({ name, size: name.length })));
  await expect(PairsResponder.call({ name: 'too large', size: 2_000 })).rejects.toMatchObject({
    code: 'KFW_TRANSACTION_REFUSED',
  });
  await PairsResponder.call({ name: 'after', size: 5 });

  // Markers are written after the response to the commit, and no event reports when they have been.
  const read = await world.until('what is committed', async () => {
    const found = await readWithKcat(world, pairs);
    return found.length >= 3 * 13 ? found : undefined;
  });
  for (const name of [...names, 'after']) {
    expect(read.filter(({ value }) => value?.startsWith(`${name} `)).map(({ partition }) => partition)).toEqual([
      0, 1, 2,
    ]);
  }
  expect(read).toHaveLength(3 * 13);
  const written = await readWithKcat(world, pairs, 'read_uncommitted');
  expect(written.filter(({ value }) => value?.startsWith('too large'))).toHaveLength(3);
  // Offsets are the broker's: each transaction leaves a marker in each partition.
  const offsets = reports.map((report) => Number(report[pairs]?.[1]?.[1].offset));
  expect(new Set(offsets).size).toBe(12);
});
