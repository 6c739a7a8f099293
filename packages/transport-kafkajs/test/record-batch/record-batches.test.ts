/** Record batches as brokers store them, written by `encode-batch.ts` and read by ours. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBatches, visibleBatches } from '../../src/record-batch/record-batches.js';
import { encodeBatch, type SentRecord } from '../support/encode-batch.js';
import { readAll } from '../support/read-records.js';
import { CompressionCodecs, CompressionTypes, registerCompression } from '../support/register-compression.js';

registerCompression();

const place = { topic: 'users', partition: 2 };

const read = (bytes: Buffer, from = 0) => readAll(bytes, { from });

const bytes = () => fc.uint8Array({ maxLength: 300 }).map((given) => Buffer.from(given));
const sentRecord = (): fc.Arbitrary<SentRecord> =>
  fc.record({
    key: fc.option(bytes()),
    value: fc.option(bytes()),
    timestampDelta: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    headers: fc.array(fc.tuple(fc.string({ maxLength: 8 }), bytes()), { maxLength: 3 }),
  });

describe('record batches', () => {
  it('return every record as it was sent, whatever its size, time and headers', async () => {
    const given = fc.array(fc.array(sentRecord(), { minLength: 1, maxLength: 20 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(given, fc.nat(2 ** 40), async (lots, baseOffset) => {
        const baseTimestamp = 1_700_000_000_000;
        const encoded: Buffer[] = [];
        let next = baseOffset;
        for (const records of lots) {
          encoded.push(await encodeBatch({ records, baseOffset: next, baseTimestamp }));
          next += records.length;
        }
        const records = await read(Buffer.concat(encoded));
        const sent = lots.flat();
        expect(records.map(({ offset }) => offset)).toEqual(sent.map((_, index) => baseOffset + index));
        expect(records.map(({ timestamp }) => timestamp)).toEqual(
          sent.map(({ timestampDelta }) => baseTimestamp + timestampDelta),
        );
        expect(records.map(({ key, value }) => [key, value])).toEqual(sent.map(({ key, value }) => [key, value]));
        expect(records.map(({ headers }) => headers)).toEqual(sent.map(({ headers }) => collected(headers)));
        const bodyBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        const batchesBytes = encoded.reduce((sum, { length }) => sum + length, 0);
        const [headerBytes, longestLengthBytes] = [61 * encoded.length, 2 * records.length];
        expect(bodyBytes).toBeLessThanOrEqual(batchesBytes - headerBytes - records.length);
        expect(bodyBytes).toBeGreaterThanOrEqual(batchesBytes - headerBytes - longestLengthBytes);
      }),
    );
  });

  it.each(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)('are decompressed: %s', async (name) => {
    const records = ['one', 'two', 'three'].map((text) => ({ key: null, value: Buffer.from(text.repeat(50)) }));
    const codec = CompressionCodecs[CompressionTypes[name]]();
    const batch = await encodeBatch({ records, compression: CompressionTypes[name], compress: codec.compress });
    expect((await read(batch)).map(({ value }) => value)).toEqual(records.map(({ value }) => value));
  });

  it('begin at the fetched offset, even in the middle of a batch', async () => {
    const records = ['a', 'b', 'c'].map((text) => ({ key: null, value: Buffer.from(text) }));
    const found = await read(await encodeBatch({ records, baseOffset: 10 }), 11);
    expect(found.map(({ offset }) => offset)).toEqual([11, 12]);
  });

  it('show their end though their last records were compacted away', async () => {
    const records = [{ key: null, value: Buffer.from('a') }];
    const batch = await encodeBatch({ records, baseOffset: 5, lastOffsetDelta: 9 });
    expect(readBatches(batch, place, 0).map(({ nextOffset }) => nextOffset)).toEqual([15]);
  });

  it('are left out when the broker cut them off', async () => {
    const whole = await encodeBatch({ records: [{ key: null, value: Buffer.from('a') }] });
    const cut = await encodeBatch({ records: [{ key: null, value: Buffer.from('b') }], baseOffset: 1 });
    for (let length = 0; length < cut.length; length++)
      expect(readBatches(Buffer.concat([whole, cut.subarray(0, length)]), place, 0)).toHaveLength(1);
  });

  it('have the time of appending where the broker stores that', async () => {
    const records = [{ key: null, value: Buffer.from('a'), timestampDelta: 5 }];
    const batch = await encodeBatch({ records, baseTimestamp: 1_000 });
    batch.writeInt16BE(batch.readInt16BE(21) | 0x08, 21);
    batch.writeBigInt64BE(7_777n, 35);
    expect((await read(batch))[0]?.timestamp).toBe(7_777);
  });

  it('become records, or one for the whole batch, and never a crash or a hang, when bytes are changed', async () => {
    const records = Array.from({ length: 5 }, (_, index) => ({
      key: Buffer.from(`key${index}`),
      value: Buffer.from('value'.repeat(index)),
      headers: [['h', Buffer.from('1')]] as [string, Buffer][],
    }));
    const batch = await encodeBatch({ records });
    const change = fc.tuple(fc.nat(batch.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const broken = Buffer.from(batch);
        for (const [at, byte] of changes) broken[at] = byte;
        let next = 3;
        for (const found of await read(broken, next)) {
          const { offset, lastOffset = offset, key, value, headers, headerEntries, timestamp, problem } = found;
          expect([key, value, headers, headerEntries, timestamp]).toHaveLength(5);
          expect([offset >= next, lastOffset >= offset]).toEqual([true, true]);
          if (problem !== undefined) expect(problem).toMatchObject({ code: expect.stringMatching(/^KFW_/) });
          next = lastOffset + 1;
        }
      }),
    );
  });
});

describe('headers', () => {
  it('have no prototype, whatever their names', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const headers = names.map((name): [string, Buffer] => [name, Buffer.from(name)]);
    const records = await read(await encodeBatch({ records: [{ key: null, value: null, headers }] }));
    const found = records[0]?.headers ?? {};
    expect(Object.getPrototypeOf(found)).toBeNull();
    expect(Object.keys(found).sort()).toEqual([...names].sort());
  });
});

describe('readers of committed data', () => {
  const batch = (baseOffset: number, producerId: bigint, attributes = 0x10) => ({
    baseOffset,
    nextOffset: baseOffset + 2,
    attributes,
    baseTimestamp: 0,
    maxTimestamp: 0,
    producerId,
    count: 2,
    body: Buffer.alloc(0),
  });
  const offsets = (batches: readonly { baseOffset: number }[]) => batches.map(({ baseOffset }) => baseOffset);

  it('see no markers and no aborted transaction, but earlier and later transactions of its producer', () => {
    const marker = (at: number) => batch(at, 1n, 0x30);
    const log = [batch(0, 1n), marker(2), batch(4, 1n), batch(6, 2n), marker(8), batch(10, 1n), marker(12)];
    expect(offsets(visibleBatches(log, [{ producerId: 1n, firstOffset: 4 }]))).toEqual([0, 6, 10]);
  });

  it('see records outside of transactions, even of a producer that aborted one', () => {
    expect(offsets(visibleBatches([batch(0, 1n), batch(2, 1n, 0)], [{ producerId: 1n, firstOffset: 0 }]))).toEqual([2]);
  });

  it('see neither of two transactions that were aborted concurrently', () => {
    const log = [batch(0, 1n), batch(2, 2n), batch(4, 1n), batch(6, 1n, 0x30), batch(8, 2n), batch(10, 3n)];
    const aborted = [
      { producerId: 2n, firstOffset: 2 },
      { producerId: 1n, firstOffset: 0 },
    ];
    expect(offsets(visibleBatches(log, aborted))).toEqual([10]);
  });
});

/** Repeated names as a list, in the order sent. */
function collected(sent: readonly (readonly [string, Buffer])[] = []): Record<string, Buffer | Buffer[]> {
  const headers: Record<string, Buffer | Buffer[]> = Object.create(null);
  for (const [name, all] of Map.groupBy(sent, ([key]) => key)) {
    const values = all.map(([, value]) => value);
    headers[name] = values.length === 1 ? (values[0] as Buffer) : values;
  }
  return headers;
}
