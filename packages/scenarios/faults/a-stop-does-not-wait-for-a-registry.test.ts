/** A registry that takes requests and never answers: a stop ends while they are still open, in flight and at boot. */
import { expect } from '@jest/globals';
import { avro, Consumer, drawRoutes, type Message } from 'kfw';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { MisbehavingRegistry, type Way } from '../src/registry/misbehaving-registry.js';
import { registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

const silent: Way = { name: 'never answers', answer: () => undefined };
const note = { type: 'record', name: 'Note', fields: [{ name: 'number', type: 'int' }] } as const;

scenario([], 'a stop does not wait for a registry that never answers, neither in flight nor at boot', async (world) => {
  const notes = await world.createTopic('notes');
  const id = await registerSchema(world, `${notes}-value`, note);
  const registry = await MisbehavingRegistry.before(world, world.cluster.registry);
  class Reader extends Consumer {
    process(_message: Message): void {}
  }
  const routes = drawRoutes(({ topic }) => topic(notes, { consumer: Reader, schema: avro(note) }));
  const env = { KFW_REGISTRY_URL: registry.url };
  const { app, stop } = await startApp(world, { routes, env });
  registry.misbehave(silent);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(id, 1);
  await app.producer.deliverOne({
    topic: notes,
    key: null,
    value: Buffer.concat([header, Buffer.from([2])]),
    headers: {},
  });
  await world.until('a request for the schema', async () => registry.open > 0 || undefined);
  expect(await stop()).toBe(0);
  expect(registry.open).toBeGreaterThan(0);

  const booting = await bootApp(world, { routes, env });
  const server = booting.createServer();
  const asked = registry.requests.length;
  void server.start();
  await world.until('a request at boot', async () => registry.requests.length > asked || undefined);
  server.stop('the scenario is over');
  expect((await server.ended).exitCode).toBe(0);
  expect(registry.open).toBeGreaterThan(0);
});
