import { expect, it } from '@jest/globals';
import { avro, createAvroCodec, inMemoryRegistry } from '@kfw/avro';
import type { Schema } from '@kfw/core';
import { builtInCodecs, Codecs, json } from '@kfw/core/internal';
import { LineEncoder, type LineEncoderOptions } from '../../../src/cli/produce/encode-line.js';
import { openWriters, type WritingCluster } from '../../../src/cli/produce/topic-writers.js';

const order = avro({
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'hash', type: ['null', 'bytes'] },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  ],
});
const registry = inMemoryRegistry();
const avroCodec = createAvroCodec({ registry, registrySetting: 'registry.url', register: 'lookup' });
const codecs = new Codecs([...builtInCodecs, avroCodec]);

function cluster(schemas: Readonly<Partial<Record<'key' | 'value', Schema>>>): WritingCluster {
  const config = { registry: undefined, registrySetting: undefined } as unknown as WritingCluster['config'];
  return { codecs, config, nameInCode: (topic) => topic, declared: { of: (_topic, side) => schemas[side] } };
}

async function encoder(
  schemas: Parameters<typeof cluster>[0] = {},
  over: Partial<LineEncoderOptions> = {},
): Promise<LineEncoder> {
  return new LineEncoder({
    topic: 'orders',
    writers: await openWriters(cluster(schemas), 'orders', { changesNothing: true }),
    info: { partitions: 3, compacted: false, maxBatchBytes: 100 },
    sink: { sizeOf: ({ value }) => value?.length ?? 0, batchOverhead: { batchBytes: 10, recordBytes: 1 } },
    byKey: false,
    isCompressed: false,
    ...over,
  });
}

const line = (text: string) => ({ number: 4, text });

it('knows whether payloads have a schema', async () => {
  const open = (schemas: Parameters<typeof cluster>[0]) =>
    openWriters(cluster(schemas), 'orders', { changesNothing: true });
  expect(await open({ value: order })).toMatchObject({ hasSchema: true });
  expect(await open({ key: order })).toMatchObject({ hasSchema: false });
});

it('writes text as it is and everything else as JSON where nothing is declared', async () => {
  const lines = await encoder();
  const bytesOf = (text: string) => {
    const encoded = lines.encode(line(text));
    return 'message' in encoded ? [encoded.message.key?.toString(), encoded.message.value?.toString()] : encoded;
  };
  expect(bytesOf('{"payload":{"a":1},"key":7}')).toEqual(['7', '{"a":1}']);
  expect(bytesOf('{"payload":"text","key":{"id":1}}')).toEqual(['{"id":1}', 'text']);
  expect(bytesOf('{"payload":{"$base64":"YQ=="}}')).toEqual([undefined, 'a']);
  expect(bytesOf('{"payload":null,"key":"k"}')).toEqual(['k', undefined]);
  expect(bytesOf('{"payload":"\\ud800"}')).toMatchObject({ reason: expect.stringContaining('half a character') });
});

it('writes by the declared schema, from values as they are printed, and asks no registry on a dry run', async () => {
  const lines = await encoder({ value: order });
  const encoded = lines.encode(
    line('{"payload":{"id":"A","hash":"AAE=","at":"1970-01-01T00:00:01Z"},"partition":2,"timestamp":5}'),
  );
  expect(encoded).toMatchObject({ number: 4, message: { topic: 'orders', partition: 2, timestamp: 5 } });
  expect('message' in encoded && encoded.message.value).toEqual(
    Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 2, 65, 2, 4, 0, 1]), Buffer.from([0xd0, 0x0f])]),
  );
  expect(lines.encode(line('{"payload":{"id":1,"hash":null,"at":0}}'))).toMatchObject({
    reason: expect.stringContaining('cannot be encoded'),
  });
  expect(await registry.has('orders-value')).toBe(false);
});

it('refuses what the cluster would refuse', async () => {
  const reason = async (text: string, over: Partial<LineEncoderOptions> = {}) => {
    const encoded = (await encoder({ value: json() }, over)).encode(line(text));
    return 'reason' in encoded ? encoded.reason : undefined;
  };
  const compacted = { partitions: 3, compacted: true, maxBatchBytes: 100 };
  expect(await reason('{"payload":1,"partition":3}')).toContain('the topic has no partition 3: it has 3');
  expect(await reason('{"payload":1,"partition":3}', { byKey: true })).toBeUndefined();
  expect(await reason('{"payload":1}', { info: compacted })).toContain('it has no key');
  expect(await reason(`{"payload":"${'x'.repeat(89)}"}`)).toContain('it takes 101 bytes, and the topic takes 100');
  expect(await reason(`{"payload":"${'x'.repeat(89)}"}`, { isCompressed: true })).toBeUndefined();
});
