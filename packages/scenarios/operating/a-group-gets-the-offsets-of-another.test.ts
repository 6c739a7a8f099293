/** `kfw groups copy`: shows first, sets with `--execute`, keeps other offsets of the target, refuses a running target. */
import { expect } from '@jest/globals';
import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { startApp } from '../src/apps/start-app.js';
import { transportTo } from '../src/clusters/transport-to.js';
import { hoursAgo, sendDated } from '../src/operating/send-dated.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'a group gets the offsets of another',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions: 3 });
    const times = [hoursAgo(1), hoursAgo(1), hoursAgo(1)];
    await sendDated(world, topic, [times, times, times]);
    const clientId = world.name('shop');
    const [source, target, fresh] = [world.name('source'), `${clientId}_readers`, world.name('fresh')];
    const { admin } = transportTo(world);
    await admin.setGroupOffsets(
      source,
      [0, 1].map((partition) => ({ topic, partition, offset: 2 - partition })),
    );
    await admin.setGroupOffsets(
      target,
      [1, 2].map((partition) => ({ topic, partition, offset: 3 })),
    );
    const offsets = async (group: string) => (await admin.groupOffsets(group, [topic])).map(({ offset }) => offset);
    const copy = (...args: string[]) => runKfw(world, ['groups', 'copy', ...args]);

    const planned = await copy(source, target, '--json');
    expect([planned.code, planned.json()]).toEqual([
      0,
      [
        { topic, partition: 0, from: null, to: 2, messages: 0 },
        { topic, partition: 1, from: 3, to: 1, messages: 2 },
      ],
    ]);
    expect(planned.errors).toContain('Nothing was changed: add --execute.');
    expect(await offsets(target)).toEqual([null, 3, 3]);
    expect((await copy(source, target, '--execute')).code).toBe(0);
    expect(await offsets(target)).toEqual([2, 1, 3]);
    expect((await copy(source, fresh, '--execute')).code).toBe(0);
    expect(await offsets(fresh)).toEqual([2, 1, null]);

    const routes = drawRoutes(({ consumerGroup }) => {
      consumerGroup('readers', (group) => group.topic(topic, { consumer: IdleConsumer }));
    });
    await startApp(world, { clientId, routes });
    const refused = await copy(source, target, '--execute');
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining(`- ${clientId} on 127.0.0.1`)]);
    const unknown = await copy(source.replace('source', 'souce'), target);
    expect([unknown.code, unknown.errors]).toEqual([1, expect.stringContaining(`Did you mean "${source}"?`)]);
  },
  { timeoutMs: 120_000 },
);
