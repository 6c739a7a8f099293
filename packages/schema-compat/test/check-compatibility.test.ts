import { describe, expect, it } from '@jest/globals';
import { checkCompatibility, type Incompatibility, parseSchema } from '../src/index.js';

const text = (schema: unknown): string => JSON.stringify(schema);
const record = (name: string, ...fields: unknown[]) => ({ type: 'record', name, fields });
const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const enumOf = (symbols: string[], more: object = {}) => ({ type: 'enum', name: 'E', symbols, ...more });

const check = (reader: unknown, writer: unknown): Incompatibility[] => checkCompatibility(text(reader), text(writer));
const found = (reader: unknown, writer: unknown): string[] =>
  check(reader, writer).map(({ rule, path }) => `${rule} ${path}`);

describe('what the specification allows a reader to do', () => {
  it.each([
    ['promote numbers', 'double', 'long'],
    ['read bytes as a string', 'string', 'bytes'],
    ['leave fields out', record('R'), record('R', field('a', 'int'))],
    ['add fields with a default', record('R', field('a', 'int', { default: 0 })), record('R')],
    ['rename fields by an alias', record('R', field('a', 'int', { aliases: ['b'] })), record('R', field('b', 'int'))],
    ['rename types by an alias', { ...record('n.R'), aliases: ['m.S'] }, record('m.S')],
    ['rename within its namespace', { ...record('n.R'), aliases: ['S'] }, record('n.S')],
    ['move a type to another namespace', record('n.R'), record('m.R')],
    ['lack symbols that its default stands for', enumOf(['A'], { default: 'A' }), enumOf(['A', 'B'])],
    ['put a type into a union', ['null', 'int'], 'int'],
    ['take a union apart that fits', 'long', ['int', 'long']],
    ['change a logical type', { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 }, 'bytes'],
  ])('%s', (_what, reader, writer) => {
    expect(found(reader, writer)).toEqual([]);
  });
});

describe('what it does not allow, by rule and path', () => {
  it.each([
    ['narrow numbers', 'int', 'long', 'TYPE_MISMATCH /'],
    ['read fractions as whole numbers', 'long', 'float', 'TYPE_MISMATCH /'],
    [
      'add fields without a default',
      record('R', field('a', 'int'), field('b', 'int')),
      record('R', field('a', 'int')),
      'READER_FIELD_MISSING_DEFAULT_VALUE /fields/1',
    ],
    ['rename', record('R'), record('S'), 'NAME_MISMATCH /name'],
    ['take the alias of another namespace', { ...record('n.R'), aliases: ['S'] }, record('m.S'), 'NAME_MISMATCH /name'],
    [
      'take two fields for one',
      record('R', field('a', 'int', { aliases: ['b'] })),
      record('R', field('a', 'int'), field('b', 'int')),
      'NAME_MISMATCH /fields/0',
    ],
    ['lack symbols', enumOf(['A']), enumOf(['A', 'B']), 'MISSING_ENUM_SYMBOLS /symbols'],
    [
      'change a size',
      { type: 'fixed', name: 'F', size: 4 },
      { type: 'fixed', name: 'F', size: 8 },
      'FIXED_SIZE_MISMATCH /size',
    ],
    ['lack a branch', ['null', 'int'], ['null', 'string'], 'MISSING_UNION_BRANCH /1'],
    ['lack the only branch', ['null', 'int'], 'string', 'MISSING_UNION_BRANCH /'],
    ['take a union apart that does not fit', 'int', ['null', 'int'], 'TYPE_MISMATCH /0'],
    [
      'change what is inside',
      record('R', field('a', { type: 'map', values: { type: 'array', items: 'int' } })),
      record('R', field('a', { type: 'map', values: { type: 'array', items: 'string' } })),
      'TYPE_MISMATCH /fields/0/type/values/items',
    ],
    [
      "trust an enum's own default",
      record('R', field('a', enumOf(['A'], { default: 'A' }))),
      record('R'),
      'TYPE_MISMATCH /fields/0/type',
    ],
  ])('%s', (_what, reader, writer, expected) => {
    expect(found(reader, writer)).toEqual([expected]);
  });

  it('all violations at once, each with a message', () => {
    const reader = record('R', field('a', 'int'), field('b', enumOf(['A'])), field('c', 'string'));
    const writer = record('R', field('a', 'string'), field('b', enumOf(['A', 'B', 'C'])));
    expect(check(reader, writer).map(({ message }) => message)).toEqual([
      `the reader's field "c" has no default, and the writer's "R" no such field.`,
      'the reader expects int, the writer wrote string.',
      `the reader's enum "E" lacks B, C of the writer's, and has no default for them.`,
    ]);
  });
});

describe('types that recur', () => {
  const list = (value: unknown) => record('List', field('value', value), field('next', ['null', 'List']));

  it('are checked once when they contain themselves', () => {
    expect(found(list('long'), list('int'))).toEqual([]);
    expect(found(list('int'), list('long'))).toEqual(['TYPE_MISMATCH /fields/0/type']);
  });

  it('are reported once, at the first path', () => {
    const twice = (type: unknown) => record('R', field('a', record('In', field('x', type))), field('b', 'In'));
    expect(found(twice('int'), twice('string'))).toEqual(['TYPE_MISMATCH /fields/0/type/fields/0/type']);
  });

  it('take linear time', () => {
    const doubling = (type: unknown) => {
      const types: unknown[] = [record('R0', field('x', type))];
      for (let at = 1; at < 200; at++) types.push(record(`R${at}`, field('a', `R${at - 1}`), field('b', `R${at - 1}`)));
      return record('Top', ...types.map((one, at) => field(`f${at}`, one)));
    };
    expect(found(doubling('int'), doubling('string'))).toEqual(['TYPE_MISMATCH /fields/0/type/fields/0/type']);
  });
});

describe('hostile pairs are rejected', () => {
  it('when references are nested too deeply', () => {
    const types = Array.from({ length: 5000 }, (_, at) =>
      record(`R${at}`, ...(at === 0 ? [] : [field('a', `R${at - 1}`)])),
    );
    const deepest = () => parseSchema('"R4999"', { references: [text(types)] });
    expect(() => checkCompatibility(deepest(), deepest())).toThrow(
      expect.objectContaining({ message: expect.stringContaining('more than 1000 deep'), code: 'KFW_AVRO_TOO_LARGE' }),
    );
  });

  it('when unions have more branches than can be compared', () => {
    const union = (prefix: string) => text(Array.from({ length: 2000 }, (_, at) => record(`${prefix}${at}`)));
    expect(() => checkCompatibility(union('A'), union('B'))).toThrow(
      expect.objectContaining({ code: 'KFW_AVRO_TOO_LARGE' }),
    );
  });
});
