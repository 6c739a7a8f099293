/**
 * What the registry accepts during a deploy: a reader with the older schema reads every value that it can represent.
 */
import { describe, expect, it } from '@jest/globals';
import { isKfwError } from '@kfw/core';
import { avro, createAvroCodec, inMemoryRegistry } from '../src/index.js';
import { framed, recordOf, targetOf } from './support/codecs.js';

const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const record = (name: string, ...fields: unknown[]) => ({ type: 'record', name, fields });
const event = (...fields: unknown[]) => record('Event', ...fields);
const status = (symbols: string[], more: object = {}) => ({ type: 'enum', name: 'Status', symbols, ...more });
const placed = record('Placed', field('x', 'int'));
const paid = record('Paid', field('y', 'int'));
const list = (items: unknown) => ({ type: 'array', items });

/** The result of reading, with one schema, each body that was written with another. */
async function readEach(written: unknown, readAs: unknown, ...bodies: number[][]): Promise<unknown[]> {
  const registry = inMemoryRegistry();
  const codec = createAvroCodec({ registry, registrySetting: 'none', register: 'always' });
  const id = await registry.register({ subject: 'users-value', name: 'Event', definition: written });
  const reader = codec.reader(targetOf(avro(readAs)));
  const messages = bodies.map((body) => framed(id, Buffer.from(body)));
  await reader.prepare(messages.map(recordOf));
  return messages.map((message) => {
    try {
      return reader.decode(message);
    } catch (thrown) {
      if (!isKfwError(thrown, 'KFW_DECODE_FAILED')) throw thrown;
      return thrown.message.replace(/^.* (?:cannot be read as Event|follow the schema with id 1)[:]? ?/, '');
    }
  });
}

describe('of a newer writer', () => {
  it.each([
    [
      'a symbol more',
      event(field('status', status(['A', 'B', 'REFUNDED']))),
      event(field('status', status(['A', 'B']))),
      [[2], [4]],
      [{ status: 'B' }, 'status: the symbol "REFUNDED" is not in the reader\'s enum Status and it has no default.'],
    ],
    [
      'a symbol more, for which the reader has a default',
      event(field('status', status(['A', 'B', 'REFUNDED']))),
      event(field('status', status(['A', 'B'], { default: 'A' }))),
      [[2], [4]],
      [{ status: 'B' }, { status: 'A' }],
    ],
    [
      'a field that became optional',
      event(field('a', ['null', placed])),
      event(field('a', placed)),
      [[2, 2], [0]],
      [{ a: { x: 1 } }, "a: the writer's null cannot be read as the reader's record Placed."],
    ],
    [
      'an event more in a union of events',
      event(field('u', [placed, paid])),
      event(field('u', [placed])),
      [
        [0, 2],
        [2, 2],
      ],
      [{ u: { x: 1 } }, "u: the reader's union has no branch for the writer's record Paid."],
    ],
    [
      'another kind of value in a union',
      event(field('u', ['null', 'string', 'long'])),
      event(field('u', ['null', 'string'])),
      [[0], [2, 2, 97], [4, 2]],
      [{ u: null }, { u: 'a' }, "u: the reader's union has no branch for the writer's long."],
    ],
    [
      'a moved namespace',
      { ...event(field('a', { ...placed, namespace: 'next' })), namespace: 'next' },
      { ...event(field('a', { ...placed, namespace: 'shop' })), namespace: 'shop' },
      [[2]],
      [{ a: { x: 1 } }],
    ],
    [
      'a default of a later branch of a union',
      event(field('x', 'int'), field('a', ['null', 'int'], { default: 7 })),
      event(field('x', 'int')),
      [[2, 2, 4]],
      [{ x: 1 }],
    ],
    [
      'branches in another order',
      event(field('a', ['int', 'string', 'null'])),
      event(field('a', ['null', 'int', 'string'])),
      [[0, 2], [2, 2, 97], [4]],
      [{ a: 1 }, { a: 'a' }, { a: null }],
    ],
    [
      'a fixed of another size beside what is read',
      event(field('u', ['null', { type: 'fixed', name: 'Hash', size: 2 }])),
      event(field('u', ['null', { type: 'fixed', name: 'Hash', size: 1 }])),
      [[0], [2, 1, 1]],
      [{ u: null }, "u: the writer's fixed Hash has 2 bytes, the reader's 1."],
    ],
    [
      'a narrower number in a union',
      event(field('u', ['null', 'long'])),
      event(field('u', ['null', 'int'])),
      [[0], [2, 2]],
      [{ u: null }, "u: the reader's union has no branch for the writer's long."],
    ],
    [
      'a promotion inside a union, a map and a list',
      event(field('u', ['null', 'int']), field('m', { type: 'map', values: 'int' }), field('l', list('float'))),
      event(field('u', ['null', 'double']), field('m', { type: 'map', values: 'long' }), field('l', list('double'))),
      [[2, 2, 2, 2, 107, 4, 0, 2, 0, 0, 192, 63, 0]],
      [{ u: 1, m: { k: 2 }, l: [1.5] }],
    ],
    [
      'a field named as what every object has',
      event(field('__proto__', 'string'), field('x', 'int')),
      event(field('x', 'int')),
      [[2, 97, 2]],
      [{ x: 1 }],
    ],
    [
      'a name in letters that only Java takes',
      event(field('größe', record('Maß', field('länge', 'int'))), field('x', 'int')),
      event(field('x', 'int')),
      [[2, 4]],
      [{ x: 2 }],
    ],
    [
      'a record that lacks a field, in a list',
      event(field('items', list(['null', record('Item', field('x', 'int'))]))),
      event(field('items', list(['null', record('Item', field('x', 'int'), field('sku', 'string'))]))),
      [[0], [4, 0, 2, 2, 0]],
      [
        { items: [] },
        'items[1]: the reader\'s field "sku" has no default, and the writer\'s record Item has no such field.',
      ],
    ],
    [
      'a symbol more, deep inside',
      event(field('byDay', { type: 'map', values: list(record('Item', field('status', status(['A', 'B'])))) })),
      event(field('byDay', { type: 'map', values: list(record('Item', field('status', status(['A'])))) })),
      [[2, 2, 107, 4, 0, 2, 0, 0]],
      ['byDay.*[1].status: the symbol "B" is not in the reader\'s enum Status and it has no default.'],
    ],
  ])('%s', async (_name, written, readAs, bodies, expected) => {
    expect(await readEach(written, readAs, ...bodies)).toStrictEqual(expected);
  });

  it('defaults are separate objects, also of a later branch', async () => {
    const readAs = event(
      field('x', 'int'),
      field('tags', list('string'), { default: ['new'] }),
      field('at', { type: 'long', logicalType: 'timestamp-millis' }, { default: 5 }),
    );
    const [first, second] = (await readEach(event(field('x', 'int')), readAs, [2], [4])) as { tags: string[] }[];
    first?.tags.push('changed');
    expect(second).toStrictEqual({ x: 2, tags: ['new'], at: new Date(5) });
  });

  it('a field alias applies, and one that matches two fields is an error that names it', async () => {
    const readAs = event(field('total', 'int', { aliases: ['sum'] }));
    expect(await readEach(event(field('sum', 'int')), readAs, [2])).toStrictEqual([{ total: 1 }]);
    expect(await readEach(event(field('sum', 'int'), field('total', 'int')), readAs, [2, 2])).toStrictEqual([
      `two fields of the writer's Event are "total" by the reader's names and aliases.`,
    ]);
  });
});

