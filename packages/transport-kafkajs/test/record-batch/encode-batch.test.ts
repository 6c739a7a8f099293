/** What a sink writes, read by our reader and by kafkajs's. */
import { describe, expect, it } from '@jest/globals';
import type { Compression, OutboundRecord } from '@kfw/core';
import fc from 'fast-check';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder.js';
import { crc32c } from '../../src/record-batch/crc32c.js';
import { batchHeader, encodeBatch, noStamp } from '../../src/record-batch/encode-batch.js';
import { readAll } from '../support/read-records.js';
import { registerCompression } from '../support/register-compression.js';

registerCompression();

const compressions: Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const now = 1_700_000_000_000;

async function sent(records: readonly OutboundRecord[], compression: Compression = 'none', stamp = noStamp) {
  const batch = await encodeBatch(records, compression);
  return Buffer.concat([batchHeader(batch, stamp), batch.bytes]);
}

const read = (bytes: Buffer) => readAll(bytes);

const bytes = (maxLength = 300) => fc.uint8Array({ maxLength }).map((given) => Buffer.from(given));
const headerValue = () => fc.oneof(bytes(100), fc.string({ maxLength: 100, unit: 'grapheme' }));
const outbound = (): fc.Arbitrary<OutboundRecord> =>
  fc.record({
    key: fc.option(bytes()),
    value: fc.option(bytes(20_000)),
    timestamp: fc.option(fc.integer({ min: 0, max: 2 ** 43 }), { nil: undefined }),
    headers: fc.dictionary(
      fc.string({ maxLength: 8, unit: 'grapheme' }),
      fc.oneof(headerValue(), fc.array(headerValue(), { minLength: 2, maxLength: 3 })),
      { maxKeys: 3 },
    ),
  });

const asBuffer = (value: Buffer | string) => Buffer.from(value);

describe('an encoded batch', () => {
  it('returns every record, whatever its size, time and headers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(outbound(), { minLength: 1, maxLength: 30 }), async (records) => {
        const found = await read(await sent(records));
        expect(found.map(({ key, value }) => ({ key, value }))).toEqual(
          records.map(({ key, value }) => ({ key, value })),
        );
        expect(found.map(({ headers }) => Object.entries(headers))).toEqual(
          records.map(({ headers }) =>
            Object.entries(headers).map(([name, value]) => [
              name,
              typeof value === 'string' || Buffer.isBuffer(value) ? asBuffer(value) : value.map(asBuffer),
            ]),
          ),
        );
        records.forEach(({ timestamp }, at) => {
          if (timestamp !== undefined) expect(found[at]?.timestamp).toBe(timestamp);
        });
      }),
    );
  });

  it('has headers as received, byte by byte, before named ones', async () => {
    const entries = fc.array(fc.tuple(bytes(100), fc.option(bytes(100))), { minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(fc.array(entries, { minLength: 1, maxLength: 5 }), async (lists) => {
        const records = lists.map((headerEntries) => ({
          key: null,
          value: null,
          headerEntries,
          headers: { own: 'x' },
        }));
        const found = await read(await sent(records));
        const own = [Buffer.from('own'), Buffer.from('x')];
        expect(found.map(({ headerEntries }) => headerEntries)).toEqual(lists.map((list) => [...list, own]));
      }),
    );
  });

  it('has the time of encoding for records without a timestamp', async () => {
    const before = Date.now();
    const [record] = await read(await sent([{ key: null, value: null, headers: {} }]));
    expect(record?.timestamp).toBeGreaterThanOrEqual(before);
    expect(record?.timestamp).toBeLessThanOrEqual(Date.now());
  });

  it('has producer, times, sequence number and checksum in its header', async () => {
    const records = [5, -3, 9].map((ms) => ({ key: null, value: Buffer.from('v'), headers: {}, timestamp: now + ms }));
    const whole = await sent(records, 'none', { producerId: 2n ** 40n, epoch: 7, sequence: 2 ** 31 - 1 });
    expect(whole.readInt32BE(8)).toBe(whole.length - 12);
    expect(whole.readUInt32BE(17)).toBe(crc32c(whole.subarray(21)));
    const { firstTimestamp, maxTimestamp, ...header } = await decodeBatch(new Decoder(whole));
    expect([firstTimestamp, maxTimestamp]).toEqual([String(now + 5), String(now + 9)]);
    expect(header).toMatchObject({
      firstOffset: '0',
      lastOffsetDelta: 2,
      producerId: String(2 ** 40),
      producerEpoch: 7,
      firstSequence: 2 ** 31 - 1,
      partitionLeaderEpoch: -1,
    });
  });

  it.each(compressions)('is read by kafkajs and by us with compression %s', async (compression) => {
    const values = Array.from({ length: 200 }, (_, index) => `value ${index} `.repeat(10));
    const records = values.map((value) => ({
      key: Buffer.from('key'),
      value: Buffer.from(value),
      headers: { trace: 'abc', many: ['a', Buffer.from('b')] },
    }));
    const whole = await sent(records, compression);
    const ours = await read(whole);
    expect(ours.map(({ value }) => String(value))).toEqual(values);
    const { records: theirs } = await decodeBatch(new Decoder(whole));
    expect(theirs.map(({ value }) => String(value))).toEqual(values);
    expect(theirs[199]?.headers).toEqual({ trace: Buffer.from('abc'), many: [Buffer.from('a'), Buffer.from('b')] });
  });
});
