import { describe, expect, it } from '@jest/globals';
import { checkCompatibility, findRenames } from '../src/index.js';

const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const record = (name: string, ...fields: unknown[]) => ({ type: 'record', name, fields });
const order = (...fields: unknown[]) => record('shop.Order', ...fields);
const enumOf = (name: string, more: object = {}) => ({ type: 'enum', name, symbols: ['A', 'B'], ...more });
const fixedOf = (name: string, more: object = {}) => ({ type: 'fixed', name, size: 4, ...more });
const list = (items: unknown) => ({ type: 'array', items });

/** `RULE /path place: from > to (what an older reader does)`. */
const found = (next: unknown, last: unknown): string[] =>
  findRenames(JSON.stringify(next), JSON.stringify(last)).map(
    ({ rule, path, place, from, to, olderReader }) => `${rule} ${path} ${place}: ${from} > ${to} (${olderReader})`,
  );

describe('the registry accepts each of these, and an older reader loses something', () => {
  it.each([
    [
      'a field without a default',
      order(field('id', 'int'), field('total', 'int', { aliases: ['sum'] })),
      order(field('id', 'int'), field('sum', 'int')),
      ['FIELD_RENAMED /fields/1 total: sum > total (error)'],
    ],
    [
      'a field with a default',
      order(field('note', ['null', 'string'], { default: null, aliases: ['comment'] })),
      order(field('comment', ['null', 'string'], { default: null })),
      ['FIELD_RENAMED /fields/0 note: comment > note (default)'],
    ],
    [
      'a field of a record in a list in a map in a union',
      order(
        field('items', [
          'null',
          { type: 'map', values: list(record('Item', field('n', 'int', { aliases: ['count'] }))) },
        ]),
      ),
      order(field('items', ['null', { type: 'map', values: list(record('Item', field('count', 'int'))) }])),
      ['FIELD_RENAMED /fields/0/type/1/values/items/fields/0 items.*[].n: count > n (error)'],
    ],
    [
      'a field of a record that became optional and a field that was renamed',
      order(
        field('buyer', ['null', record('Person', field('name', 'string', { aliases: ['called'] }))], {
          aliases: ['customer'],
        }),
      ),
      order(field('customer', record('Person', field('called', 'string', { default: '' })))),
      [
        'FIELD_RENAMED /fields/0 buyer: customer > buyer (error)',
        'FIELD_RENAMED /fields/0/type/1/fields/0 buyer.name: called > name (default)',
      ],
    ],
    [
      'the record itself',
      { ...record('shop.Purchase', field('id', 'int')), aliases: ['shop.Order'] },
      order(field('id', 'int')),
      ['RECORD_RENAMED / Purchase: shop.Order > shop.Purchase (fields)'],
    ],
    [
      'an enum',
      order(field('state', enumOf('State', { aliases: ['Status'] }))),
      order(field('state', enumOf('Status'))),
      ['ENUM_RENAMED /fields/0/type state: shop.Status > shop.State (error)'],
    ],
    [
      'a fixed in a union',
      order(field('hash', ['null', fixedOf('Hash', { aliases: ['Digest'] })])),
      order(field('hash', ['null', fixedOf('Digest')])),
      ['FIXED_RENAMED /fields/0/type/1 hash: shop.Digest > shop.Hash (error)'],
    ],
    [
      'an event in a union of events, and one of its fields',
      [
        record('Paid', field('x', 'int')),
        { ...record('Placed', field('items', 'int', { aliases: ['lines'] })), aliases: ['Ordered'] },
      ],
      [record('Ordered', field('lines', 'int')), record('Paid', field('x', 'int'))],
      ['RECORD_RENAMED /1 Placed: Ordered > Placed (fields)', 'FIELD_RENAMED /1/fields/0 items: lines > items (error)'],
    ],
    [
      'a field of a record that holds itself, once',
      order(field('n', 'int', { aliases: ['count'] }), field('next', ['null', 'shop.Order'])),
      order(field('count', 'int'), field('next', ['null', 'shop.Order'])),
      ['FIELD_RENAMED /fields/0 n: count > n (error)'],
    ],
    [
      'a field whose old name is a field still',
      order(field('sum', 'int', { default: 0 }), field('total', 'int', { aliases: ['sum'] })),
      order(field('sum', 'int')),
      ['FIELD_TAKEN_OVER /fields/1 total: sum > total (default)'],
    ],
  ])('%s', (_name, next, last, expected) => {
    expect(checkCompatibility(JSON.stringify(next), JSON.stringify(last))).toEqual([]);
    expect(found(next, last)).toEqual(expected);
  });
});

describe('nothing is renamed', () => {
  it.each([
    ['an alias of long ago', order(field('total', 'int', { aliases: ['sum'] })), order(field('total', 'int'))],
    ['a field more', order(field('id', 'int'), field('n', 'int', { default: 0 })), order(field('id', 'int'))],
    ['another namespace', { ...record('next.Order'), aliases: ['shop.Order'] }, order()],
    [
      'both fields, without an alias',
      order(field('sum', 'int'), field('total', 'int', { default: 0 })),
      order(field('sum', 'int')),
    ],
    [
      'the same',
      order(field('e', enumOf('E', { aliases: ['F'] }))),
      order(field('e', enumOf('E', { aliases: ['F'] }))),
    ],
    ['another type', 'string', order()],
  ])('%s', (_name, next, last) => {
    expect(found(next, last)).toEqual([]);
  });
});

it('the message names the effect on an older reader, and what to do', () => {
  const next = order(field('note', 'string', { default: 'none', aliases: ['comment'] }));
  const [rename] = findRenames(
    JSON.stringify(next),
    JSON.stringify(order(field('comment', 'string', { default: '-' }))),
  );
  expect(rename?.message).toBe(
    'the field "comment" of "shop.Order" is named "note" now. Readers with the last schema do not know the alias: they take its default ("-") for the value, without an error. ' +
      'Deploy all readers with this schema before anything writes with it; or keep "comment", write both fields, give "note" a default and no alias, and remove "comment" when no reader needs it.',
  );
});
