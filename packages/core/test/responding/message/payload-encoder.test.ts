import { describe, expect, it } from '@jest/globals';
import { builtInCodecs } from '../../../src/payloads/built-in-codecs.js';
import { json } from '../../../src/payloads/schemas.js';
import type { Codec } from '../../../src/ports/codec.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import { type DeliverOptions, PayloadEncoder } from '../../../src/responding/message/payload-encoder.js';
import { Codecs } from '../../../src/routing/schemas/codecs.js';

const encoder = new PayloadEncoder(new Codecs(builtInCodecs));
const encode = (payload: unknown, options: DeliverOptions<unknown, unknown> = {}) =>
  encoder.encode('users', payload, options) as OutgoingMessage;

describe('PayloadEncoder', () => {
  it.each([
    ['text as text', 'Ada', Buffer.from('Ada')],
    ['empty text as no bytes', '', Buffer.alloc(0)],
    ['a Buffer as it is', Buffer.from([0, 255]), Buffer.from([0, 255])],
    ['other bytes as they are', new Uint8Array([9, 1, 2, 9]).subarray(1, 3), Buffer.from([1, 2])],
    ['an object as JSON', { id: 1 }, Buffer.from('{"id":1}')],
    ['a number as JSON', 1.5, Buffer.from('1.5')],
    ['null as a tombstone', null, null],
  ])('writes %s', (_what, payload, value) => {
    expect(encode(payload)).toEqual({ topic: 'users', key: null, value, headers: {} });
  });

  it.each([
    ['text', 'a', 'a', undefined],
    ['a number as text', 7, '7', undefined],
    ['a bigint as text', 7n, '7', undefined],
    ['bytes', Buffer.from('b'), 'b', undefined],
    ['an object as JSON', { id: 1 }, '{"id":1}', undefined],
    ['a number by its schema', 7, '7', json()],
    ['text by its schema', 'a', '"a"', json()],
  ])('takes %s as key', (_what, key, written, keySchema) => {
    expect(String(encode('x', { key, ...(keySchema && { keySchema }) }).key)).toBe(written);
  });

  it('takes over where and when', () => {
    const timestamp = new Date(5);
    expect(encode('x', { partition: 2, partitionKey: 'p', headers: { a: 'b' }, timestamp })).toMatchObject({
      partition: 2,
      partitionKey: Buffer.from('p'),
      headers: { a: 'b' },
      timestamp: 5,
    });
  });

  it('names the topic of what cannot be written', () => {
    expect(() => encode(undefined)).toThrow('a message for "users" was refused: payload: JSON cannot hold undefined');
    expect(() => encode(1n)).toThrow('a message for "users" was refused: payload: JSON has no BigInt');
  });

  it('waits for a schema once per topic, and makes its writer once', async () => {
    const made: string[] = [];
    const slow: Codec = {
      format: 'slow',
      reader: () => ({ prepare: () => undefined, decode: (bytes) => bytes }),
      writer: ({ topic, side }) => {
        made.push(`${topic} ${side}`);
        let known = false;
        const learn = async () => {
          await Promise.resolve();
          known = true;
        };
        return {
          prepare: () => (known ? undefined : learn()),
          encode: (payload) => Buffer.from(String(payload)),
        };
      },
    };
    const schema = { format: 'slow', name: 'slow' };
    const slowly = new PayloadEncoder(new Codecs([slow]));

    const first = slowly.encode('users', 1, { schema });
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toMatchObject({ value: Buffer.from('1') });
    expect(slowly.encode('users', 2, { schema })).toMatchObject({ value: Buffer.from('2') });
    expect(slowly.encode('orders', 3, { schema })).toBeInstanceOf(Promise);
    expect(made).toEqual(['users value', 'orders value']);
  });
});
