import { expect, it } from '@jest/globals';
import type { RawRecord, Schema } from '@kfw/core';
import { avro, createAvroCodec, inMemoryRegistry, RegistryLookup } from '../src/index.js';

const registrySetting = 'registry.url';
const person = { type: 'record', name: 'Person', fields: [{ name: 'name', type: 'string' }] };
const aged = {
  ...person,
  fields: [...person.fields, { name: 'bornOn', type: { type: 'int', logicalType: 'date' }, default: 0 }],
};

function record(value: Buffer | null): RawRecord {
  return { offset: 0, timestamp: 0, key: null, value, headers: {}, sizeBytes: 0 };
}

async function written(registry: ReturnType<typeof inMemoryRegistry>, schema: Schema, payload: unknown) {
  const codec = createAvroCodec({ registry, registrySetting, register: 'always' });
  const writer = codec.writer({ topic: 'people', side: 'value', schema });
  await writer.prepare();
  return writer.encode(payload);
}

it('reads messages by the schemas that they were written with', async () => {
  const registry = inMemoryRegistry();
  const old = await written(registry, avro(person), { name: 'Ada' });
  const young = await written(registry, avro(aged), { name: 'Bo', bornOn: new Date('2001-02-03') });
  const lookup = new RegistryLookup({ registry, registrySetting });
  const reader = lookup.reader('value');
  await reader.prepare([record(old), record(null), record(young)]);
  expect(reader.prepare([record(old), record(young)])).toBeUndefined();
  expect([reader.decode(old), reader.decode(young), reader.decode(old)]).toEqual([
    { name: 'Ada' },
    { name: 'Bo', bornOn: new Date('2001-02-03') },
    { name: 'Ada' },
  ]);
});

it('says why a message cannot be decoded', async () => {
  const registry = inMemoryRegistry();
  const bytes = await written(registry, avro(person), { name: 'Ada' });
  const lookup = new RegistryLookup({ registry, registrySetting });
  const reader = lookup.reader('value');
  const unknown = Buffer.from([0, 0, 0, 0, 9, 1]);
  await reader.prepare([record(bytes), record(unknown)]);
  expect(() => reader.decode(unknown)).toThrow('schema id 9');
  expect(() => reader.decode(bytes.subarray(0, 7))).toThrow('do not follow the schema with id 1');
  expect(() => reader.decode(Buffer.from('{}'))).toThrow('too few');
  expect([lookup.isFramed(bytes), lookup.isFramed(Buffer.from('{"a":1}'))]).toEqual([true, false]);
});

it('finds the last version of a subject', async () => {
  const registry = inMemoryRegistry();
  await written(registry, avro(person), { name: 'Ada' });
  await written(registry, avro(aged), { name: 'Ada', bornOn: new Date(0) });
  const lookup = new RegistryLookup({ registry, registrySetting });
  const latest = await lookup.latestSchema('people-value');
  const fields = [{ name: 'name' }, { name: 'bornOn' }];
  expect(latest).toMatchObject({ schema: { format: 'avro', name: 'Person', definition: { fields } } });
  expect(await lookup.latestSchema('others-value')).toBeUndefined();
});
