import { describe, expect, it } from '@jest/globals';
import { checkCompatibility } from '@kfw/schema-compat';
import { avro, createAvroCodec, inMemoryRegistry } from '../../src/index.js';
import { schemaDefinition } from '../../src/registry/schema-definition.js';
import type { SchemaRegistry } from '../../src/registry/schema-registry.js';
import { parseWriterSchema } from '../../src/resolving/writer-schema.js';
import { recordOf, recordWith, targetOf } from '../support/codecs.js';

const own = recordWith(
  { name: 'id', type: 'int' },
  { name: 'placedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'note', type: ['null', 'string'], default: null },
);
const payload = { id: 7, placedAt: new Date(1), note: 'hi' };

function codecs(registry: SchemaRegistry, useLatest = true) {
  return createAvroCodec({ registry, registrySetting: 'registry.url', register: 'lookup', useLatest });
}

async function register(registry: SchemaRegistry, definition: unknown): Promise<number> {
  return registry.register({ subject: 'users-value', name: 'Thing', definition });
}

/** What a reader with the registered schema gets, and the id in the message. */
async function through(registry: SchemaRegistry, definition: unknown) {
  const writer = codecs(registry).writer(targetOf(avro(own)));
  await writer.prepare();
  const bytes = writer.encode(payload);
  const reader = codecs(registry).reader(targetOf(avro(definition)));
  await reader.prepare([recordOf(bytes)]);
  return { id: bytes.readInt32BE(1), seen: reader.decode(bytes) };
}

describe('with useLatest', () => {
  it('the last version is written, by the rules of evolution', async () => {
    const registry = inMemoryRegistry();
    await register(registry, own);
    const latest = recordWith(
      { name: 'source', type: 'string', default: 'web' },
      { name: 'placedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'number', aliases: ['id'], type: 'long' },
      { name: 'tags', type: { type: 'array', items: { type: 'enum', name: 'Tag', symbols: ['A'] } }, default: [] },
    );
    const id = await register(registry, latest);
    expect(await through(registry, latest)).toEqual({
      id,
      seen: { source: 'web', placedAt: new Date(1), number: 7, tags: [] },
    });
  });

  it('the same schema is written unchanged', async () => {
    const registry = inMemoryRegistry();
    const id = await register(registry, { ...own, doc: 'registered by another' });
    expect(await through(registry, own)).toEqual({ id, seen: payload });
  });

  it('nothing is registered, and a subject without a version is reported', async () => {
    const registry = inMemoryRegistry();
    await expect(
      codecs(registry)
        .writer(targetOf(avro(own)))
        .prepare(),
    ).rejects.toMatchObject({
      code: 'KFW_SCHEMA_NOT_REGISTERED',
    });
    expect(await registry.fetch(1)).toEqual({ state: 'unknown' });
  });

  it.each([
    [recordWith({ name: 'id', type: 'string' }), /TYPE_MISMATCH at \/fields\/0/],
    [recordWith({ name: 'missing', type: 'int' }), /READER_FIELD_MISSING_DEFAULT_VALUE/],
  ])("a version that cannot read the app's data is rejected before anything is written", async (latest, reason) => {
    const registry = inMemoryRegistry();
    await register(registry, latest);
    await expect(
      codecs(registry)
        .writer(targetOf(avro(own)))
        .prepare(),
    ).rejects.toMatchObject({
      code: 'KFW_SCHEMA_LATEST_UNUSABLE',
      message: expect.stringMatching(reason),
    });
  });
});

it('the definition of a parsed schema parses to the same schema', () => {
  const definition = {
    type: 'record',
    name: 'Node',
    namespace: 'com.shop',
    aliases: ['Knot'],
    fields: [
      { name: 'next', type: ['null', 'Node'], default: null },
      { name: 'hash', aliases: ['md5'], type: { type: 'fixed', name: 'Hash', size: 16, logicalType: 'uuid' } },
      { name: 'same', type: 'Hash' },
      { name: 'total', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
      { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'], default: 'B' }, default: 'A' },
      { name: 'all', type: { type: 'map', values: { type: 'array', items: 'Kind' } } },
    ],
  };
  const parsed = parseWriterSchema(definition);
  const written = schemaDefinition(parsed);
  expect(checkCompatibility(parseWriterSchema(written), parsed)).toEqual([]);
  expect(schemaDefinition(parseWriterSchema(written))).toEqual(written);
  expect(JSON.stringify(written)).toContain('"logicalType":"decimal","precision":9,"scale":2');
});
