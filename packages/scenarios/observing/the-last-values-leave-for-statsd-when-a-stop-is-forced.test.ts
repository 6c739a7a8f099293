import { expect } from '@jest/globals';
import { startSilentStatsdServer } from '../src/observing/silent-statsd-server.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([119], 'the last values leave for StatsD when a stop is forced', async (world) => {
  const { server, give, began, consumed } = await startSilentStatsdServer(world);
  await give(0, 'one');
  await server.logged('ended', ({ task }) => task === 'one');
  await give(0, 'wait');
  await began('wait');
  server.signal('SIGTERM');
  await server.logged('app.stopping');
  expect(consumed()).toBeUndefined();
  server.signal('SIGINT');
  expect(await server.ended).toBe(2);
  expect(await world.until('the last values', async () => consumed())).toBe(1);
});
