import { describe, expect, it } from '@jest/globals';
import { parseSchema, SchemaError } from '../src/index.js';

const record = (...fields: unknown[]) => ({ type: 'record', name: 'R', fields });
const field = (type: unknown, more: object = {}) => ({ name: 'f', type, ...more });
const text = (schema: unknown): string => JSON.stringify(schema);

function refusal(schema: string, references: string[] = []): SchemaError {
  try {
    parseSchema(schema, { references });
  } catch (thrown) {
    if (thrown instanceof SchemaError) return thrown;
    throw thrown;
  }
  throw new Error(`${schema} was taken`);
}

describe('a schema is rejected with the path of its mistake', () => {
  it.each([
    ['an unknown type', record(field('strng')), '/fields/0/type'],
    ['an unknown kind', { type: 'struct' }, '/type'],
    ['a type that is an object', { type: { type: 'int' } }, '/type'],
    ['a name with a dash', { ...record(), name: 'a-b' }, '/name'],
    ['a namespace with a dash', { ...record(), namespace: 'a-b' }, '/namespace'],
    ['a record without fields', { type: 'record', name: 'R' }, '/fields'],
    ['a field twice', record(field('int'), field('long')), '/fields/1/name'],
    ['a name twice', record(field(record())), '/fields/0/type/name'],
    ['the name of a primitive', { ...record(), name: 'int' }, '/name'],
    ['a symbol twice', { type: 'enum', name: 'E', symbols: ['A', 'A'] }, '/symbols'],
    ['a default that is not a symbol', { type: 'enum', name: 'E', symbols: ['A'], default: 'B' }, '/default'],
    ['a fixed of no size', { type: 'fixed', name: 'F', size: -1 }, '/size'],
    ['a union in a union', ['null', ['int']], '/1'],
    ['a branch twice', ['int', { type: 'int', logicalType: 'date' }], '/1'],
    ['a default of another type', record(field('int', { default: 'x' })), '/fields/0/default'],
    ['an int beyond 32 bits', record(field('int', { default: 2 ** 31 })), '/fields/0/default'],
    ['a default of no branch', record(field(['null', 'int'], { default: 'x' })), '/fields/0/default'],
    ['an unknown order', record(field('int', { order: 'sideways' })), '/fields/0/order'],
    ['aliases that are not a list', { ...record(), aliases: 'A' }, '/aliases'],
    ['nothing', null, ''],
  ])('%s', (_what, schema, path) => {
    expect(refusal(text(schema))).toMatchObject({ code: 'KFW_AVRO_INVALID', path });
  });

  it('text that is not JSON', () => {
    expect(refusal('nope')).toMatchObject({ code: 'KFW_AVRO_INVALID', path: '' });
  });

  it('a name that is used before it is defined', () => {
    const later = { ...record(), name: 'Later' };
    const schema = [record(field('Later')), later];
    expect(refusal(text(schema)).path).toBe('/0/fields/0/type');
    parseSchema(text(schema.toReversed()));
  });
});

describe('a schema may', () => {
  it('contain itself, and have the default of any branch', () => {
    const schema = parseSchema(
      text(record(field(['null', 'R'], { default: null }), { name: 'g', type: ['null', 'int'], default: 1 })),
    );
    const [own] = schema.type === 'record' ? [...schema.fields.values()] : [];
    expect(own?.schema).toEqual({ type: 'union', branches: [{ type: 'null' }, schema] });
  });

  it('have what tools write: no default of an enum, numbers that JSON cannot express, an order', () => {
    const color = { type: 'enum', name: 'E', symbols: ['A'], default: null };
    parseSchema(text(record(field(color), { name: 'g', type: 'double', default: 'NaN', order: 'ignore' })));
  });

  it('have names in letters of any alphabet, as in Java Avro and its registries', () => {
    parseSchema(
      text({ type: 'record', name: 'com.größe.Maß', fields: [{ name: 'длина2', type: 'int', aliases: ['länge'] }] }),
    );
    expect(() => parseSchema(text({ type: 'record', name: '２', fields: [] }))).toThrow('not an Avro name');
  });

  it('refer to types of other schemas, by full name or within its namespace', () => {
    const other = text({ ...record(), name: 'shop.Other' });
    parseSchema(text({ ...record(field('Other')), namespace: 'shop' }), { references: [other] });
    parseSchema(text(record(field('shop.Other'))), { references: [other] });
    expect(refusal(text(record(field('Other'))), [other]).path).toBe('/fields/0/type');
  });
});

describe('a hostile schema is rejected', () => {
  it('when it is too deep', () => {
    const deep = `${'{"type":"array","items":'.repeat(100_000)}"int"${'}'.repeat(100_000)}`;
    expect(refusal(deep).code).toBe('KFW_AVRO_TOO_LARGE');
    expect(refusal('['.repeat(1_000_000)).code).toBe('KFW_AVRO_TOO_LARGE');
  });

  it('when it is too long', () => {
    expect(refusal(`"${'x'.repeat(5 * 1024 * 1024)}"`).code).toBe('KFW_AVRO_TOO_LARGE');
  });

  it('when its defaults fit in too many ways', () => {
    const names = Array.from({ length: 8 }, (_, index) => `R${index}`);
    const nodes = names.map((name) => ({ type: 'record', name, fields: [field('int', { name: 'x' })] }));
    const node = (name: string, inner: unknown) => ({ type: 'record', name, fields: [{ name: 'n', type: inner }] });
    const level = (depth: number): unknown =>
      depth === 0
        ? nodes
        : names.map((name) => node(`${name}_${depth}`, depth === 1 ? names : names.map((n) => `${n}_${depth - 1}`)));
    const all = [...nodes, ...Array.from({ length: 10 }, (_, index) => level(index + 1)).flat()];
    const top = names.map((name) => `${name}_10`);
    let value: unknown = { x: 'not a valid int' };
    for (let depth = 0; depth < 10; depth++) value = { n: value };
    const schema = {
      type: 'record',
      name: 'Top',
      fields: [
        { name: 'all', type: all },
        { name: 'n', type: top, default: value },
      ],
    };
    expect(refusal(text(schema)).code).toBe('KFW_AVRO_TOO_LARGE');
  });
});
