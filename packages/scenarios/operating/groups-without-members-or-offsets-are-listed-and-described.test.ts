/** A group with members and without offsets, and one with offsets and without members, as tables and as JSON. */
import { expect } from '@jest/globals';
import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { startApp } from '../src/apps/start-app.js';
import { transportTo } from '../src/clusters/transport-to.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [110],
  'groups without members or offsets are listed and described',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions: 2 });
    const clientId = world.name('shop');
    const running = `${clientId}_readers`;
    const stopped = world.name('stopped');
    const routes = drawRoutes(({ consumerGroup }) => {
      consumerGroup('readers', (group) => group.topic(topic, { consumer: IdleConsumer }));
    });
    const { stop } = await startApp(world, { clientId, routes });
    await transportTo(world).admin.setGroupOffsets(stopped, [{ topic, partition: 1, offset: 0 }]);
    const coordinator = { id: expect.any(Number), host: expect.any(String), port: expect.any(Number) };

    const listed = (await runKfw(world, ['groups', 'list', '--json'])).json();
    const common = { type: 'classic', topics: 1, coordinator };
    expect(listed).toContainEqual({ group: running, state: 'Stable', protocolType: 'consumer', members: 1, ...common });
    expect(listed).toContainEqual({
      group: stopped,
      state: 'Empty',
      protocolType: expect.any(String),
      members: 0,
      ...common,
    });
    const table = (await runKfw(world, ['groups', 'list'])).lines.filter((line) => line.startsWith('│'));
    expect(table.find((line) => line.includes(running))).toMatch(/│ Stable +│ classic +│ +1 │ +1 │ \S+:\d+ \(\d+\) +│/);

    const [described] = (await runKfw(world, ['groups', 'describe', running, '--json'])).json();
    expect(described).toEqual({
      group: running,
      type: 'classic',
      state: 'Stable',
      protocolType: 'consumer',
      assignor: expect.any(String),
      coordinator,
      members: [
        {
          memberId: expect.stringContaining(clientId),
          instanceId: null,
          clientId,
          host: expect.stringContaining('127.0.0.1'),
          partitions: [0, 1].map((partition) => ({ topic, partition })),
        },
      ],
      offsets: [0, 1].map((partition) => ({
        ...{ topic, partition, committed: null, end: 0, lag: null },
        memberId: expect.stringContaining(clientId),
      })),
    });
    const text = (await runKfw(world, ['groups', 'describe', stopped])).lines.join('\n');
    expect(text).toMatch(/state +Empty\ntype +classic\nassignor +-\n.*\nmembers +none/);
    expect(text).toMatch(new RegExp(`│ ${topic} +│ +1 │ +0 │ +0 │ +0 │`));
    const unknown = await runKfw(world, ['groups', 'describe', stopped.replace('stopped', 'stoped')]);
    expect([unknown.code, unknown.errors]).toEqual([1, expect.stringContaining(`Did you mean "${stopped}"?`)]);
    const inRoutes = await runKfw(world, ['lag', 'readers']);
    expect([inRoutes.code, inRoutes.errors]).toEqual([1, expect.stringContaining('_readers"?')]);

    await stop();
    const limited = await runKfw(world, ['lag', running, '--max-lag', '10']);
    expect([limited.code, limited.errors]).toEqual([1, expect.stringContaining(`${running} reads nothing`)]);
    expect(await runKfw(world, ['lag', running])).toMatchObject({ code: 0, errors: expect.stringContaining(running) });
  },
  { timeoutMs: 120_000 },
);
