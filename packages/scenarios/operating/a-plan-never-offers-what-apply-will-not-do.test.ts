import { expect } from '@jest/globals';
import { makeTopicsApp } from '../src/apps/topics-app.js';
import { folderWithoutApp, inApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

interface Plan {
  readonly changes: readonly object[];
  readonly reports: readonly object[];
  readonly undeclared: readonly string[];
}

scenario(
  [98],
  'a plan never offers what apply will not do',
  async (world) => {
    const orders = await world.createTopic('orders', { partitions: 3 });
    const stray = await world.createTopic('stray');
    const large = world.name('large');
    const app = inApp(
      await makeTopicsApp(world, {
        topics: `
  topic('${orders}', { partitions: 2, replicationFactor: 2, config: { 'vendor.tiering': true } });
  topic('${large}', { replicationFactor: 3 });`,
      }),
    );
    const outside = await folderWithoutApp(world);
    const describeOrders = () => outside.kfw('topics', 'describe', orders, '--json').then(({ lines }) => lines);
    const before = await describeOrders();

    const plan = await app.kfw('topics', 'plan', '--json', '--detailed-exitcode');
    const [{ changes, reports, undeclared } = { changes: null, reports: null, undeclared: [] }] = plan.json<Plan>();
    expect([plan.code, changes]).toEqual([1, []]);
    expect(plan.errorLines.join()).toContain('KFW_TOPICS_NOT_CREATABLE');
    expect((await app.kfw('topics', 'plan')).code).toBe(0);
    expect(reports).toEqual([
      { topic: orders, kind: 'fewerPartitions', from: 3, to: 2 },
      { topic: orders, kind: 'replicationFactor', from: 1, to: 2 },
      { topic: orders, kind: 'unknownConfig', name: 'vendor.tiering', to: 'true' },
      { topic: large, kind: 'tooFewBrokers', brokers: 1, to: 3 },
    ]);
    expect(undeclared).toContain(stray);
    expect(undeclared.filter((topic) => topic.startsWith('__'))).toEqual([]);

    const applied = await app.kfw('topics', 'apply', '--yes');
    expect([applied.code, applied.lines]).toEqual([
      1,
      [
        `! ${orders}: it has 3 partitions instead of 2. Kafka cannot remove partitions: nothing is changed.`,
        `! ${orders}: its replication factor is 1 instead of 2. Replicas are moved with kafka-reassign-partitions: nothing is changed.`,
        `! ${orders}: the cluster has no topic setting vendor.tiering; it is left out.`,
        `! ${large}: 3 replicas need as many brokers, and the cluster has one broker. It is not created.`,
        '',
        expect.stringMatching(/^1 topic is missing and cannot be created \(/),
      ],
    ]);
    expect(applied.errorLines.join()).toMatch(/neither declared nor implied here, and left alone/);
    expect(await describeOrders()).toEqual(before);
  },
  { timeoutMs: 120_000 },
);
