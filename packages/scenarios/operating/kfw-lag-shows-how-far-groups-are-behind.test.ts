/** As a table for people and as JSON lines; of one group, of the groups of an app, and of all. */
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { transportTo } from '../src/clusters/transport-to.js';
import { hoursAgo, sendDated } from '../src/operating/send-dated.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [88, 110],
  'kfw lag shows how far groups are behind',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions: 2 });
    const { admin } = transportTo(world);
    await sendDated(world, topic, [[hoursAgo(3), hoursAgo(2), hoursAgo(1)], []]);
    const app = await makeAppFolder(world, {
      files: {
        'config/routes.ts': `
import { drawRoutes } from 'kfw';
import { UsersConsumer } from '../app/consumers/users-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('readers', (group) => group.topic('${topic}', { consumer: UsersConsumer }));
  consumerGroup('newcomers', (group) => group.topic('${topic}', { consumer: UsersConsumer }));
});
`,
      },
    });
    const readers = `${app.name}_readers`;
    const others = world.name('others');
    await admin.setGroupOffsets(
      readers,
      [0, 1].map((partition) => ({ topic, partition, offset: partition === 0 ? 1 : 0 })),
    );
    await admin.setGroupOffsets(others, [{ topic, partition: 0, offset: 3 }]);

    const asJson = await runKfw(world, ['lag', readers, '--json']);
    expect([asJson.code, asJson.errors]).toEqual([0, '']);
    const first = JSON.parse(asJson.lines[0] ?? '');
    expect(Object.keys(first)).toEqual(['group', 'topic', 'partition', 'committed', 'end', 'lag', 'lagSeconds']);
    expect(asJson.json()).toEqual([
      { group: readers, topic, partition: 0, committed: 1, end: 3, lag: 2, lagSeconds: expect.any(Number) },
      { group: readers, topic, partition: 1, committed: 0, end: 0, lag: 0, lagSeconds: 0 },
    ]);
    expect(Math.floor(first.lagSeconds / 3_600)).toBe(2);

    const asTable = await runKfw(world, ['lag', readers]);
    const cells = asTable.lines
      .filter((line) => line.startsWith('│'))
      .map((line) => line.split('│').map((cell) => cell.trim()));
    expect(cells.map((row) => row.slice(1, -1).map((cell) => cell.replace(/^2 h.*/, '2 h')))).toEqual([
      ['group', 'topic', 'partition', 'committed', 'end', 'lag', 'time lag'],
      [readers, topic, '0', '1', '3', '2', '2 h'],
      [readers, topic, '1', '0', '0', '0', '0 s'],
      [readers, 'total', '', '', '', '2', '2 h'],
    ]);

    // In the app: its groups by their names in the routes, its groups alone, and all of the cluster.
    const inApp = async (...args: string[]) => {
      const run = await runKfw(world, ['lag', ...args, '--json'], { folder: app.root });
      expect(run.code).toBe(0);
      return { groups: [...new Set(run.json().map(({ group }) => group))], errors: run.errors };
    };
    expect((await inApp('readers')).groups).toEqual([readers]);
    const own = await inApp();
    expect(own.groups).toEqual([readers]);
    expect(own.errors).toContain(`The cluster does not know the group ${app.name}_newcomers: it has not run yet.`);
    expect((await inApp('--all')).groups).toEqual(expect.arrayContaining([readers, others]));
    expect((await runKfw(world, ['lag', '--json'])).json()).toContainEqual(
      expect.objectContaining({ group: others, partition: 1, committed: null, lag: null, lagSeconds: null }),
    );

    const typo = await runKfw(world, ['lag', others.replace('others', 'otehrs')]);
    expect([typo.code, typo.errors]).toEqual([1, expect.stringContaining(`Did you mean "${others}"?`)]);
    const inRoutes = await runKfw(world, ['lag', 'raeders'], { folder: app.root });
    expect([inRoutes.code, inRoutes.errors]).toEqual([1, expect.stringContaining('Did you mean "readers"?')]);
  },
  { timeoutMs: 120_000 },
);
