import { expect, it } from '@jest/globals';
import { startCluster } from '@kfw/testing';
import { createApp, loadConfig } from 'kfw';
import definition from '../kfw.js';

it('joins its group on a broker of the test', async () => {
  const cluster = await startCluster();
  const env = { KFW_BROKERS: cluster.brokers, KFW_REGISTRY_URL: cluster.registry, KFW_CLIENT_ID: 'shop' };
  const app = await createApp({ config: loadConfig({ root: process.cwd(), env }), definition });
  const server = app.createServer();
  const running = new Promise((resolve) => app.monitor.subscribe('app.running', resolve));

  void server.start();
  await running;

  expect(cluster.broker.topics).toEqual([{ name: 'users', partitions: 1 }]);
  server.stop('the test is over');
  expect((await server.ended).exitCode).toBe(0);
  await cluster.stop();
});
