/**
 * Thousands of batches with any of their fields set to anything, sent as raw bytes among good messages: what a broker
 * accepts of them is handled, skipped or dead-lettered as the route says, good messages are all handled, and nothing stops.
 * The same in CI; elsewhere by chance: `KFW_TEST_SEED` repeats a run.
 */
import { expect } from '@jest/globals';
import { Random } from '@kfw/test-cluster';
import { type App, raw } from 'kfw';
import { type StartedApp, startApp } from '../src/apps/start-app.js';
import { OddGroups } from '../src/odd-batches/odd-groups.js';
import { OddTopics } from '../src/odd-batches/odd-topics.js';
import { scenario } from '../src/scenario/scenario.js';

const seed = Number(process.env.KFW_TEST_SEED ?? (process.env.CI ? 1 : Date.now() % 1_000_000));
const wanted = 5_040;
/** The records that a reader without a group may get. */
const readings = ['read', 'KFW_RECORDS_MALFORMED', 'KFW_COMPRESSION_UNKNOWN', 'KFW_DECOMPRESSION_FAILED'];

scenario(
  [],
  'odd batches are handled, skipped or dead-lettered',
  async (world) => {
    const topics = await OddTopics.create(world);
    const dead = await world.createTopic('dead', { settings: { 'max.message.bytes': '8000000' } });
    await topics.sendOdd(new Random(seed), wanted);
    expect(topics.odd.length).toBeGreaterThan(wanted / 10);

    const clientId = world.name('shop');
    const groups = new OddGroups(clientId, topics, dead);
    const start = () =>
      startApp(world, { clientId, routes: groups.routes, listen: (monitor) => groups.listen(monitor) });
    const isRead = async ({ admin }: App) => {
      for (const topic of topics.all) {
        const ends = await admin.topicOffsets(topic);
        for (const name of groups.names) {
          const offsets = await admin.groupOffsets(`${clientId}_${name}`, [topic]);
          const at = new Map(offsets.map(({ partition, offset }) => [partition, offset]));
          if (ends.some(({ partition, high }) => at.get(partition) !== high)) return undefined;
        }
      }
      return true;
    };
    const atEnd = ({ app, server }: StartedApp) =>
      Promise.race([
        world.until(`both groups to be at the end (seed ${seed})`, () => isRead(app), 90_000),
        server.ended.then(({ error }) => Promise.reject(error ?? new Error('the server stopped'))),
      ]);

    const first = await start();
    await atEnd(first);
    expect([seed, groups.forgotten(topics.odd), groups.unhandled(topics.good)]).toEqual([seed, [], []]);
    expect(Object.keys(groups.counts())).toEqual(
      expect.arrayContaining([
        'letters handled',
        'letters message.deadLettered',
        'skips handled',
        'skips message.skipped',
      ]),
    );
    expect(await first.stop()).toBe(0);

    // A restart changes nothing: nothing comes again, and the next message is handled.
    groups.forget();
    topics.good = [];
    const second = await start();
    await topics.sendGood();
    await atEnd(second);
    expect([seed, groups.unhandled(topics.good)]).toEqual([seed, []]);
    const handled = topics.good.length;
    expect(groups.counts()).toEqual({ 'letters handled': handled, 'skips handled': handled });

    // A reader without a group gets everything, and an error for unreadable records.
    const found = new Set<unknown>();
    for (const topic of topics.topics) {
      for await (const message of second.app.readTopic(topic, { schema: raw() })) {
        try {
          found.add(message.payload === undefined ? 'nothing' : 'read');
        } catch (thrown) {
          found.add((thrown as { code?: unknown }).code);
        }
      }
    }
    expect([seed, [...found].filter((each) => !readings.includes(each as string))]).toEqual([seed, []]);
    expect(await second.stop()).toBe(0);
  },
  { timeoutMs: 180_000 },
);
