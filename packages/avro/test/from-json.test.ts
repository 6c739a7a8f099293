import { describe, expect, it } from '@jest/globals';
import { avro, avroFromJson } from '../src/index.js';

const day = { type: 'int', logicalType: 'date' };
const millis = { type: 'long', logicalType: 'timestamp-millis' };
const node = {
  type: 'record',
  name: 'Node',
  fields: [
    { name: 'at', type: millis },
    { name: 'next', type: ['null', 'Node'] },
  ],
};

describe('a JSON value as a payload of a schema', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['bytes', 'bytes', 'AAH/', Buffer.from([0, 1, 255])],
    ['a fixed', { type: 'fixed', name: 'F', size: 2 }, 'AAE=', Buffer.from([0, 1])],
    ['text that is not base64', 'bytes', 'a b', 'a b'],
    ['digits of a long', 'long', '9007199254740991', 9_007_199_254_740_991],
    ['digits that are too many', 'long', '9007199254740993', '9007199254740993'],
    ['a date', day, '2026-11-30', new Date('2026-11-30')],
    ['a time in milliseconds', millis, 1_000, new Date(1_000)],
    ['a list', { type: 'array', items: 'bytes' }, ['AA=='], [Buffer.from([0])]],
    ['a map', { type: 'map', values: 'long' }, { a: '1' }, { a: 1 }],
    ['a null of a union', ['null', 'bytes'], null, null],
    ['text of a union with text', ['null', 'bytes', 'string'], 'AAH/', 'AAH/'],
    ['bytes of a union', ['null', 'bytes'], 'AAH/', Buffer.from([0, 1, 255])],
    ['a time of a union', ['null', millis], '1970-01-01T00:00:01Z', new Date(1_000)],
    ['a number of a union with a time', ['null', 'int', millis], 5, 5],
    ['a decimal', { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 }, '12.50', '12.50'],
  ])('converts %s', (_name, definition, json, expected) => {
    expect(avroFromJson(avro(definition))(json)).toEqual(expected);
  });

  it('converts records inside of each other, and leaves unknown fields for the writer to refuse', () => {
    const json = { at: 0, next: { at: '1970-01-01T00:00:01Z', next: null, other: 1 } };
    expect(avroFromJson(avro(node))(json)).toEqual({
      at: new Date(0),
      next: { at: new Date(1_000), next: null, other: 1 },
    });
  });

  it('keeps a field that is called __proto__ a field', () => {
    const converted = avroFromJson(avro({ type: 'map', values: 'string' }))(JSON.parse('{"__proto__":"x"}'));
    expect(Object.keys(converted as object)).toEqual(['__proto__']);
  });
});
