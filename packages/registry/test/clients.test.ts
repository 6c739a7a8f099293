/** Clients that are independent of this registry: the one for kafkajs, and kfw's own codec. */
import { describe, expect, it } from '@jest/globals';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { avro, createAvroCodec } from '@kfw/avro';
import { recordOf, startApi } from './support/api.js';

const user = { ...recordOf('User', { name: 'id', type: 'long' }), namespace: 'shop' };
const named = recordOf('shop.User', { name: 'id', type: 'long' }, { name: 'name', type: 'string' });

describe('@kafkajs/confluent-schema-registry', () => {
  const clientOf = (host: string) => new SchemaRegistry({ host, retry: { retries: 0 } });

  it('registers, encodes, and another client decodes', async () => {
    const { registry } = await startApi();
    const writer = clientOf(registry.url);
    const schema = { type: SchemaType.AVRO as const, schema: JSON.stringify(user) };
    const { id } = await writer.register(schema, { compatibility: COMPATIBILITY.BACKWARD });
    const bytes = await writer.encode(id, { id: 7 });
    expect(await clientOf(registry.url).decode(bytes)).toEqual({ id: 7 });
    expect(await writer.getLatestSchemaId('shop.User')).toBe(id);
    expect(await writer.getRegistryIdBySchema('shop.User', schema)).toBe(id);
    expect(await writer.getRegistryId('shop.User', 1)).toBe(id);
  });

  it('sets the level of a subject when it first registers', async () => {
    const { registry, call } = await startApi({ compatibility: 'NONE' });
    const options = { subject: 'users', compatibility: COMPATIBILITY.FULL };
    await clientOf(registry.url).register({ type: SchemaType.AVRO, schema: JSON.stringify(user) }, options);
    expect((await call('GET', '/config/users')).body).toEqual({ compatibilityLevel: 'FULL' });
  });

  it('handles JSON and Protobuf schemas', async () => {
    const { registry } = await startApi();
    const client = clientOf(registry.url);
    const json = JSON.stringify({ type: 'object', properties: { a: { type: 'string' } } });
    const { id } = await client.register({ type: SchemaType.JSON, schema: json }, { subject: 'json' });
    expect(await client.decode(await client.encode(id, { a: 'x' }))).toEqual({ a: 'x' });
    const proto = 'syntax = "proto3"; package shop; message User { string a = 1; }';
    const other = await client.register({ type: SchemaType.PROTOBUF, schema: proto }, { subject: 'protobuf' });
    expect(await client.decode(await client.encode(other.id, { a: 'x' }))).toMatchObject({ a: 'x' });
  });
});

describe("kfw's Avro codec", () => {
  const codecOn = (url: string, register: 'always' | 'lookup' = 'always') =>
    createAvroCodec({ registry: { url }, registrySetting: 'registry.url', register });
  const targetOf = (definition: object) => ({ topic: 'users', side: 'value' as const, schema: avro(definition) });

  it('writes and reads', async () => {
    const { registry } = await startApi();
    const codec = codecOn(registry.url);
    await codec.connect?.();
    const writer = codec.writer(targetOf(user));
    await writer.prepare();
    const value = writer.encode({ id: 7 });
    const reader = codecOn(registry.url).reader(targetOf(user));
    await reader.prepare([{ offset: 0, timestamp: 0, key: null, value, headers: {}, sizeBytes: value.length }]);
    expect(reader.decode(value)).toEqual({ id: 7 });
  });

  it('reports incompatibilities, by rule and path', async () => {
    const { registry } = await startApi();
    await codecOn(registry.url).writer(targetOf(user)).prepare();
    const refusal = codecOn(registry.url).writer(targetOf(named)).prepare();
    await expect(refusal).rejects.toMatchObject({
      code: 'KFW_SCHEMA_INCOMPATIBLE',
      message: expect.stringContaining('READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1'),
    });
  });

  it('reports unregistered schemas', async () => {
    const { registry } = await startApi();
    const lookup = codecOn(registry.url, 'lookup').writer(targetOf(user)).prepare();
    await expect(lookup).rejects.toMatchObject({ code: 'KFW_SCHEMA_NOT_REGISTERED' });
  });
});
