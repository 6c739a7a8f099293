import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startCluster, type TestCluster } from '@kfw/testing';
import { type App, createApp, loadConfig, type Server } from 'kfw';
import { UsersResponder } from '../app/responders/users-responder.js';
import definition from '../kfw.js';

let cluster: TestCluster;
let app: App;
let server: Server;

beforeEach(async () => {
  cluster = await startCluster();
  const env = { KFW_BROKERS: cluster.brokers, KFW_REGISTRY_URL: cluster.registry, KFW_CLIENT_ID: 'shop' };
  app = await createApp({ config: loadConfig({ root: process.cwd(), env }), definition });
  server = app.createServer();
});

afterEach(async () => {
  server.stop('the test is over');
  await server.ended;
  await cluster.stop();
});

it('consumes what it sends', async () => {
  const running = new Promise((resolve) => app.monitor.subscribe('app.running', resolve));
  const consumed = new Promise((resolve) => app.monitor.subscribe('consumer.consumed', resolve));
  void server.start();
  await running;

  const report = await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } });

  expect(report).toMatchObject({ users: [[{}, { topic: 'users', partition: 0, offset: '0' }]] });
  expect(await consumed).toMatchObject({ topic: 'users', partition: 0, messages: 1 });
  expect(cluster.broker.topics).toContainEqual({ name: 'users', partitions: 1 });
});
