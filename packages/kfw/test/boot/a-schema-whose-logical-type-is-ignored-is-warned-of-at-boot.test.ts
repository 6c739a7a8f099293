import { expect, it } from '@jest/globals';
import { avro } from '@kfw/avro';
import { Monitor } from '@kfw/core';
import { Consumer, drawRoutes } from '@kfw/core/internal';
import { createApp, loadConfig } from 'kfw';

class Idle extends Consumer {
  process(): void {}
}

it('once each, however many routes have it', async () => {
  const schema = avro({
    type: 'record',
    name: 'com.shop.Order',
    fields: [
      { name: 'placed', type: { type: 'long', logicalType: 'timestamp-milis' } },
      { name: 'paid', type: 'long', logicalType: 'timestamp-millis' },
    ],
  });
  const routes = drawRoutes(({ topic, consumerGroup }) => {
    topic('orders', { consumer: Idle, schema });
    consumerGroup('audit', (group) => group.topic('orders', { consumer: Idle, schema }));
  });
  const env = { KFW_BROKERS: 'kafka:9092', KFW_CLIENT_ID: 'shop', KFW_REGISTRY_URL: 'http://registry:8081' };
  const monitor = new Monitor();
  const warned: unknown[] = [];
  monitor.subscribe('schema.warned', (event) => void warned.push(event));
  await createApp({ config: loadConfig({ root: __dirname, env }), definition: { routes }, monitor });
  expect(warned).toEqual([
    expect.objectContaining({ schema: 'com.shop.Order', path: '$.fields[0].type' }),
    expect.objectContaining({ schema: 'com.shop.Order', path: '$.fields[1]' }),
  ]);
});
