import { expect } from '@jest/globals';
import { groupState } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { startApp } from '../src/apps/start-app.js';
import { startTaskServer } from '../src/processes/task-server.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [53],
  'SIGTSTP quiets: no new work, partitions kept through a rebalance; a later SIGTERM stops',
  async (world) => {
    const tasks = await startTaskServer(world, 2);
    const { server } = tasks;
    await tasks.give(0, 'a', 'wait', 'b');
    await tasks.began('wait');
    server.signal('SIGTSTP');
    await server.logged('app.quieting', ({ reason }) => reason === 'SIGTSTP');
    await tasks.give(1, 'c');
    server.send('go on');
    await world.until('the commit of what was running', async () =>
      (await tasks.offsets())[0] === 2 ? true : undefined,
    );

    // Another member comes: the quiet one takes part in the rebalance, keeps one partition and begins nothing on it.
    const other = await startApp(world, {
      clientId: tasks.clientId,
      routes: drawRoutes(({ consumerGroup }) =>
        consumerGroup('example', (group) => group.topic(tasks.topic, { consumer: IdleConsumer, active: true })),
      ),
    });
    await server.logged('group.joined', ({ generation }) => generation === 2);
    expect(await groupState(world.cluster.brokers, tasks.group)).toBe('Stable');
    await other.stop();
    await server.logged('group.joined', ({ generation }) => generation === 3);
    await tasks.give(0, 'd');
    await tasks.give(1, 'd');
    const lanesHold = async () => {
      server.signal('SIGTTIN');
      const seen = server.log.items.findLast(({ event }) => event === 'app.inspected');
      const lanes = (seen?.lanes ?? []) as { state: string; backlogMessages: number }[];
      return lanes.length === 2 && lanes.every((lane) => lane.backlogMessages > 0) ? { seen, lanes } : undefined;
    };
    const { seen, lanes } = await world.until('both lanes to hold messages', lanesHold);
    expect(seen?.state).toBe('quiet');
    expect(lanes.map(({ state }) => state)).toEqual(['held', 'held']);

    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    const begun = server.log.items.filter(({ event }) => event === 'began').map(({ task }) => task);
    expect(begun).toEqual(['a', 'wait']);
    expect(await groupState(world.cluster.brokers, tasks.group)).toBe('Empty');
  },
  { timeoutMs: 120_000 },
);
