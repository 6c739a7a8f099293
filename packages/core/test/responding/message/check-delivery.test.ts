import { describe, expect, it } from '@jest/globals';
import { builtInCodecs } from '../../../src/payloads/built-in-codecs.js';
import { text } from '../../../src/payloads/schemas.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import { type DeliverOptions, PayloadEncoder } from '../../../src/responding/message/payload-encoder.js';
import { Codecs } from '../../../src/routing/schemas/codecs.js';

const encoder = new PayloadEncoder(new Codecs(builtInCodecs));
/** As JavaScript calls it. */
const encode = (options: unknown, payload: unknown = 'x', topic: unknown = 'users') =>
  encoder.encode(topic as string, payload, options as DeliverOptions<unknown, unknown>) as OutgoingMessage;
const refusal = (problem: string) => ({
  code: 'KFW_DELIVERY_INVALID',
  message: expect.stringMatching(new RegExp(`^a message for "users" was refused: .*${problem}`)),
});
const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
};

describe('what deliver is given', () => {
  it.each([
    ['NaN', Number.NaN, 'timestamp is NaN'],
    ['an invalid Date', new Date('x'), 'timestamp is an invalid Date'],
    ['text', '2026-01-01', "timestamp is '2026-01-01'"],
    ['null', null, 'timestamp is null'],
    ['a bigint', 5n, 'timestamp is 5n'],
    ['less than 0', -1, 'timestamp is -1'],
    ['endless', Number.POSITIVE_INFINITY, 'timestamp is Infinity'],
  ])('is refused when the timestamp is %s', (_what, timestamp, problem) => {
    expect(thrownBy(() => encode({ timestamp }))).toMatchObject(refusal(problem));
  });

  it.each([
    ['whole', 5, 5],
    ['a fraction, which is dropped', 5.9, 5],
    ['a Date', new Date(5), 5],
    ['left out', undefined, undefined],
  ])('may have a timestamp that is %s', (_what, timestamp, written) => {
    expect(encode({ timestamp }).timestamp).toBe(written);
  });

  it.each([
    ['a misspelt schema', { shema: 1 }, '"shema" is not an option. Did you mean "schema"'],
    ['a misspelt key', { kee: 1 }, '"kee" is not an option. Did you mean "key"'],
    ['what resembles none', { compression: 1 }, '"compression" is not an option. Options: schema, key'],
    ['a partition that is text', { partition: '0' }, "partition is '0'"],
    ['half a partition', { partition: 0.5 }, 'partition is 0.5'],
    ['a partitionKey that is a number', { partitionKey: 7 }, 'partitionKey is 7'],
    ['headers that are a list', { headers: [] }, 'headers are a list'],
    ['headers that are a Map', { headers: new Map() }, 'headers are an object .Map'],
    ['a header that is a number', { headers: { a: 1 } }, 'header "a" is 1'],
    ['a header that is undefined', { headers: { a: undefined } }, 'header "a" is undefined'],
    ['a header with null in its list', { headers: { a: ['x', null] } }, 'header "a" is a list'],
    ['options that are null', null, 'options are null'],
    ['options that are text', 'key', "options are 'key'"],
  ])('is refused with %s', (_what, options, problem) => {
    expect(thrownBy(() => encode(options))).toMatchObject(refusal(problem));
  });

  it('may have headers of every kind', () => {
    const headers = { a: 'x', b: Buffer.from('y'), c: ['x', Buffer.from('y')] };
    expect(encode({ headers }).headers).toEqual(headers);
  });

  it.each([
    ['a Promise', Promise.resolve(1), 'payload is a Promise. Await it'],
    ['a Map', new Map(), 'Object.fromEntries'],
    ['a Set', new Set(), '...set'],
    ['an Error', new Error('x'), 'error.message'],
    ['an ArrayBuffer', new ArrayBuffer(1), 'Buffer.from'],
    ['a function', () => 1, 'payload: JSON cannot hold a function'],
    ['a symbol', Symbol('x'), 'payload: JSON cannot hold a symbol'],
  ])('is refused when the payload is %s', (_what, payload, problem) => {
    expect(thrownBy(() => encode({}, payload))).toMatchObject(refusal(problem));
  });

  it('may be an object that says what it is as JSON', () => {
    expect(String(encode({}, new Date(0)).value)).toBe('"1970-01-01T00:00:00.000Z"');
  });

  it.each([
    ['text', 'UserEvent', "schema is 'UserEvent'"],
    ['what makes one', text, String.raw`call it: text\(\)`],
    ['null', null, 'schema is null'],
  ])('is refused when the schema is %s', (_what, schema, problem) => {
    expect(thrownBy(() => encode({ schema }))).toMatchObject(refusal(problem));
  });

  it.each(['', '.', '..', 'a b', 'a/b', 'x'.repeat(250), null, 5])('is refused for the topic %p', (topic) => {
    for (const payload of ['x', null]) {
      expect(thrownBy(() => encode({}, payload, topic))).toMatchObject({
        code: 'KFW_DELIVERY_INVALID',
        message: expect.stringContaining('not a topic name'),
      });
    }
  });
});
