/**
 * A test of an app starts a cluster, sends and consumes on it, and stops it. Jest runs it in a process of its own and is
 * not told to exit, so that the process ends only when nothing is open; jest's report of open handles is a second opinion,
 * which misses those that are opened after an `await`. The same test without the stop does not end.
 */
import { expect } from '@jest/globals';
import { type AppFolder, makeAppFolder, type Spawned, spawnProgram, type World } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

/** Jest compiles every package first. */
const withinMs = 60_000;
const file = 'test/cluster.test.ts';
const stop = 'await cluster.stop();';
const passed = { success: true, numTotalTests: 1, numPassedTests: 1, testResults: [{ message: '' }] };

const test = `
import { expect, it } from '@jest/globals';
import { startCluster } from '@kfw/testing';
import { createApp, loadConfig } from 'kfw';
import { UsersResponder } from '../app/responders/users-responder.js';
import definition from '../kfw.js';

it('consumes what it sends', async () => {
  const cluster = await startCluster();
  const env = { KFW_BROKERS: cluster.brokers, KFW_REGISTRY_URL: cluster.registry, KFW_CLIENT_ID: 'shop' };
  const config = loadConfig({ root: process.cwd(), environment: 'test', env });
  const app = await createApp({ config, definition: { ...definition, listeners: [] } });
  const server = app.createServer();
  const running = new Promise((resolve) => app.monitor.subscribe('app.running', resolve));
  const consumed = new Promise((resolve) => app.monitor.subscribe('consumer.consumed', resolve));

  void server.start();
  await running;
  await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } });

  expect(await consumed).toMatchObject({ topic: 'users', messages: 1 });
  server.stop('the test is over');
  expect((await server.ended).exitCode).toBe(0);
  ${stop}
});
`;

scenario(
  [94],
  'an embedded cluster starts inside a test and stops without open handles',
  async (world) => {
    const app = await makeAppFolder(world, { files: { [file]: test } });
    const stopped = runJest(world, app, '--detectOpenHandles');
    const code = await world.waitFor('jest to end', stopped.ended, withinMs);
    expect(stopped.log.items).toMatchObject([{ ...passed, openHandles: [] }]);
    expect(code).toBe(0);
    expect(stopped.errorLines.items.join('\n')).not.toMatch(/open handle/);

    await app.write({ [file]: test.replace(stop, '') });
    const left = runJest(world, app);
    await left.errorLines.first('that it does not end', (line) => /^Jest did not exit/.test(line), withinMs);
    expect(left.log.items).toMatchObject([passed]);
  },
  { timeoutMs: 2 * withinMs },
);

function runJest(world: World, app: AppFolder, ...options: readonly string[]): Spawned {
  const jest = ['node_modules/jest/bin/jest.js', '--json', ...options, file];
  return spawnProgram(world, process.execPath, jest, { cwd: app.root });
}
