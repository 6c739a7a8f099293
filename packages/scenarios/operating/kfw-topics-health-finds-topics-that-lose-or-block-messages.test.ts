import { expect } from '@jest/globals';
import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { makeTopicsApp } from '../src/apps/topics-app.js';
import { folderWithoutApp, inApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

interface Finding {
  readonly finding: string;
  readonly severity: string;
  readonly topic: string | null;
}

scenario(
  [],
  'kfw topics health finds topics that lose or block messages',
  async (world) => {
    const orders = await world.createTopic('orders', { settings: { 'max.message.bytes': '2000000' } });
    const dead = await world.createTopic('dead', { settings: { 'retention.ms': '604800000' } });
    const sound = await world.createTopic('sound');
    const state = await world.createTopic('state', { partitions: 2 });
    const app = await bootApp(world, { routes: drawRoutes((draw) => draw.topic(sound, { consumer: IdleConsumer })) });
    await app.producer.deliver(
      ['a', null, null].map((key) => ({
        topic: state,
        key: key === null ? null : Buffer.from(key),
        value: Buffer.from('x'),
        headers: {},
        partition: 1,
      })),
    );
    // A topic that is compacted from the beginning rejects messages without keys.
    await app.admin.incrementalAlterConfigs([{ type: 'topic', name: state, set: { 'cleanup.policy': 'compact' } }]);
    const folder = await makeTopicsApp(world, {
      topics: '',
      routes: `topic('${orders}', { consumer: QuietConsumer, deadLetter: '${dead}' });`,
    });

    // The routes say what belongs together: naming the source checks its dead letters.
    const found = await inApp(folder).kfw('topics', 'health', orders, state, '--json');
    expect(found.code).toBe(1);
    const sentence = { message: expect.any(String) };
    expect(found.json<Finding>().filter(({ topic }) => topic !== null)).toEqual([
      {
        finding: 'deadLetterRetention',
        severity: 'warning',
        topic: dead,
        source: orders,
        retentionMs: 604_800_000,
        sourceRetentionMs: -1,
        ...sentence,
      },
      {
        finding: 'deadLetterMessageSize',
        severity: 'error',
        topic: dead,
        source: orders,
        maxMessageBytes: 1_048_588,
        sourceMaxMessageBytes: 2_000_000,
        ...sentence,
      },
      { finding: 'keylessCompacted', severity: 'error', topic: state, sampled: 3, withoutKey: 2, ...sentence },
    ]);

    // Both clusters of the tests have one broker, which is not an error.
    const outside = await folderWithoutApp(world);
    const alone = await outside.kfw('topics', 'health', sound);
    expect([alone.code, alone.lines]).toEqual([
      0,
      [
        'info    the cluster has one broker: none of the topics has a second replica.',
        '1 topic checked: nothing found.',
      ],
    ]);
    const typo = await outside.kfw('topics', 'health', `${sound}s`);
    expect([typo.code, typo.errorLines.at(-1)]).toEqual([1, expect.stringContaining(`Did you mean "${sound}"?`)]);
  },
  { timeoutMs: 120_000 },
);
