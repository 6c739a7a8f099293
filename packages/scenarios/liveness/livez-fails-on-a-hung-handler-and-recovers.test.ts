import { expect } from '@jest/globals';
import { probe } from '../src/network/probe.js';
import { startTaskServer } from '../src/processes/task-server.js';
import { scenario } from '../src/scenario/scenario.js';

const stallTimeoutMs = 3_000;

scenario([], 'livez fails on a hung handler, says which, and recovers when it moves', async (world) => {
  const consumer = { stallTimeoutMs };
  const { server, topic, group, give, began } = await startTaskServer(world, 2, { args: ['--health', '0'], consumer });
  const { address } = await server.logged('health.listening');
  expect(String(address)).toMatch(/^127\.0\.0\.1:\d+$/);
  await give(0, 'done', 'wait');
  await give(1, 'other');
  await began('wait');
  expect(await probe(address, '/livez')).toEqual({ status: 200, body: { status: 'alive' } });

  // The restart of its group does not help: the handler hangs again at the same message.
  const again = await server.logged('consumer.stalled', ({ restarting }) => restarting === false);
  expect(again).toMatchObject({ level: 'error', topic, partition: 0, offset: 1 });
  const failing = await probe(address, '/livez');
  expect(failing).toEqual({
    status: 503,
    body: {
      status: 'stalled',
      stalled: [
        {
          group,
          topic,
          partition: 0,
          consumer: 'TaskConsumer',
          offset: 1,
          state: 'running',
          runningMs: expect.any(Number),
          lag: 1,
          stalledForMs: expect.any(Number),
        },
      ],
      notPolling: [],
    },
  });
  const [{ stalledForMs = 0 } = {}] = failing.body.stalled as readonly { stalledForMs?: number }[];
  expect(stalledForMs).toBeGreaterThanOrEqual(stallTimeoutMs);
  // A server that is stalled is ready all the same: it is in its group.
  expect(await probe(address, '/readyz')).toMatchObject({ status: 200 });

  server.send('go on');
  await server.logged('ended', ({ task }) => task === 'wait');
  const alive = await world.until('an answer that it is alive', async () => {
    const answer = await probe(address, '/livez');
    return answer.status === 200 ? answer : undefined;
  });
  expect(alive.body).toEqual({ status: 'alive' });
  expect(server.log.items.filter(({ event }) => event === 'consumer.stalled')).toHaveLength(2);
  expect(server.log.items.filter(({ event }) => event === 'group.restarted')).toHaveLength(1);
});
