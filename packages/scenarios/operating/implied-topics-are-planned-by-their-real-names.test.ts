import { expect } from '@jest/globals';
import { makeTopicsApp } from '../src/apps/topics-app.js';
import { inApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

interface Plan {
  readonly changes: readonly object[];
}

scenario(
  [96],
  'implied topics are planned by their real names',
  async (world) => {
    // One source is on the cluster only, the other in the declarations only.
    const orders = await world.createTopic('orders', { partitions: 5 });
    const users = world.name('users');
    const dead = world.name('dead');
    const folder = await makeTopicsApp(world, {
      topics: `topic('${users}', { partitions: 3 });`,
      routes: `
  consumerGroup('billing', (group) => {
    group.topic('${orders}', { consumer: QuietConsumer, retryTopics: ['10s'], deadLetter: '${dead}' });
    group.topic('${users}', { consumer: QuietConsumer, deadLetter: '${dead}' });
  });`,
    });
    const app = inApp(folder);
    const retry = `${orders}.${folder.name}_billing.retry-10s`;

    const [plan] = (await app.kfw('topics', 'plan', '--json')).json<Plan>();
    const isCreated = { action: 'create', replicationFactor: null, config: {} };
    expect(plan?.changes).toEqual([
      { topic: users, ...isCreated, origin: 'declared', of: [], partitions: 3 },
      { topic: dead, ...isCreated, origin: 'dead-letter', of: [orders, users], partitions: 5 },
      { topic: retry, ...isCreated, origin: 'retry', of: [orders], partitions: 5 },
    ]);
    const shown = (await app.kfw('topics', 'plan')).lines;
    expect(shown).toContain(`+ ${dead} is created (implied: dead letters of ${orders}, ${users})`);
    expect(shown).toContain(`+ ${retry} is created (implied: retries of ${orders})`);

    expect((await app.kfw('topics', 'apply', '--yes')).code).toBe(0);
    expect((await app.kfw('topics', 'plan', '--detailed-exitcode')).code).toBe(0);
    const listed = (await app.kfw('topics', 'list', '--json')).json<{ readonly topic: string }>();
    expect(listed.filter(({ topic }) => [orders, retry, dead].includes(topic))).toEqual(
      [
        { topic: dead, partitions: 5, replicationFactor: 1, declared: false, roles: ['dead-letter'] },
        { topic: orders, partitions: 5, replicationFactor: 1, declared: false, roles: ['route'] },
        { topic: retry, partitions: 5, replicationFactor: 1, declared: false, roles: ['retry'] },
      ].toSorted((one, other) => (one.topic < other.topic ? -1 : 1)),
    );
  },
  { timeoutMs: 120_000 },
);
