import { expect } from '@jest/globals';
import type { ServerStatus } from '@kfw/core';
import { probe } from '../src/network/probe.js';
import { startTaskServer } from '../src/processes/task-server.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'status shows what each lane does, how far it is behind, and what was counted', async (world) => {
  const { server, topic, group, clientId, give, began } = await startTaskServer(world, 2, { args: ['--health', '0'] });
  const { address } = await server.logged('health.listening');
  const status = async () => (await probe(address, '/status')).body as unknown as ServerStatus;
  await give(0, 'done', 'wait', 'later');
  await began('wait');

  const running = await status();
  expect(running).toMatchObject({ state: 'running', clientId, kfw: expect.any(String), pid: expect.any(Number) });
  expect(running.groups).toEqual([
    expect.objectContaining({ group, member: true, joining: false, lanes: expect.any(Array) }),
  ]);
  const [busy, idle] = running.groups[0]?.lanes ?? [];
  expect(busy).toMatchObject({
    ...{ topic, partition: 0, consumer: 'TaskConsumer', state: 'running', handler: 'TaskConsumer.process' },
    ...{ runningMs: expect.any(Number), lag: 2, lagSeconds: expect.any(Number), stalled: false },
    ...{ retryInMs: null, resumesInMs: null, dueInMs: null, outage: null, unmarked: null },
  });
  await world.until('a fetch of the idle partition', async () => {
    const lane = (await status()).groups[0]?.lanes[1];
    return lane?.lag === 0 ? lane : undefined;
  });
  expect(idle).toMatchObject({ partition: 1, state: 'idle', handler: null, runningMs: null, backlogMessages: 0 });

  // The age of the oldest message grows while its handler runs.
  const before = busy?.lagSeconds ?? 0;
  await world.until('a message that is older', async () => {
    const lane = (await status()).groups[0]?.lanes[0];
    return (lane?.lagSeconds ?? 0) > before + 0.2 ? lane : undefined;
  });

  server.signal('SIGTSTP');
  await server.logged('app.quieting');
  expect(await status()).toMatchObject({
    state: 'quiet',
    groups: [{ lanes: [{ state: 'running' }, { state: 'held' }] }],
  });
  server.send('go on');
  server.signal('SIGTERM');
  expect(await world.waitFor('the end', server.ended)).toBe(0);
});
