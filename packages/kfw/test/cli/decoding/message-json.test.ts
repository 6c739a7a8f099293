import { expect, it } from '@jest/globals';
import { type MessageReaders, TopicMessage } from '@kfw/operating';
import { InferringReader } from '../../../src/cli/decoding/inferring-reader.js';
import { messageJson } from '../../../src/cli/decoding/message-json.js';

const readers: MessageReaders = { key: new InferringReader('key'), value: new InferringReader('value') };

function message(record: Partial<TopicMessage['record']>, by = readers): TopicMessage {
  const given = { offset: 7, timestamp: 1_000, key: null, value: null, headers: {}, sizeBytes: 0, ...record };
  return new TopicMessage(given, by, 'orders', 2);
}

it('has exactly the fields of a message', () => {
  const headers = { a: Buffer.from('1'), b: [Buffer.from('x'), null], c: Buffer.from([0xff]) };
  expect(messageJson(message({ key: Buffer.from('k'), value: Buffer.from('{"id":1}'), headers }))).toEqual({
    topic: 'orders',
    partition: 2,
    offset: 7,
    timestamp: '1970-01-01T00:00:01.000Z',
    key: 'k',
    headers: { a: '1', b: ['x', null], c: { $base64: '/w==' } },
    payload: { id: 1 },
  });
});

it('shows a tombstone, bytes, and a message without a timestamp', () => {
  expect(messageJson(message({ timestamp: -1 }))).toMatchObject({ timestamp: null, key: null, payload: null });
  expect(messageJson(message({ value: Buffer.from([0, 1, 2]) })).payload).toEqual({ $base64: 'AAEC' });
});

it('shows the reason and the bytes of a message that cannot be decoded', () => {
  const failing = {
    prepare: () => undefined,
    decode: () => {
      throw new Error('no schema');
    },
  };
  const value = Buffer.from('v');
  expect(messageJson(message({ value }, { ...readers, value: failing }))).toMatchObject({
    payload: null,
    error: 'no schema',
    raw: 'dg==',
  });
  const line = messageJson(message({ key: Buffer.from('k'), value }, { ...readers, key: failing }));
  expect(line).toMatchObject({ key: { $base64: 'aw==' }, payload: 'v', error: 'no schema' });
  expect(line).not.toHaveProperty('raw');
});

it('writes values that JSON lacks', () => {
  const big = { prepare: () => undefined, decode: () => ({ id: 2n ** 60n, hash: Buffer.from('a') }) };
  const { payload } = messageJson(message({ value: Buffer.from('v') }, { ...readers, value: big }));
  expect(payload).toEqual({ id: '1152921504606846976', hash: 'YQ==' });
});
