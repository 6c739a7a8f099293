import { describe, expect, it } from '@jest/globals';
import { avro } from '../src/index.js';
import { recordWith } from './support/codecs.js';

const field = (type: unknown, more: object = {}) => recordWith({ name: 'value', type, ...more });

describe('avro', () => {
  it('names a schema by its full name and keeps a copy of the definition', () => {
    const definition = { type: 'record', name: 'UserEvent', namespace: 'com.shop', fields: [] as object[] };
    const schema = avro(definition);
    definition.fields.push({ name: 'late', type: 'string' });
    expect(schema).toEqual({
      format: 'avro',
      name: 'com.shop.UserEvent',
      definition: { type: 'record', name: 'UserEvent', namespace: 'com.shop', fields: [] },
    });
  });

  it.each([
    ['JSON text', '{"type":"enum","name":"a.Kind","symbols":["A"]}', 'a.Kind'],
    ['a primitive', 'string', 'string'],
    ['an unnamed type', { type: 'array', items: ['null', 'int'] }, 'array of null | int'],
  ])('accepts %s', (_name, definition, name) => {
    expect(avro(definition).name).toBe(name);
  });

  it.each([
    ['no JSON', '{"type"', '$', 'it is not JSON'],
    ['nothing', undefined, '$', 'expected a schema'],
    ['a misspelt type', field('strnig'), '$.fields[0].type', '"com.shop.strnig" is not defined'],
    ['a misspelt kind', { type: 'recrod', name: 'A' }, '$.type', '"recrod" is not an Avro type'],
    ['a field without type', recordWith({ name: 'a' }), '$.fields[0].type', 'expected a type'],
    ['a name with a dash', recordWith({ name: 'a-b', type: 'int' }), '$.fields[0].name', '"a-b" is not an Avro name'],
    [
      'a field twice',
      recordWith({ name: 'a', type: 'int' }, { name: 'a', type: 'int' }),
      '$.fields[1].name',
      'already',
    ],
    ['a type twice', field(['null', { type: 'fixed', name: 'Thing', size: 1 }]), '$.fields[0].type[1].name', 'twice'],
    ['an enum without symbols', field({ type: 'enum', name: 'E' }), '$.fields[0].type.symbols', 'list of symbols'],
    ['a fixed without size', field({ type: 'fixed', name: 'F' }), '$.fields[0].type.size', 'size in bytes'],
    ['a wrong default', field('int', { default: 'one' }), '$.fields[0].default', 'the default is not a valid int'],
    [
      'a deep wrong default',
      field({ type: 'map', values: 'int' }, { default: { a: {} } }),
      '$.fields[0].default.a',
      'int',
    ],
    ['a default that a number cannot hold', field('long', { default: 2 ** 60 }), '$.fields[0].default', 'beyond'],
    [
      'a default of no branch',
      field(['string', 'null'], { default: 1 }),
      '$.fields[0].default',
      'the default is none of string, null',
    ],
    ['a union in a union', field([['null', 'int'], 'string']), '$.fields[0].type[0]', 'cannot hold a union'],
    ['a branch twice', field(['int', 'null', 'int']), '$.fields[0].type[2]', 'already has a int'],
    ['two kinds of number', field(['null', 'int', 'double']), '$.fields[0].type[2]', 'could be int as well as double'],
    [
      'a decimal beside a string',
      field(['string', decimal(4, 2)]),
      '$.fields[0].type[1]',
      'could be string as well as bytes',
    ],
    ['a decimal that cannot be', field(decimal(2, 4)), '$.fields[0].type', 'logicalType "decimal" does not fit'],
    ['a date of a string', field({ type: 'string', logicalType: 'date' }), '$.fields[0].type', 'does not fit'],
    [
      'two records that look alike',
      field([shape('A'), shape('B')]),
      '$.fields[0].type[1]',
      'could be com.shop.A as well as com.shop.B',
    ],
    ['what only avsc finds', recordWith({ name: 'a', type: 'int', order: 'up' }), '$', 'invalid order'],
  ])('rejects %s, with the path', (_name, definition, path, reason) => {
    expect(() => avro(definition)).toThrow(
      expect.objectContaining({
        code: 'KFW_SCHEMA_INVALID',
        message: expect.stringMatching(new RegExp(`invalid at ${literal(path)}: .*${literal(reason)}`)),
      }),
    );
  });

  it('distinguishes records by a required field, or by an enum without common symbols', () => {
    const kind = (name: string, symbol: string) => ({
      type: 'record',
      name,
      fields: [{ name: 'kind', type: { type: 'enum', name: `${name}Kind`, symbols: [symbol] } }],
    });
    expect(() => avro(field([kind('A', 'a'), kind('B', 'b')]))).not.toThrow();
    expect(() => avro(field([kind('A', 'a'), kind('B', 'a')]))).toThrow('could be com.shop.A as well as com.shop.B');
    expect(() => avro(field([shape('A'), shape('B', { name: 'more', type: 'int' })]))).not.toThrow();
    expect(() => avro(field([shape('A'), shape('B', { name: 'more', type: 'int', default: 0 })]))).toThrow(
      'as well as',
    );
  });
});

function shape(name: string, ...fields: object[]): object {
  return { type: 'record', name, fields: [{ name: 'id', type: 'int' }, ...fields] };
}

function decimal(precision: number, scale: number): object {
  return { type: 'bytes', logicalType: 'decimal', precision, scale };
}

function literal(text: string): string {
  return text.replace(/[$.[\]]/g, '\\$&');
}
