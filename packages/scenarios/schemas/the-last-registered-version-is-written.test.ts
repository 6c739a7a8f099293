/**
 * `registry.useLatest`: what the app's schema describes is written as the last version of its subject, which another team
 * registered; the app registers nothing. With `normalize` a schema that only says the same in another way is the same.
 */
import { expect } from '@jest/globals';
import { avro, Consumer, drawRoutes, type Message } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { latestSchemaId, registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

interface Order {
  id: number;
  note?: string | null;
}

const own = {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'int' },
    { name: 'note', type: ['null', 'string'], default: null },
  ],
};
const theirs = {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'source', type: 'string', default: 'web' },
    { name: 'id', type: 'long' },
  ],
};

scenario([], 'the last registered version is written, and nothing is registered for it', async (world) => {
  const orders = await world.createTopic('orders');
  const subject = `${orders}-value`;
  const id = await registerSchema(world, subject, theirs);
  const seen = world.inbox<unknown>('orders');
  class Reader extends Consumer {
    process({ payload, rawPayload }: Message): void {
      seen.push({ payload, id: rawPayload?.readInt32BE(1) });
    }
  }
  const { app } = await startApp(world, {
    routes: drawRoutes(({ topic }) => topic(orders, { consumer: Reader, schema: avro(theirs) })),
    settings: { registry: latestOf(world.cluster.registry) },
  });
  const { payloads, producer } = app.responders;
  const message = await payloads.encode(orders, { id: 7, note: 'hi' }, { schema: avro<Order>(own) });
  await producer.deliverOne(message);
  await seen.atLeast(1);
  expect(seen.items).toEqual([{ payload: { source: 'web', id: 7 }, id }]);
  expect(await latestSchemaId(world, subject)).toBe(id);

  const unlike = avro({ ...own, fields: [{ name: 'id', type: 'string' }] });
  await expect(payloads.encode(orders, { id: 'x' }, { schema: unlike })).rejects.toMatchObject({
    code: 'KFW_SCHEMA_LATEST_UNUSABLE',
  });
  await expect(payloads.encode(world.name('nobody'), { id: 7 }, { schema: avro(own) })).rejects.toMatchObject({
    code: 'KFW_SCHEMA_NOT_REGISTERED',
  });
});

scenario([], 'with normalize, a schema in another notation is not a new version', async (world) => {
  const orders = await world.createTopic('orders');
  const written = { fields: [{ type: { type: 'int' }, name: 'id' }], name: 'Order', type: 'record' };
  const id = await registerSchema(world, `${orders}-value`, {
    type: 'record',
    name: 'Order',
    fields: [{ name: 'id', type: 'int' }],
  });
  class Reader extends Consumer {
    process(): void {}
  }
  const { app } = await startApp(world, {
    routes: drawRoutes(({ topic }) => topic(orders, { consumer: Reader, schema: avro(written) })),
    settings: {
      registry: { ...latestOf(world.cluster.registry), register: 'always', normalize: true, useLatest: false },
    },
  });
  const { value } = await app.responders.payloads.encode(orders, { id: 7 }, { schema: avro(written) });
  expect(value?.readInt32BE(1)).toBe(id);
});

function latestOf(url: string) {
  return {
    url,
    username: undefined,
    password: undefined,
    token: undefined,
    tls: undefined,
    register: 'lookup',
    subject: 'topic',
    normalize: false,
    useLatest: true,
  } as const;
}
