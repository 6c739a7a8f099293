/** What is fetched of a partition, unpacked when it is its turn and when there is room. */

import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { BufferBudget } from '@kfw/core/internal';
import { FetchBuffer } from '../../src/fetching/fetch-buffer.js';
import { readBatches } from '../../src/record-batch/record-batches.js';
import { encodeBatch } from '../support/encode-batch.js';
import { readAll, readSlices } from '../support/read-records.js';

const mib = 2 ** 20;
const zstdNumber = 4;
const place = { topic: 'users', partition: 2 };
const compress = async ({ buffer }: { buffer: Buffer }) => zstdCompressSync(buffer);

/** A batch of records of so many bytes each. */
async function packed(baseOffset: number, ...sizes: readonly number[]): Promise<Buffer> {
  const records = sizes.map((size) => ({ key: null, value: Buffer.alloc(size) }));
  return encodeBatch({ records, baseOffset, compression: zstdNumber, compress });
}

function feedOf(recordSet: Buffer, memory: BufferBudget, maxBatchBytes = 64 * mib): FetchBuffer {
  const batches = readBatches(recordSet, place, 0);
  const buffer = new FetchBuffer({ ...place, maxBatchBytes, memory }, 0);
  const next = batches.at(-1)?.nextOffset ?? 0;
  buffer.add({ next, highWatermark: next, batches, sizeBytes: recordSet.length });
  return buffer;
}

describe('a fetch buffer', () => {
  it('takes small batches together, and a large one in slices that keep only themselves in memory', async () => {
    const small = [await packed(0, 10), await packed(1, 10, 10)];
    const large = await packed(3, ...Array.from({ length: 40 }, () => mib / 8));
    const slices = await readSlices(Buffer.concat([...small, large, await packed(43, 1)]));
    expect(slices.map(({ records }) => records.length)).toEqual([3, 8, 8, 8, 8, 8, 1]);
    expect(slices.map(({ nextOffset }) => nextOffset)).toEqual([3, 11, 19, 27, 35, 43, 44]);
    for (const record of slices[1]?.records ?? []) {
      expect(record.value?.equals(Buffer.alloc(mib / 8))).toBe(true);
      expect(record.value?.buffer.byteLength).toBeLessThan(2 * mib);
    }
  });

  it('takes tiny records in slices, so that their objects are not created all at once', async () => {
    const slices = await readSlices(await packed(0, ...Array.from({ length: 20_000 }, () => 0)));
    expect(slices.map(({ records }) => records.length)).toEqual([8_192, 8_192, 3_616]);
  });

  it('begins in the middle of a large batch', async () => {
    const records = await readAll(await packed(0, ...Array.from({ length: 20_000 }, () => 0)), { from: 15_000 });
    expect([records.length, records[0]?.offset, records.at(-1)?.offset]).toEqual([5_000, 15_000, 19_999]);
  });

  it('makes one record of a batch that is too large, and continues after it', async () => {
    const bomb = await packed(0, 30 * mib);
    const [stands, after] = await readAll(Buffer.concat([bomb, await packed(1, 5)]), { maxBatchBytes: 4 * mib });
    expect(stands).toMatchObject({ offset: 0, lastOffset: 0, value: bomb, problem: { code: 'KFW_BATCH_TOO_LARGE' } });
    expect(stands?.problem?.message).toContain('offset 0 of users[2]');
    expect(after).toMatchObject({ offset: 1, problem: undefined });
  });

  it('applies the bound to uncompressed batches as well, and below the size that is decompressed synchronously', async () => {
    const plain = await encodeBatch({ records: [{ key: null, value: Buffer.alloc(2_000) }] });
    expect(await readAll(plain, { maxBatchBytes: 1_000 })).toMatchObject([
      { problem: { code: 'KFW_BATCH_TOO_LARGE' } },
    ]);
    const small = await packed(0, 2_000);
    expect(await readAll(small, { maxBatchBytes: 1_000 })).toMatchObject([
      { problem: { code: 'KFW_BATCH_TOO_LARGE' } },
    ]);
    expect(await readAll(small, { maxBatchBytes: 3_000 })).toMatchObject([{ problem: undefined }]);
  });

  it('finds a mistake at the end of a large batch before any of its records is taken', async () => {
    const batch = await packed(0, ...Array.from({ length: 20_000 }, () => 0));
    batch.writeInt32BE(20_001, 57);
    const records = await readAll(batch);
    expect(records).toMatchObject([{ offset: 0, lastOffset: 19_999, problem: { code: 'KFW_RECORDS_MALFORMED' } }]);
  });

  it('waits with a large batch until the memory budget allows it, and counts it until its last record is taken', async () => {
    const budget = new BufferBudget(8 * mib);
    budget.adjust(9 * mib);
    const buffer = feedOf(await packed(0, 3 * mib, 3 * mib), budget);
    const waiting = buffer.take();
    expect(waiting).toBeInstanceOf(Promise);
    const before = budget.totalBytes;
    let isReady = false;
    void (waiting as Promise<void>).then(() => {
      isReady = true;
    });
    await new Promise(setImmediate);
    expect([isReady, budget.totalBytes]).toEqual([false, before]);
    budget.adjust(-9 * mib);
    await waiting;
    expect(budget.totalBytes).toBeGreaterThan(6 * mib);
    const slices = [buffer.take(), buffer.take()];
    expect(slices).toMatchObject([{ nextOffset: 1 }, { nextOffset: 2 }]);
    expect([buffer.take(), budget.totalBytes]).toEqual([undefined, 0]);
  });

  it('does not wait for memory when it needs none, or when a batch was decompressed synchronously', async () => {
    const records = Array.from({ length: 20_000 }, () => ({ key: null, value: null }));
    for (const recordSet of [await encodeBatch({ records }), await packed(0, ...records.map(() => 0))]) {
      const budget = new BufferBudget(mib);
      budget.adjust(9 * mib);
      const buffer = feedOf(recordSet, budget);
      await buffer.take();
      expect(buffer.take()).toMatchObject({ nextOffset: 8_192 });
    }
  });

  it('takes a batch that is larger than the whole budget when the budget is unused', async () => {
    const budget = new BufferBudget(mib);
    const buffer = feedOf(await packed(0, 5 * mib), budget);
    await buffer.take();
    expect(buffer.take()).toMatchObject({ nextOffset: 1 });
    expect(budget.totalBytes).toBe(0);
  });

  it.each(['waits for room', 'is unpacked', 'is taken'])(
    'releases all memory when it is dropped while a batch %s',
    async (when) => {
      const budget = new BufferBudget(8 * mib);
      if (when === 'waits for room') budget.adjust(9 * mib);
      const buffer = feedOf(await packed(0, 3 * mib, 3 * mib), budget);
      const opening = buffer.take();
      if (when === 'is taken') {
        await opening;
        expect(buffer.take()).toMatchObject({ nextOffset: 1 });
      }
      buffer.clear();
      if (when === 'waits for room') budget.adjust(-9 * mib);
      await opening;
      expect([buffer.take(), budget.totalBytes]).toEqual([undefined, 0]);
    },
  );
});
