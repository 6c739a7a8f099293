import { expect } from '@jest/globals';
import { startSilentStatsdServer } from '../src/observing/silent-statsd-server.js';
import { runStandaloneScript } from '../src/processes/standalone-script.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([119], 'the last values leave for StatsD before the process ends', async (world) => {
  const { server, statsd, give, consumed } = await startSilentStatsdServer(world);
  await give(0, 'one', 'two', 'three');
  await server.logged('ended', ({ task }) => task === 'three');
  expect(consumed()).toBeUndefined();
  server.signal('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(await world.until('the last values', async () => consumed())).toBe(3);

  const code = `import { silentLogger } from '@kfw/core';
import { statsdListener } from '@kfw/statsd';
import { monitor } from 'kfw';

statsdListener({ host: '127.0.0.1', port: ${statsd.port} })({ monitor, logger: silentLogger, onClose() {} });
`;
  const script = await runStandaloneScript(world, code);
  expect(await world.waitFor('a script whose only timer is that of StatsD', script.ended)).toBe(0);
});
