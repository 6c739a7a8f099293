import { expect } from '@jest/globals';
import { probe } from '../src/network/probe.js';
import { startTaskServer } from '../src/processes/task-server.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'readyz follows the life of a server: connecting, running, quiet, stopping', async (world) => {
  const first = await startTaskServer(world, 1, { args: ['--health', '0'] });
  const { address } = await first.server.logged('health.listening');
  const running = await world.until('an answer that it is ready', async () => {
    const answer = await probe(address, '/readyz');
    return answer.status === 200 ? answer : undefined;
  });
  expect(running.body).toEqual({ status: 'ready', state: 'running' });

  await first.give(0, 'wait');
  await first.began('wait');
  first.server.signal('SIGTSTP');
  await first.server.logged('app.quieting');
  expect(await probe(address, '/readyz')).toEqual({
    status: 503,
    body: { status: 'not ready', state: 'quiet', joining: [] },
  });
  first.server.signal('SIGTERM');
  await first.server.logged('app.stopping');
  // The handler still runs, so the server cannot be gone yet.
  expect(await probe(address, '/readyz')).toMatchObject({ status: 503, body: { state: 'stopping' } });
  expect(await probe(address, '/livez')).toMatchObject({ status: 200 });

  first.server.send('go on');
  expect(await world.waitFor('the end', first.server.ended)).toBe(0);
  await expect(probe(address, '/readyz')).rejects.toThrow();
});
