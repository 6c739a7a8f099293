/** What a producer may set to anything: each is met with messages, or with one record that stands for the batch. */
import { describe, expect, it } from '@jest/globals';
import { readBatches } from '../../src/record-batch/record-batches.js';
import { encodeBatch } from '../support/encode-batch.js';
import { readAll } from '../support/read-records.js';
import { CompressionCodecs, CompressionTypes, registerCompression } from '../support/register-compression.js';

registerCompression();

const place = { topic: 'users', partition: 2 };
const records = ['a', 'b', 'c'].map((value) => ({ key: null, value: Buffer.from(value) }));

const read = (bytes: Buffer, from = 0) => readAll(bytes, { from });

async function changed(change: (batch: Buffer) => void): Promise<Buffer> {
  const batch = await encodeBatch({ records, baseOffset: 10 });
  change(batch);
  return batch;
}

describe('an unreadable batch', () => {
  it.each<[string, string, (batch: Buffer) => void]>([
    ['an unknown codec', 'KFW_COMPRESSION_UNKNOWN', (batch) => batch.writeInt16BE(7, 21)],
    ['a codec that it is not packed with', 'KFW_DECOMPRESSION_FAILED', (batch) => batch.writeInt16BE(4, 21)],
    ['fewer records than it counts', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt32BE(4, 57)],
    ['more records than it counts', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt32BE(2, 57)],
    ['a negative count', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt32BE(-3, 57)],
    ['offsets behind its last', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt8(6, 61 + 3)],
    ['offsets that go back', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt8(2, 61 + 3)],
    ['a value longer than its record', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt8(20, 61 + 5)],
    ['a record longer than the batch', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt8(126, 61)],
    ['headers that are not there', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt8(2, 61 + 7)],
  ])('is one record, as it is stored: %s', async (_what, code, change) => {
    const batch = await changed(change);
    const [record, ...others] = await read(batch);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ offset: 10, lastOffset: 12, key: null, value: batch, sizeBytes: batch.length });
    expect(record?.problem).toMatchObject({ code, message: expect.stringContaining('offset 10 of users[2]') });
    const headers = Object.fromEntries(
      Object.entries(record?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(headers).toMatchObject({ 'kfw-batch-first-offset': '10', 'kfw-batch-last-offset': '12' });
  });

  it('says how it is stored, even if it was decompressed before the problem was found', async () => {
    const codec = CompressionCodecs[CompressionTypes.GZIP]();
    const batch = await encodeBatch({ records, compression: CompressionTypes.GZIP, compress: codec.compress });
    batch.writeInt32BE(2, 57);
    const [record] = await read(batch);
    expect([record?.value, String(record?.headers['kfw-batch-codec'])]).toEqual([batch, 'gzip']);
    expect(record?.problem?.message).toContain('it holds more than the 2 records that it declares');
  });

  it('is represented from the fetched offset on', async () => {
    const batch = await changed((bytes) => bytes.writeInt32BE(4, 57));
    expect(await read(batch, 11)).toMatchObject([{ offset: 11, lastOffset: 12 }]);
    expect(await read(batch, 13)).toEqual([]);
  });

  it.each<[string, string, (batch: Buffer) => void]>([
    ['a format from before 0.11', 'KFW_RECORD_FORMAT_UNKNOWN', (batch) => batch.writeInt8(1, 16)],
    ['a last offset before its first', 'KFW_RECORDS_MALFORMED', (batch) => batch.writeInt32BE(-7, 23)],
  ])('leads behind its first offset, and to the batch after it: %s', async (_what, code, change) => {
    const good = await encodeBatch({ records, baseOffset: 20 });
    const found = await read(Buffer.concat([await changed(change), good]), 10);
    expect(found.map(({ offset, lastOffset }) => [offset, lastOffset])).toEqual([10, 20, 21, 22].map((at) => [at, at]));
    expect(found[0]?.problem).toMatchObject({ code });
  });

  it.each<[string, (batch: Buffer) => void]>([
    ['an offset that no log has', (batch) => batch.writeBigInt64BE(2n ** 53n, 0)],
    ['a length of nothing', (batch) => batch.writeInt32BE(0, 8)],
    ['a negative length', (batch) => batch.writeInt32BE(-1, 8)],
    ['a length shorter than its header', (batch) => batch.writeInt32BE(20, 8)],
  ])('never keeps reading at one place: %s', async (_what, change) => {
    const batches = readBatches(await changed(change), place, 10);
    expect(batches.at(-1)?.nextOffset).toBeGreaterThan(10);
    expect(batches[0]?.problem).toMatchObject({ code: 'KFW_RECORDS_MALFORMED' });
  });
});

describe('a timestamp', () => {
  const [most, least] = [2n ** 63n - 1n, -(2n ** 63n)];
  const now = 1_764_000_000_000n;

  it.each<[string, bigint, bigint, number]>([
    ['of now', now, 0n, Number(now)],
    ['of a producer that has none', -1n, 0n, -1],
    ['in nanoseconds', now * 1_000_000n, 0n, Number.NaN],
    ['as late as can be', most, 0n, Number.NaN],
    ['as early as can be', least, 0n, Number.NaN],
    ['that overflows 64 bits', most, 1n, Number.NaN],
    ['that comes back out of an overflow', most, now - most, Number(now)],
    ['that is far from the first of its batch', least / 2n, now - least / 2n, Number(now)],
    ['at the end of what a Date holds', 8_640_000_000_000_000n, 0n, 8.64e15],
    ['behind the end of what a Date holds', 8_640_000_000_000_000n, 1n, Number.NaN],
    ['before 1970', -86_400_000n, 0n, -86_400_000],
  ])('%s is a number of milliseconds that a Date holds, or NaN', async (_what, base, delta, expected) => {
    const record = { key: null, value: Buffer.from('a'), timestampDelta: delta };
    const batch = await encodeBatch({ records: [record] });
    batch.writeBigInt64BE(base, 27);
    const found = await read(batch);
    expect(found.map(({ timestamp, problem }) => [timestamp, problem])).toEqual([[expected, undefined]]);
  });
});
