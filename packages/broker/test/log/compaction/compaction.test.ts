import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { compressLz4 } from '../../../src/protocol/records/lz4.js';
import { batchHeaderBytes, type Compression, hasDeleteHorizon } from '../../../src/protocol/records/record-batch.js';
import { compressSnappy } from '../../../src/protocol/records/snappy.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { append, handClock, openLog } from '../open-log.js';
import { batchesOf, compact, recordTexts } from './compacting.js';

const hour = 3_600_000;
/** One batch fills a segment, so that all but the last one can be compacted. */
const settings = { compacts: true, deletes: false, segmentBytes: 1, deleteRetentionMs: hour, minCleanableRatio: 0 };
const compressors: Readonly<Record<Compression, (plain: Buffer) => Buffer>> = {
  none: (plain) => plain,
  gzip: gzipSync,
  snappy: compressSnappy,
  lz4: compressLz4,
  zstd: zstdCompressSync,
};

const put = (log: ReturnType<typeof openLog>, ...pairs: (readonly [string, string | null])[]) =>
  append(log, { keys: pairs.map(([key]) => key), values: pairs.map(([, value]) => value) });

describe.each([undefined, 'disk'])('compaction (%s)', (place) => {
  const open = (given = {}, clock = handClock()) =>
    openLog(place && temporaryFolder(), { ...settings, ...given }, clock);

  it('keeps the last record of each key at its offset, and the whole last segment', () => {
    const log = open();
    put(log, ['a', '1'], ['b', '1']);
    put(log, ['a', '2']);
    put(log, ['c', '1'], ['a', '3']);
    put(log, ['c', '2'], ['c', '3']);
    expect(compact(log, 0)).toMatchObject({ cleanedOffset: 5, unreadable: 0 });
    expect(recordTexts(log)).toEqual(['1 b=1', '3 c=1', '4 a=3', '5 c=2', '6 c=3']);
    expect([log.startOffset, log.endOffset, log.cleanedOffset]).toEqual([0, 7, 5]);
    put(log, ['b', '2']);
    put(log, ['a', '4']);
    compact(log, 0);
    expect(recordTexts(log)).toEqual(['4 a=3', '6 c=3', '7 b=2', '8 a=4']);
  });

  it.each(Object.entries(compressors))('keeps the compression of a batch (%s)', (compression, compress) => {
    const log = open();
    const given = { compression: compression as Compression, compress };
    append(log, {
      ...given,
      keys: ['a', 'b', 'c'],
      values: ['old', 'stays', 'stays too'],
      timestamps: [5_000, 3, 7_000],
    });
    append(log, { ...given, keys: ['a'], values: ['new'], timestamps: [1_000] });
    put(log, ['x', 'x']);
    const [before] = batchesOf(log);
    compact(log, 0);
    expect(recordTexts(log)).toEqual(['1 b=stays', '2 c=stays too', '3 a=new', '4 x=x']);
    const [after] = batchesOf(log);
    const { baseOffset, lastOffsetDelta } = before?.header ?? {};
    expect(after?.header).toMatchObject({
      baseOffset,
      lastOffsetDelta,
      count: 2,
      maxTimestamp: 7_000,
      baseTimestamp: 3,
    });
    expect(after?.header.attributes).toBe(before?.header.attributes);
    expect(log.find(4_000)).toEqual({ offset: 2, timestamp: 7_000 });
    expect(log.find(7_001)).toBeUndefined();
  });

  it('keeps a tombstone until delete.retention.ms after the pass that first met it', () => {
    const log = open();
    put(log, ['a', '1']);
    put(log, ['a', null], ['b', '1']);
    for (const value of ['1', '2', '3', '4']) put(log, ['x', value]);
    compact(log, 1_000);
    expect(recordTexts(log).slice(0, 2)).toEqual(['1 a=null', '2 b=1']);
    const marked = batchesOf(log).filter(({ header }) => hasDeleteHorizon(header.attributes));
    expect(marked.map(({ header }) => [header.baseOffset, header.baseTimestamp])).toEqual([[1, 1_000 + hour]]);
    put(log, ['x', '5']);
    compact(log, 1_000 + hour - 1);
    expect(recordTexts(log).slice(0, 2)).toEqual(['1 a=null', '2 b=1']);
    put(log, ['x', '6']);
    compact(log, 1_000 + hour);
    expect(recordTexts(log)).toEqual(['2 b=1', '7 x=5', '8 x=6']);
  });

  it('removes aborted records, and keeps markers until their transactions are empty, and their horizon', () => {
    const log = open();
    const markers = () => batchesOf(log).filter(({ header }) => (header.attributes & 0x20) !== 0);
    const transactional = { producerId: 1, attributes: 0x10 };
    append(log, { ...transactional, keys: ['a'], values: ['aborted'], baseSequence: 0 });
    log.appendMarker({ producerId: 1, producerEpoch: 0, isCommit: false });
    append(log, { ...transactional, keys: ['b'], values: ['committed'], baseSequence: 1 });
    log.appendMarker({ producerId: 1, producerEpoch: 0, isCommit: true });
    append(log, { ...transactional, keys: ['c'], values: ['open'], baseSequence: 2 });
    put(log, ['x', '1']);
    expect(log.abortedWithin(0, 10)).toHaveLength(1);
    expect(compact(log, 0)).toMatchObject({ cleanedOffset: 4 });
    expect(recordTexts(log)).toEqual(['2 b=committed', '4 c=open', '5 x=1']);
    expect(log.abortedWithin(0, 10)).toHaveLength(1);
    log.appendMarker({ producerId: 1, producerEpoch: 0, isCommit: true });
    put(log, ['x', '2']);
    compact(log, 0);
    // No aborted records are left: readers do not need to know of the transaction, and its marker has a horizon now.
    expect(log.abortedWithin(0, 10)).toEqual([]);
    expect(markers().map(({ header }) => [header.baseOffset, hasDeleteHorizon(header.attributes)])).toEqual([
      [1, true],
      [3, false],
      [6, false],
    ]);
    put(log, ['x', '3']);
    compact(log, hour);
    expect(markers().map(({ header }) => header.baseOffset)).toEqual([3, 6]);
    expect(recordTexts(log)).toEqual(['2 b=committed', '4 c=open', '7 x=2', '8 x=3']);
  });

  it('keeps the header of the last batch of a producer, which continues its sequence', () => {
    const log = open();
    append(log, { producerId: 1, keys: ['a'], values: ['1'], baseSequence: 0 });
    append(log, { producerId: 1, keys: ['a', 'a'], values: ['2', '3'], baseSequence: 1 });
    put(log, ['a', '4']);
    put(log, ['x', '1']);
    compact(log, 0);
    expect(recordTexts(log)).toEqual(['3 a=4', '4 x=1']);
    const [empty] = batchesOf(log);
    expect(empty?.header).toMatchObject({ baseOffset: 1, lastOffsetDelta: 1, baseSequence: 1, count: 0 });
    expect(empty?.bytes.length).toBe(batchHeaderBytes);
    expect(log.find(0)).toEqual({ offset: 3, timestamp: 1_000 });
    expect(append(log, { producerId: 1, keys: ['a'], baseSequence: 3 }).code).toBe(0);
  });

  it('finds by time after a batch that has lost the matching record', () => {
    const log = open({ segmentBytes: 290 });
    append(log, { producerId: 1, keys: ['a'], values: ['1'], timestamps: [9_000] });
    append(log, { keys: ['a'], values: ['2'], timestamps: [5_000] });
    append(log, { keys: ['b'], values: ['3'], timestamps: [8_000] });
    for (const value of ['1', '2']) put(log, ['x', value]);
    compact(log, 0);
    expect(batchesOf(log).map(({ header }) => header.count)).toEqual([0, 1, 1, 1, 1]);
    expect(log.find(4_000)).toEqual({ offset: 1, timestamp: 5_000 });
    expect(log.find(6_000)).toEqual({ offset: 2, timestamp: 8_000 });
    expect(log.find(8_500)).toBeUndefined();
  });

  it('goes as far as there is room for keys, and completes in the next pass', () => {
    const log = open();
    for (const key of ['a', 'b', 'a', 'c', 'b', 'c']) put(log, [key, 'v']);
    expect(compact(log, 0, 2)?.cleanedOffset).toBe(3);
    expect(recordTexts(log).map((line) => Number(line.split(' ')[0]))).toEqual([1, 2, 3, 4, 5]);
    expect(compact(log, 0, 2)?.cleanedOffset).toBe(5);
    expect(recordTexts(log)).toEqual(['2 a=v', '3 c=v', '4 b=v', '5 c=v']);
    const small = open();
    put(small, ['a', '1'], ['b', '1'], ['c', '1']);
    put(small, ['x', '1']);
    expect(() => compact(small, 0, 2)).toThrow('more keys than there is room for');
    expect(recordTexts(small)).toHaveLength(4);
  });

  it('keeps a tombstone for which there was no room, whatever its time: the deleted record still exists', () => {
    const log = open({ segmentBytes: 290 });
    for (const [key, value] of [
      ['a', '1'],
      ['b', '1'],
      ['c', '1'],
      ['a', null],
      ['x', '1'],
    ] as const)
      put(log, [key, value]);
    expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 4]);
    expect(compact(log, 0, 2)?.cleanedOffset).toBe(2);
    expect(compact(log, 2 * hour, 1)?.cleanedOffset).toBe(3);
    expect(recordTexts(log)).toEqual(['0 a=1', '1 b=1', '2 c=1', '3 a=null', '4 x=1']);
    compact(log, 2 * hour);
    expect(recordTexts(log)).toEqual(['1 b=1', '2 c=1', '4 x=1']);
  });

  it('keeps a batch that does not match its header, and removes nothing for it', () => {
    const log = open();
    put(log, ['a', '1']);
    const broken = { compression: 'gzip' as const, compress: (plain: Buffer) => plain };
    append(log, { ...broken, keys: ['a', 'b'], values: ['2', '2'] });
    put(log, ['b', '3']);
    put(log, ['x', '1']);
    const [, before] = batchesOf(log);
    expect(compact(log, 0)).toMatchObject({ unreadable: 1, firstUnreadable: 1 });
    const [first, second] = batchesOf(log);
    expect(first?.header.baseOffset).toBe(0);
    expect(second?.bytes.equals(before?.bytes ?? Buffer.alloc(0))).toBe(true);
  });

  it('removes records without a key, which a topic may have from before it was compacted', () => {
    const log = open();
    append(log, { values: ['no key'] });
    put(log, ['a', '1']);
    append(log, { values: ['no key', 'either'] });
    put(log, ['x', '1']);
    compact(log, 0);
    expect(recordTexts(log)).toEqual(['1 a=1', '4 x=1']);
    // The last one marks the end of the log.
    expect(batchesOf(log).map(({ header }) => [header.baseOffset, header.count])).toEqual([
      [1, 1],
      [2, 0],
      [4, 1],
    ]);
  });

  it('reads from any offset of a gap, and finds by time across it', () => {
    const log = open();
    for (let at = 0; at < 9; at++) append(log, { keys: ['a'], values: [`${at}`], timestamps: [at * 10] });
    append(log, { keys: ['b'], values: ['b'], timestamps: [5] });
    append(log, { keys: ['x'], values: ['x'], timestamps: [200] });
    compact(log, 0);
    expect(recordTexts(log)).toEqual(['8 a=8', '9 b=b', '10 x=x']);
    for (let offset = 0; offset <= 8; offset++) {
      expect(batchesOf(log, offset).map(({ header }) => header.baseOffset)).toEqual([8, 9, 10]);
    }
    expect(log.find(20)).toEqual({ offset: 8, timestamp: 80 });
    expect(log.find(81)).toEqual({ offset: 10, timestamp: 200 });
    log.deleteBefore(4);
    expect([log.startOffset, batchesOf(log).length]).toEqual([4, 3]);
    log.deleteBefore(9);
    expect(recordTexts(log)).toEqual(['9 b=b', '10 x=x']);
  });
});
