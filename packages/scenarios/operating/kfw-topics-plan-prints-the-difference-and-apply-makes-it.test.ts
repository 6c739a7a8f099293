import { expect } from '@jest/globals';
import { declareTopics, makeTopicsApp } from '../src/apps/topics-app.js';
import { folderWithoutApp, inApp } from '../src/processes/run-kfw.js';
import { openTerminal } from '../src/processes/terminal.js';
import { scenario } from '../src/scenario/scenario.js';

interface Planned {
  readonly changes: readonly object[];
}

interface Described {
  readonly partitions: readonly object[];
  readonly config: Readonly<Record<string, string>>;
}

scenario(
  [87],
  'kfw topics plan prints the difference and apply makes it',
  async (world) => {
    const orders = await world.createTopic('orders', { partitions: 2, settings: { 'retention.ms': '1000' } });
    const users = world.name('users');
    const declared = `
  topic('${orders}', { partitions: 4, retentionMs: 604_800_000, config: { 'max.message.bytes': 1_048_588 } });
  topic('${users}', { partitions: 3, compacted: true });`;
    const folder = await makeTopicsApp(world, { topics: declared });
    const app = inApp(folder);
    const outside = await folderWithoutApp(world);

    const plan = await app.kfw('topics', 'plan', '--detailed-exitcode');
    expect([plan.code, plan.lines]).toEqual([
      2,
      [
        `~ ${orders}`,
        '    partitions    2 → 4',
        '    retention.ms  1000 (1 s) → 604800000 (7 d)',
        `+ ${users} is created`,
        '    partitions          3',
        "    replication factor  the cluster's default",
        '    cleanup.policy      compact',
        '',
        expect.stringMatching(/^2 topics differ \(development, 127\.0\.0\.1:\d+\)/),
      ],
    ]);
    expect(plan.errorLines.join('\n')).toContain('More partitions move keys');
    const asJson = await app.kfw('topics', 'plan', '--json');
    const origin = { origin: 'declared', of: [] };
    expect(asJson.code).toBe(0);
    expect(asJson.json()).toMatchObject([
      {
        changes: [
          { topic: orders, action: 'addPartitions', ...origin, from: 2, to: 4 },
          {
            topic: orders,
            action: 'alterConfigs',
            ...origin,
            configs: [{ name: 'retention.ms', from: '1000', to: '604800000' }],
          },
          {
            topic: users,
            action: 'create',
            ...origin,
            partitions: 3,
            replicationFactor: null,
            config: { 'cleanup.policy': 'compact' },
          },
        ],
        reports: [],
      },
    ]);

    // Other scenarios make topics meanwhile.
    const changes = async () => (await app.kfw('topics', 'plan', '--json')).json<Planned>()[0]?.changes;
    const planned = asJson.json<Planned>()[0]?.changes;

    // Without a terminal it does not ask, and changes nothing.
    const unasked = await app.kfw('topics', 'apply');
    expect([unasked.code, unasked.errorLines.at(-1)]).toEqual([1, expect.stringContaining('Give --yes')]);
    expect(await changes()).toEqual(planned);

    // On a terminal it does, and the differences are red and green.
    const refused = openTerminal(world, 'npx kfw topics apply', { cwd: folder.root });
    await refused.shows(/Make 3 changes on 127\.0\.0\.1:\d+ \(development\)\? \[y\/N\]/);
    expect(refused.raw).toContain('\u001b[31m2\u001b[39m → \u001b[32m4\u001b[39m');
    refused.type('\r');
    await refused.shows(/not confirmed: nothing was changed/);
    expect(await refused.ended).toBe(1);
    expect(await changes()).toEqual(planned);

    const applied = openTerminal(world, 'npx kfw topics apply', { cwd: folder.root });
    await applied.shows(/\[y\/N\]/);
    applied.type('y\r');
    await applied.shows(/Made 3 changes\./);
    expect(await applied.ended).toBe(0);
    const [described] = (await outside.kfw('topics', 'describe', orders, '--json')).json<Described>();
    expect(described?.partitions.length).toBe(4);
    // The default that is declared has not been set.
    expect(described?.config).not.toHaveProperty('max.message.bytes');
    expect(described?.config).toMatchObject({ 'retention.ms': '604800000' });

    const after = await app.kfw('topics', 'plan', '--detailed-exitcode');
    expect([after.code, after.lines]).toEqual([0, [expect.stringMatching(/^Nothing to change/)]]);
    const listed = (await app.kfw('topics', 'list', '--json')).json<{ readonly topic: string }>();
    expect(listed.filter(({ topic }) => topic === users)).toEqual([
      { topic: users, partitions: 3, replicationFactor: 1, declared: true, roles: [] },
    ]);

    // An error is 1, also where differences would be 2.
    await declareTopics(folder, `topic('${orders}', { partition: 4 });`);
    expect((await app.kfw('topics', 'plan', '--detailed-exitcode')).code).toBe(1);
    const noApp = await outside.kfw('topics', 'plan');
    expect([noApp.code, noApp.errorLines.at(-1)]).toEqual([1, expect.stringContaining('there is no app')]);
  },
  { timeoutMs: 120_000 },
);
