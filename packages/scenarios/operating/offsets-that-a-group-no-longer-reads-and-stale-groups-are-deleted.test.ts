/** While a group runs, offsets of a topic that it no longer reads go, and those of its topics stay; so does the group. */
import { expect } from '@jest/globals';
import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { startApp } from '../src/apps/start-app.js';
import { transportTo } from '../src/clusters/transport-to.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [109],
  'offsets that a group no longer reads, and stale groups, are deleted',
  async (world) => {
    const orders = await world.createTopic('orders', { partitions: 2 });
    const legacy = await world.createTopic('legacy', { partitions: 3 });
    const clientId = world.name('shop');
    const group = `${clientId}_readers`;
    const { admin } = transportTo(world);
    await admin.setGroupOffsets(group, [
      ...[0, 1].map((partition) => ({ topic: orders, partition, offset: 0 })),
      ...[0, 1, 2].map((partition) => ({ topic: legacy, partition, offset: 0 })),
    ]);
    const routes = drawRoutes(({ consumerGroup }) => {
      consumerGroup('readers', (drawn) => drawn.topic(orders, { consumer: IdleConsumer }));
    });
    const running = await startApp(world, { clientId, routes });
    const committed = async () =>
      (await admin.groupOffsets(group, [])).map(({ topic, partition }) => `${topic}[${partition}]`);
    const deleteOffsets = (...args: string[]) => runKfw(world, ['groups', 'delete-offsets', group, ...args]);

    const unasked = await deleteOffsets('--topic', legacy);
    expect([unasked.code, unasked.errors]).toEqual([1, expect.stringContaining('--yes')]);
    const subscribed = await deleteOffsets('--topic', orders, '--yes');
    expect([subscribed.code, subscribed.errors]).toEqual([1, expect.stringContaining(`${orders}[1]: `)]);
    expect(subscribed.errors).toMatch(/subscribed/);
    expect(await committed()).toHaveLength(5);
    const some = await deleteOffsets('--topic', `${legacy}:0,2`, '--yes', '--json');
    expect([some.code, some.json()]).toEqual([
      0,
      [0, 2].map((partition) => ({ group, topic: legacy, partition, committed: 0, deleted: true })),
    ]);
    expect((await committed()).sort()).toEqual([`${legacy}[1]`, `${orders}[0]`, `${orders}[1]`]);
    const rest = await deleteOffsets('--topic', legacy, '--yes');
    expect([rest.code, rest.lines]).toEqual([0, [`${group} has no offset for ${legacy}[1] any more; it was 0.`]]);
    const none = await deleteOffsets('--topic', legacy, '--yes');
    expect([none.code, none.errors]).toEqual([1, expect.stringContaining(`has committed nothing for ${legacy}`)]);

    const refused = await runKfw(world, ['groups', 'delete', group, '--yes']);
    expect([refused.code, refused.errors]).toEqual([
      1,
      expect.stringMatching(/has members \(\w+\)[\s\S]*127\.0\.0\.1/),
    ]);
    expect(refused.errors).toContain(`- ${clientId} on`);
    await running.stop();
    const notAsked = await runKfw(world, ['groups', 'delete', group]);
    expect([notAsked.code, notAsked.errors]).toEqual([1, expect.stringContaining('--yes')]);
    const deleted = await runKfw(world, ['groups', 'delete', group, '--yes', '--json']);
    expect([deleted.code, deleted.json()]).toEqual([0, [{ group, deleted: true }]]);
    const listed = await runKfw(world, ['groups', 'list', '--json']);
    expect(listed.json().map(({ group: name }) => name)).not.toContain(group);
  },
  { timeoutMs: 120_000 },
);
