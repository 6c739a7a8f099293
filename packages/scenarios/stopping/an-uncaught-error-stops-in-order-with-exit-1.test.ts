import { expect } from '@jest/globals';
import { groupState } from '@kfw/test-cluster';
import { startTaskServer } from '../src/processes/task-server.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'an uncaught error stops a server in order, with exit code 1 and the frames of the user',
  async (world) => {
    const tasks = await startTaskServer(world, 2);
    const { server } = tasks;
    await tasks.give(0, 'a', 'wait');
    await tasks.began('wait');
    await tasks.give(1, 'reject');
    const what = 'unhandled rejection of a promise in the app: Error: nobody handles this';
    await server.logged('app.stopping', ({ reason }) => reason === what);
    server.send('go on');

    expect(await server.ended).toBe(1);
    expect(await tasks.offsets()).toEqual([2, 1]);
    expect(await groupState(world.cluster.brokers, tasks.group)).toBe('Empty');
    const [message, frame] = server.errorLines.items;
    expect(message).toBe(`kfw: ${what}`);
    expect(frame).toMatch(/^ {4}at leftAlone \(app\/consumers\/task-consumer\.ts:\d+:\d+\)$/);
  },
  { timeoutMs: 120_000 },
);
