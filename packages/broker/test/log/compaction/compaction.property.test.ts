/**
 * Records of all kinds produced, compacted and read in any order, compared with a list of everything produced: plain,
 * idempotent and transactional producers, tombstones, every compression, maps without room, deleted records, and a log
 * opened again, closed in order or killed.
 */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PartitionLog } from '../../../src/log/partition-log.js';
import { errorCodes } from '../../../src/protocol/error-codes.js';
import { compressLz4 } from '../../../src/protocol/records/lz4.js';
import type { Compression } from '../../../src/protocol/records/record-batch.js';
import { compressSnappy } from '../../../src/protocol/records/snappy.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { append, handClock, openLog } from '../open-log.js';
import { compact } from './compacting.js';
import { History } from './history.js';

const deleteRetentionMs = 1_000;
const compressors: Readonly<Record<Compression, (plain: Buffer) => Buffer>> = {
  none: (plain) => plain,
  gzip: gzipSync,
  snappy: compressSnappy,
  lz4: compressLz4,
  zstd: zstdCompressSync,
};
const compressions = Object.keys(compressors) as Compression[];
/** Without sequences, with sequences, and two with transactions. */
const producers = { plain: 0, idempotent: 1, transactional: [2, 3] } as const;

class Subject {
  readonly history = new History(deleteRetentionMs);
  readonly clock = handClock(1_000_000);
  readonly #sequences = new Map<number, number>();
  readonly #open: () => PartitionLog;
  log: PartitionLog;

  constructor(segmentBytes: number, folder: string | undefined) {
    const settings = { segmentBytes, compacts: true, deleteRetentionMs, minCleanableRatio: 0 };
    this.#open = () => openLog(folder, settings, this.clock);
    this.log = this.#open();
  }

  produce(producerId: number, pairs: readonly (readonly [string, string | null])[], compression: Compression): void {
    const isTransactional = producerId > producers.idempotent;
    const baseSequence = this.#sequences.get(producerId) ?? 0;
    const timestamp = this.clock.ms;
    const { code, baseOffset } = append(this.log, {
      keys: pairs.map(([key]) => key),
      values: pairs.map(([, value]) => value),
      timestamps: [timestamp],
      compression,
      compress: compressors[compression],
      attributes: isTransactional ? 0x10 : 0,
      ...(producerId === producers.plain ? {} : { producerId, baseSequence }),
    });
    expect(code).toBe(errorCodes.NONE);
    this.#sequences.set(producerId, baseSequence + pairs.length);
    const fate = isTransactional ? 'open' : 'plain';
    for (const [at, [key, value]] of pairs.entries()) {
      this.history.records.push({ offset: baseOffset + at, timestamp, key, value, producerId, at: timestamp, fate });
    }
  }

  end(producerId: number, isCommit: boolean): void {
    this.log.appendMarker({ producerId, producerEpoch: 0, isCommit });
    this.history.end(producerId, isCommit);
  }

  compact(mostKeys: number): void {
    const { startOffset, endOffset } = this.log;
    const compacted = compact(this.log, this.clock.ms, mostKeys);
    if (compacted === undefined) return;
    expect(this.log.cleanedOffset).toBe(compacted.cleanedOffset);
    expect([this.log.startOffset, this.log.endOffset]).toEqual([startOffset, endOffset]);
    this.history.compacted(compacted.cleanedOffset, this.clock.ms);
    this.history.expectIn(this.log);
  }

  reopen(inOrder: boolean): void {
    if (inOrder) this.log.close();
    this.log = this.#open();
    this.history.expectIn(this.log);
    // The last sequence of a producer is known as long as it has a batch in the log.
    for (const [producerId, sequence] of this.#sequences) {
      const last = this.history.records.findLast((record) => record.producerId === producerId);
      if (producerId === producers.plain || last === undefined || last.offset < this.log.startOffset) continue;
      const attributes = producerId > producers.idempotent ? 0x10 : 0;
      const wrong = append(this.log, { producerId, baseSequence: sequence + 5, attributes });
      expect(wrong.code).toBe(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }
  }
}

type Step = (subject: Subject) => void;

const pair = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.option(fc.constantFrom('1', '22'), { freq: 3 }));
const anyProducer = fc.constantFrom(producers.plain, producers.idempotent, ...producers.transactional);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(anyProducer, fc.array(pair, { minLength: 1, maxLength: 4 }), fc.constantFrom(...compressions))
      .map(
        (given): Step =>
          (subject) =>
            subject.produce(...given),
      ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...producers.transactional), fc.boolean()).map(
      (given): Step =>
        (subject) =>
          subject.end(...given),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(4, 6, 1_000).map(
      (keys): Step =>
        (subject) =>
          subject.compact(keys),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1, 400, deleteRetentionMs).map(
      (ms): Step =>
        (subject) => {
          subject.clock.ms += ms;
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (inOrder): Step =>
        (subject) =>
          subject.reopen(inOrder),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(10).map(
      (more): Step =>
        ({ log }) =>
          log.deleteBefore(Math.min(log.endOffset, log.startOffset + more)),
    ),
  },
);

it.each([
  { place: 'in memory', runs: 40 },
  { place: 'on disk', runs: 25 },
])('keeps the right records of each key $place, and readers get all of them', ({ place, runs }) => {
  fc.assert(
    fc.property(fc.constantFrom(1, 300, 1_000), fc.array(step, { maxLength: 60 }), (segmentBytes, steps) => {
      const isOnDisk = place === 'on disk';
      const subject = new Subject(segmentBytes, isOnDisk ? temporaryFolder() : undefined);
      if (!isOnDisk) subject.reopen = () => {};
      for (const each of steps) each(subject);
      subject.history.expectIn(subject.log);
      for (const producerId of producers.transactional) subject.end(producerId, true);
      subject.produce(producers.plain, [['a', 'last']], 'none');
      subject.compact(1_000);
      subject.log.close();
    }),
    { numRuns: runs },
  );
});
