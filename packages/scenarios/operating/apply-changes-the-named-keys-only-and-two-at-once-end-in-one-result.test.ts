import { expect } from '@jest/globals';
import { makeTopicsApp } from '../src/apps/topics-app.js';
import { folderWithoutApp, inApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const created = 12;

interface Described {
  readonly topic: string;
  readonly partitions: readonly object[];
  readonly config: Readonly<Record<string, string>>;
}

interface Result {
  readonly topic: string;
  readonly error: object | null;
}

scenario(
  [97],
  'apply changes the named keys only and two at once end in one result',
  async (world) => {
    const theirs = { 'segment.bytes': '16777216', 'min.compaction.lag.ms': '5000' };
    const orders = await world.createTopic('orders', { settings: { ...theirs, 'retention.ms': '1000' } });
    const stray = await world.createTopic('stray', { settings: { 'retention.ms': '1000' } });
    const names = Array.from({ length: created }, (_, index) => world.name(`new-${index}`));
    const app = inApp(
      await makeTopicsApp(world, {
        topics: `
  topic('${orders}', { partitions: 3, retentionMs: 2_000 });
  for (const name of ${JSON.stringify(names)}) topic(name, { partitions: 2, retentionMs: 3_000 });`,
      }),
    );
    const outside = await folderWithoutApp(world);

    const both = await Promise.all([1, 2].map(() => app.kfw('topics', 'apply', '--yes', '--json')));
    for (const { code, json } of both) {
      expect(code).toBe(0);
      expect(json<Result>().filter(({ error }) => error !== null)).toEqual([]);
    }

    const described = async (...topics: readonly string[]) =>
      (await outside.kfw('topics', 'describe', ...topics, '--json')).json<Described>();
    const [first, second] = await described(orders, stray);
    expect([first?.partitions.length, first?.config]).toEqual([3, { ...theirs, 'retention.ms': '2000' }]);
    expect([second?.partitions.length, second?.config]).toEqual([1, { 'retention.ms': '1000' }]);
    for (const { partitions, config } of await described(...names)) {
      expect([partitions.length, config]).toEqual([2, { 'retention.ms': '3000' }]);
    }

    // A second run has nothing to do.
    const again = await app.kfw('topics', 'apply', '--yes', '--json');
    expect([again.code, again.lines]).toEqual([0, []]);
  },
  { timeoutMs: 120_000 },
);
