/** The table "Evolution during a deploy" of the schemas guide, row by row. */
import { expect, it } from '@jest/globals';
import { checkLevel } from '@kfw/schema-compat';
import { compileReaderType } from '../src/encoding/compile-type.js';
import { avro } from '../src/index.js';
import { compileReading } from '../src/resolving/compile-reading.js';
import { UnreadableValue } from '../src/resolving/unreadable-value.js';
import { parseWriterSchema } from '../src/resolving/writer-schema.js';

const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const record = (name: string, ...fields: unknown[]) => ({ type: 'record', name, fields });
const order = (...fields: unknown[]) => record('shop.Order', field('id', 'int'), ...fields);
const status = (symbols: string[], more: object = {}) => ({ type: 'enum', name: 'Status', symbols, ...more });
const micros = { type: 'long', logicalType: 'timestamp-micros' };
const millis = { type: 'long', logicalType: 'timestamp-millis' };
const decimal = (scale: number) => ({ type: 'bytes', logicalType: 'decimal', precision: 9, scale });

const error = 'an error';
const yes = 'accepts';
const no = 'refuses';

/**
 * The change, the old fields, the new ones, the registry's verdict, a new message after its id, the result of reading.
 */
const rows: readonly [string, unknown, unknown, string, number[], unknown][] = [
  ['a field with a default', order(), order(field('n', 'int', { default: 0 })), yes, [2], { id: 1 }],
  ['a field without a default', order(), order(field('n', 'int')), no, [2], { id: 1 }],
  ['no field that has a default', order(field('n', 'int', { default: 7 })), order(), yes, [], { id: 1, n: 7 }],
  ['no field that has none', order(field('n', 'int')), order(), yes, [], error],
  [
    'a renamed field with a default',
    order(field('n', 'int', { default: 7 })),
    order(field('m', 'int', { aliases: ['n'] })),
    yes,
    [4],
    { id: 1, n: 7 },
  ],
  [
    'a renamed field without one',
    order(field('n', 'int')),
    order(field('m', 'int', { aliases: ['n'] })),
    yes,
    [4],
    error,
  ],
  ['an optional field', order(field('n', 'int')), order(field('n', ['null', 'int'])), yes, [2, 4], { id: 1, n: 2 }],
  ['an optional field without a value', order(field('n', 'int')), order(field('n', ['null', 'int'])), yes, [0], error],
  ['a symbol more', order(field('s', status(['A']))), order(field('s', status(['A', 'B']))), yes, [2], error],
  [
    'a symbol more, beside a default',
    order(field('s', status(['A'], { default: 'A' }))),
    order(field('s', status(['A', 'B']))),
    yes,
    [2],
    { id: 1, s: 'A' },
  ],
  [
    'a branch more',
    order(field('u', ['null', 'int'])),
    order(field('u', ['null', 'int', 'string'])),
    yes,
    [4, 0],
    error,
  ],
  [
    'a record more, whose fields fit another',
    order(field('u', ['null', record('A', field('x', 'int'))])),
    order(field('u', ['null', record('A', field('x', 'int')), record('B', field('x', 'int'), field('y', 'int'))])),
    yes,
    [4, 2, 2],
    { id: 1, u: { x: 1 } },
  ],
  [
    'another order',
    order(field('u', ['null', 'int'])),
    order(field('u', ['int', 'null'])),
    yes,
    [0, 2],
    { id: 1, u: 1 },
  ],
  ['a promotion', order(field('n', 'int')), order(field('n', 'long')), yes, [2], error],
  [
    'another namespace',
    order(field('n', 'int')),
    { ...order(field('n', 'int')), name: 'next.Order' },
    yes,
    [2],
    { id: 1, n: 1 },
  ],
  [
    'another namespace of an enum in a union that changes',
    order(field('u', ['null', status(['A'])])),
    order(field('u', ['null', { ...status(['A']), namespace: 'next' }, 'int'])),
    yes,
    [2, 0],
    error,
  ],
  [
    'another name of a record',
    order(field('u', ['null', record('A', field('x', 'int'))])),
    order(field('u', ['null', { ...record('B', field('x', 'int')), aliases: ['A'] }])),
    yes,
    [2, 2],
    { id: 1, u: { x: 1 } },
  ],
  [
    'another name of an enum',
    order(field('s', status(['A']))),
    order(field('s', { ...status(['A']), name: 'State', aliases: ['Status'] })),
    yes,
    [0],
    error,
  ],
  [
    'another default, of a later branch',
    order(field('u', ['null', 'int'], { default: null })),
    order(field('u', ['null', 'int'], { default: 7 })),
    yes,
    [2, 2],
    { id: 1, u: 1 },
  ],
  [
    'another unit of a time',
    order(field('t', millis)),
    order(field('t', micros)),
    yes,
    [0xa0, 0x1f],
    { id: 1, t: new Date(2) },
  ],
  ['another scale', order(field('d', decimal(1))), order(field('d', decimal(2))), yes, [2, 100], { id: 1, d: '1.0' }],
];

it.each(rows)('%s', (_name, before, after, registry, body, expected) => {
  expect(checkLevel('BACKWARD', JSON.stringify(after), [JSON.stringify(before)]).length === 0 ? yes : no).toBe(
    registry,
  );
  const { definition } = avro(before);
  const read = compileReading(parseWriterSchema(after), parseWriterSchema(definition), compileReaderType(definition));
  const bytes = Buffer.from([2, ...body]);
  if (expected === error) expect(() => read(bytes)).toThrow(UnreadableValue);
  else expect(read(bytes)).toStrictEqual(expected);
});
