import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { batchCrcHolds, readBatchHeader } from '../../src/protocol/records/record-batch.js';
import { temporaryFolder } from '../temporary-folder.js';
import { makeBatch } from './batches.js';
import { append, handClock, openLog } from './open-log.js';

describe('a partition log', () => {
  it("stamps batches with the broker's time where the topic uses it", () => {
    const log = openLog(undefined, { logAppendTime: true }, handClock(77_000));
    expect(append(log, { timestamps: [5] }).appendTime).toBe(77_000);
    const [bytes] = log.read(0, 1_000, true) as [Buffer];
    expect(readBatchHeader(bytes, 0).maxTimestamp).toBe(77_000);
    expect(batchCrcHolds(bytes, 0, bytes.length)).toBe(true);
    expect(log.find(77_000)).toEqual({ offset: 0, timestamp: 77_000 });
    expect(append(openLog(), { timestamps: [5] }).appendTime).toBe(-1);
  });

  it('reads bytes in memory without a copy', () => {
    const log = openLog(temporaryFolder());
    append(log);
    append(log);
    const [first, second] = [log.read(0, 10_000, true)?.[0], log.read(1, 10_000, true)?.[0]];
    expect(first?.buffer).toBe(second?.buffer);
    expect((second?.byteOffset ?? 0) - (first?.byteOffset ?? 0)).toBe(second?.length);
  });

  it('does not change the bytes that were read while it grows', () => {
    const log = openLog(temporaryFolder(), { segmentBytes: 500 }, handClock(), 4_096);
    append(log, { values: ['first'] });
    const read = Buffer.concat(log.read(0, 10_000, true) ?? []);
    const held = log.read(0, 10_000, true) ?? [];
    for (let at = 0; at < 100; at++) append(log, { values: [`later ${at}`] });
    log.deleteBefore(log.endOffset);
    expect(Buffer.concat(held).equals(read)).toBe(true);
  });

  it('notifies watchers of each append, and of its end', () => {
    const log = openLog();
    const heard: number[] = [];
    const unwatch = log.watch((bytes) => heard.push(bytes));
    append(log);
    unwatch();
    append(log);
    log.watch((bytes) => heard.push(bytes));
    log.delete();
    expect(heard).toEqual([makeBatch().length, Number.POSITIVE_INFINITY]);
  });

  describe('finding the first record of a time', () => {
    const given = { values: ['a', 'b', 'c', 'd'], timestamps: [100, 300, 200, 400] };

    it.each([
      { name: 'plain', more: {} },
      { name: 'gzip', more: { compression: 'gzip', compress: gzipSync } as const },
      { name: 'zstd', more: { compression: 'zstd', compress: zstdCompressSync } as const },
    ])('looks into a batch ($name)', ({ more }) => {
      const log = openLog();
      append(log, { values: ['z'], timestamps: [50] });
      append(log, { ...given, ...more });
      expect(log.find(0)).toEqual({ offset: 0, timestamp: 50 });
      expect(log.find(51)).toEqual({ offset: 1, timestamp: 100 });
      expect(log.find(101)).toEqual({ offset: 2, timestamp: 300 });
      expect(log.find(400)).toEqual({ offset: 4, timestamp: 400 });
      expect(log.find(401)).toBeUndefined();
      log.deleteBefore(3);
      expect(log.find(0)).toEqual({ offset: 3, timestamp: 200 });
    });

    it.each(['snappy', 'lz4', 'gzip'] as const)(
      'returns the first record of an unreadable batch (%s)',
      (compression) => {
        const log = openLog();
        append(log, { ...given, compression });
        expect(log.find(350)).toEqual({ offset: 0, timestamp: 100 });
      },
    );
  });
});