describe('a record that contains itself', () => {
  const tree = (type: unknown) => record('Event', field('value', type), field('next', ['null', 'Event']));

  it('is resolved at every depth', async () => {
    expect(await readEach(tree('int'), tree('double'), [2, 2, 4, 0])).toStrictEqual([
      { value: 1, next: { value: 2, next: null } },
    ]);
  });

  it('may be as deep as the bytes, up to the limit', async () => {
    const bodies = [1000, 1_000_000].map((depth) => [...new Array(depth).fill([2, 2]).flat(), 2, 0]);
    const [deep, deeper] = await readEach(tree('int'), tree('long'), ...bodies);
    expect(deep).toMatchObject({ value: 1, next: { value: 1 } });
    expect(deeper).toBe('(its values are nested too deeply).');
  });
});

describe('bytes that do not follow the schema are an error', () => {
  const written = event(field('skipped', list('string')), field('u', ['null', 'int']), field('s', status(['A'])));
  const readAs = event(field('u', ['null', 'long']), field('s', status(['A', 'B'])));

  it.each([
    ['cut off', [0, 2, 2], 'truncated buffer'],
    ['too long', [0, 2, 2, 0, 0], 'trailing data'],
    ['a branch that does not exist', [0, 8, 2, 0], 'a union branch that does not exist'],
    ['a symbol that does not exist', [0, 0, 8], 'an enum symbol that does not exist'],
    ['a list of billions', [254, 255, 255, 255, 31], 'the bytes end too early'],
    ['a list of billions of blocks', [1, 254, 255, 255, 255, 31], 'the bytes end too early'],
    ['a length below zero', [2, 1, 0], 'a negative length'],
  ])('%s', async (_name, body, reason) => {
    expect(await readEach(written, readAs, body)).toStrictEqual([`(${reason}).`]);
  });

  it('keys of a resolved map are keys, whatever their names', async () => {
    const map = (values: string) => event(field('m', { type: 'map', values }));
    const key = Buffer.from('__proto__');
    const [value] = (await readEach(map('int'), map('double'), [2, 18, ...key, 2, 0])) as { m: object }[];
    expect(Object.entries(value?.m ?? {})).toEqual([['__proto__', 1]]);
  });
});

it('two unions of very many records are rejected', async () => {
  const union = (prefix: string) =>
    Array.from({ length: 800 }, (_, at) => record(`${prefix}${at}`, field(`f${prefix}${at}`, 'int')));
  const events = (prefix: string) => event(field('u', union(prefix)));
  expect(await readEach(events('A'), events('B'), [0, 2])).toStrictEqual([
    'resolving the two schemas takes too many steps.',
  ]);
});
