import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLine } from '../../../src/cli/produce/parse-line.js';
import { topLevelNames } from '../../../src/cli/produce/top-level-names.js';

const parsed = (text: string) => parseLine({ number: 7, text });
const plain = { number: 7, key: null, headers: [], partition: undefined, timestampMs: undefined };

describe('a line', () => {
  it.each<[string, object]>([
    ['{"payload":{"id":1}}', { ...plain, payload: { id: 1 } }],
    ['{"payload":null,"key":"a"}', { ...plain, payload: null, key: 'a' }],
    [
      '{"payload":{"$base64":"AAE="},"key":{"$base64":"/w=="}}',
      { ...plain, payload: Buffer.from([0, 1]), key: Buffer.from([255]) },
    ],
    ['{"payload":null,"raw":"AAE="}', { ...plain, payload: Buffer.from([0, 1]) }],
    ['{"payload":1,"partition":3,"timestamp":1000}', { ...plain, payload: 1, partition: 3, timestampMs: 1_000 }],
    ['{"payload":1,"timestamp":"1970-01-01T00:00:01Z"}', { ...plain, payload: 1, timestampMs: 1_000 }],
    [
      '{"topic":"orders","partition":0,"offset":5,"timestamp":null,"key":null,"headers":{},"payload":[]}',
      { ...plain, payload: [], partition: 0 },
    ],
    ['{"payload":{"payload":1,"x":[{"payload":2}]}}', { ...plain, payload: { payload: 1, x: [{ payload: 2 }] } }],
    ['{"payload":{"$base64":"AAE=","other":1}}', { ...plain, payload: { $base64: 'AAE=', other: 1 } }],
  ])('%s is read', (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it('may have headers of text, bytes, null, and several of a name', () => {
    const headers = '{"a":"1","b":null,"c":{"$base64":"/w=="},"d":["x",null],"__proto__":"p"}';
    expect(parsed(`{"payload":1,"headers":${headers}}`)).toMatchObject({
      headers: [
        [Buffer.from('a'), Buffer.from('1')],
        [Buffer.from('b'), null],
        [Buffer.from('c'), Buffer.from([255])],
        [Buffer.from('d'), Buffer.from('x')],
        [Buffer.from('d'), null],
        [Buffer.from('__proto__'), Buffer.from('p')],
      ],
    });
  });
});

describe('a line that cannot be sent', () => {
  it.each([
    ['{"payload":', 'it is not JSON'],
    ['[{"payload":1}]', 'it is not an object with a payload'],
    ['null', 'it is not an object with a payload'],
    ['{"key":"a"}', 'it has no payload (null is a tombstone)'],
    ['{"payload":1,"value":2}', 'it has an unknown field "value"'],
    ['{"payload":1,"key":"a","payl\\u006fad":2}', 'it has the field "payload" twice'],
    [
      '{"payload":null,"error":"no schema","raw":"AA=="}',
      'it is a message that could not be decoded (error). Remove `error` to send the bytes in `raw`',
    ],
    ['{"payload":1,"raw":"AA=="}', 'it has a payload and raw bytes'],
    ['{"payload":{"$base64":"?"}}', 'the bytes of its payload are not base64'],
    ['{"payload":1,"headers":[]}', 'its headers are not an object'],
    ['{"payload":1,"headers":{"a":1}}', 'its header "a" is not text'],
    ['{"payload":1,"partition":-1}', 'its partition is not a whole number of at least 0'],
    [
      '{"payload":1,"timestamp":"now"}',
      'its timestamp is not a time such as 2026-11-30T17:40:00Z, or milliseconds since 1970',
    ],
  ])('%s: %s', (text, reason) => {
    expect(parsed(text)).toEqual({ number: 7, reason });
  });

  it('may not be UTF-8', () => {
    expect(parseLine({ number: 1, text: undefined })).toEqual({ number: 1, reason: 'it is not UTF-8, or too long' });
  });
});

it('finds the names of an object as they are written', () => {
  expect(topLevelNames('{ "a" : "x:\\"y{" , "b\\\\": {"c":[{"d":1}]}, "a": [":"] }')).toEqual(['a', 'b\\', 'a']);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      expect(topLevelNames(JSON.stringify(object, undefined, 1))).toEqual(Object.keys(object));
    }),
  );
});
