import { expect, it } from '@jest/globals';
import { avro, createAvroCodec, inMemoryRegistry } from '../src/index.js';
import { recordWith, targetOf } from './support/codecs.js';

interface Warning {
  schema: string;
  path: string;
  message: string;
}

function warningsOf(...fields: object[]): Warning[] {
  const warnings: Warning[] = [];
  const codec = createAvroCodec({
    registry: inMemoryRegistry(),
    registrySetting: 'none',
    register: 'always',
    onWarning: (warning) => warnings.push(warning),
  });
  const schema = avro(recordWith(...fields));
  // However often it is used.
  for (const topic of ['users', 'orders']) {
    codec.reader(targetOf(schema, topic));
    codec.writer(targetOf(schema, topic));
  }
  return warnings;
}

const long = (logicalType: string) => ({ type: 'long', logicalType });

it.each([
  ['a letter too few', { name: 'at', type: long('timestamp-milis') }, '$.fields[0].type', 'timestamp-millis'],
  ['another case', { name: 'at', type: long('Timestamp-Millis') }, '$.fields[0].type', 'timestamp-millis'],
  ['an underscore', { name: 'at', type: long('timestamp_micros') }, '$.fields[0].type', 'timestamp-micros'],
  ['two letters swapped', { name: 'id', type: { type: 'string', logicalType: 'uudi' } }, '$.fields[0].type', 'uuid'],
  ['in a union', { name: 'at', type: ['null', long('timestamp-micro')] }, '$.fields[0].type[1]', 'timestamp-micros'],
  [
    'in a list of maps',
    { name: 'at', type: { type: 'array', items: { type: 'map', values: { type: 'bytes', logicalType: 'decimel' } } } },
    '$.fields[0].type.items.values',
    'decimal',
  ],
  [
    'in a record within',
    { name: 'in', type: { ...recordWith({ name: 'on', type: { type: 'int', logicalType: 'dat' } }), name: 'In' } },
    '$.fields[0].type.fields[0].type',
    'date',
  ],
])('%s causes one warning, with the path and the nearest name', (_how, field, path, meant) => {
  expect(warningsOf(field)).toEqual([
    {
      schema: 'com.shop.Thing',
      path,
      message: expect.stringMatching(`is unknown and is ignored: did you mean "${meant}"`),
    },
  ]);
});

it.each([
  [
    'a name',
    { name: 'at', type: 'long', logicalType: 'timestamp-millis' },
    '"type": {"type":"long","logicalType":"timestamp-millis"}',
  ],
  [
    'a union',
    { name: 'at', type: ['null', 'long'], logicalType: 'timestamp-millis' },
    '"logicalType":"timestamp-millis"}',
  ],
  [
    'an object',
    { name: 'price', type: { type: 'bytes' }, logicalType: 'decimal', precision: 9 },
    '"logicalType":"decimal"}',
  ],
])('a logical type next to a type that is %s causes a warning', (_what, field, example) => {
  expect(warningsOf(field)).toEqual([
    {
      schema: 'com.shop.Thing',
      path: '$.fields[0]',
      message: expect.stringContaining('stands next to the type and is ignored'),
    },
  ]);
  expect(warningsOf(field)[0]?.message).toContain(example);
});

it.each([
  ['one that kfw has', { name: 'at', type: long('timestamp-millis') }],
  ['one of the specification that kfw reads as a number', { name: 'at', type: long('local-timestamp-nanos') }],
  ["people's own", { name: 'at', type: long('mileage') }],
  ['none', { name: 'at', type: 'long', doc: 'logicalType' }],
])('%s does not', (_what, field) => {
  expect(warningsOf(field)).toEqual([]);
});
