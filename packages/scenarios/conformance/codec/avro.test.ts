/** Avro behind the codec port, on a real schema registry. */
import { randomUUID } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { avro, createAvroCodec } from '@kfw/avro';
import { clusters, isMissing } from '@kfw/test-cluster';
import { codecConformance } from './codec-conformance.js';

const schema = avro({
  type: 'record',
  name: 'com.shop.UserEvent',
  fields: [
    { name: 'eventName', type: 'string' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'note', type: ['null', 'string'] },
  ],
});

for (const cluster of clusters()) {
  if (isMissing(cluster)) describe.skip(`codec avro (${cluster.unavailable})`, () => it('conforms', () => undefined));
  else {
    codecConformance(`avro, on the registry of ${cluster.kind}`, () => ({
      codec: createAvroCodec({
        registry: { url: cluster.registry },
        registrySetting: 'KFW_TEST_REGISTRY',
        register: 'always',
      }),
      schema,
      topic: `codec-${randomUUID()}`,
      payloads: [
        { eventName: 'user_created', at: new Date(1), note: null },
        { eventName: 'user_deleted', at: new Date(2), note: 'on request' },
      ],
      wrongPayload: { payload: { eventName: 'x', at: 'hunter2', note: null }, secret: 'hunter2' },
      malformed: { bytes: Buffer.from('{"password":"hunter2"}'), secret: 'hunter2' },
    }));
  }
}
