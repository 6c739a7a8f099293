import { describe, expect, it } from '@jest/globals';
import type { Batch, IHeaders, KafkaMessage } from 'kafkajs';
import { toRawBatch } from '../../src/consuming/raw-batch.js';
import { KafkajsRecord, rawHeaders } from '../../src/consuming/raw-record.js';

const message = (fields: object = {}) =>
  ({
    offset: '3',
    timestamp: '1700000000123',
    key: Buffer.from('k'),
    value: Buffer.from('value'),
    attributes: 0,
    headers: {},
    ...fields,
  }) as KafkaMessage;

const batch = (...messages: KafkaMessage[]) =>
  ({ topic: 'users', partition: 2, highWatermark: '9', messages }) as unknown as Batch;

describe('a raw batch', () => {
  it('has numbers for offsets and counts its bytes', () => {
    const raw = toRawBatch(batch(message(), message({ offset: '5', key: null, value: null })), 4);
    expect(raw).toMatchObject({ topic: 'users', partition: 2, generation: 4, highWatermark: 9, sizeBytes: 6 });
    expect(raw.records.map(({ offset, timestamp, value }) => [offset, timestamp, value])).toEqual([
      [3, 1_700_000_000_123, Buffer.from('value')],
      [5, 1_700_000_000_123, null],
    ]);
  });

  it('refuses an offset that a number cannot hold', () => {
    expect(() => toRawBatch(batch(message({ offset: '9007199254740993' })), 1)).toThrow(
      expect.objectContaining({ code: 'KFW_OFFSET_TOO_LARGE' }),
    );
  });
});

describe('raw headers', () => {
  it('are read once', () => {
    const record = new KafkajsRecord(message({ headers: { a: Buffer.from('1') } }));
    expect(record.headers).toBe(record.headers);
  });

  it('have no prototype, also when there are none', () => {
    expect(Object.getPrototypeOf(rawHeaders({ a: Buffer.from('1') }))).toBeNull();
    expect(Object.getPrototypeOf(rawHeaders({}))).toBeNull();
    expect(Object.getPrototypeOf(rawHeaders(undefined))).toBeNull();
  });

  it('drop what kafkajs inherited under a name like `constructor`', () => {
    const sent = { constructor: [Object, Buffer.from('c')], toString: [String, Buffer.from('1'), Buffer.from('2')] };
    expect({ ...rawHeaders(sent as unknown as IHeaders) }).toEqual({
      constructor: Buffer.from('c'),
      toString: [Buffer.from('1'), Buffer.from('2')],
    });
  });

  it('read a null value as an empty one', () => {
    const sent = { one: null, many: [null, Buffer.from('x')] } as unknown as IHeaders;
    expect({ ...rawHeaders(sent) }).toEqual({ one: Buffer.alloc(0), many: [Buffer.alloc(0), Buffer.from('x')] });
  });
});
