/** Everything that was produced to a log, and which of it must still exist after compaction, for tests. */
import { expect } from '@jest/globals';
import type { PartitionLog } from '../../../src/log/partition-log.js';
import { readMarker } from '../../../src/protocol/records/marker.js';
import { readRecords } from '../../../src/protocol/records/read-records.js';
import { isControl, isTransactional } from '../../../src/protocol/records/record-batch.js';
import { batchesOf, type RecordHeld, recordsIn, recordsOf } from './compacting.js';

type Fate = 'plain' | 'open' | 'committed' | 'aborted';

export interface Produced extends RecordHeld {
  readonly producerId: number;
  readonly at: number;
  fate: Fate;
  /** When a pass first went over it. */
  cleanedAt?: number;
}

export class History {
  readonly records: Produced[] = [];
  #lastPassAt = Number.NEGATIVE_INFINITY;

  constructor(readonly deleteRetentionMs: number) {}

  /** The end of a transaction. */
  end(producerId: number, isCommit: boolean): void {
    for (const record of this.records) {
      if (record.producerId === producerId && record.fate === 'open') record.fate = isCommit ? 'committed' : 'aborted';
    }
  }

  /** A pass has compacted up to `cleanedOffset`. */
  compacted(cleanedOffset: number, at: number): void {
    this.#lastPassAt = at;
    for (const record of this.records) if (record.offset < cleanedOffset) record.cleanedAt ??= at;
  }

  expectIn(log: PartitionLog): void {
    const held = recordsOf(log);
    const byOffset = new Map(this.records.map((record) => [record.offset, record]));
    for (const { offset, timestamp, key, value } of held) {
      expect(byOffset.get(offset)).toMatchObject({ timestamp, key, value });
    }
    const offsets = held.map(({ offset }) => offset);
    expect(offsets).toEqual([...new Set(offsets)].sort((one, other) => one - other));
    const there = new Set(offsets);
    const lasts = this.#lastsBefore(log.cleanedOffset);
    const wrong = this.records
      .filter(({ offset }) => offset >= log.startOffset)
      .filter(
        (record) =>
          (this.#mustBe(record, log.cleanedOffset, lasts) ?? there.has(record.offset)) !== there.has(record.offset),
      );
    expect(wrong).toEqual([]);
    this.#expectReaders(log, held);
  }

  /** The offset of the last committed record of each key in the clean part. */
  #lastsBefore(cleanedOffset: number): Map<string | null, number> {
    const counted = this.records.filter(({ offset, fate }) => offset < cleanedOffset && fate !== 'aborted');
    return new Map(counted.map(({ key, offset }) => [key, offset]));
  }

  /** Whether the log must have it, or must not; undefined where both are right. */
  #mustBe(record: Produced, cleanedOffset: number, lasts: Map<string | null, number>): boolean | undefined {
    const { offset, fate, key, value, at, cleanedAt = Number.POSITIVE_INFINITY } = record;
    // In a segment that was compacted partially, aborted batches are also removed from the other part.
    if (offset >= cleanedOffset) return fate === 'aborted' ? undefined : true;
    if (fate === 'aborted' || lasts.get(key) !== offset) return false;
    if (value !== null || this.#lastPassAt < at + this.deleteRetentionMs) return true;
    return this.#lastPassAt >= cleanedAt + this.deleteRetentionMs ? false : undefined;
  }

  #expectReaders(log: PartitionLog, held: readonly RecordHeld[]): void {
    const open = this.records.filter(({ fate }) => fate === 'open').map(({ offset }) => offset);
    expect(log.stableOffset).toBe(Math.max(log.startOffset, Math.min(log.endOffset, ...open)));
    const counts = new Set(
      this.records.filter(({ fate }) => fate === 'plain' || fate === 'committed').map(({ offset }) => offset),
    );
    const committed = held
      .map(({ offset }) => offset)
      .filter((offset) => counts.has(offset) && offset < log.stableOffset);
    for (let from = log.startOffset; from <= log.endOffset; from++) {
      expect(committedFrom(log, from)).toEqual(committed.filter((offset) => offset >= from));
    }
    const all = batchesOf(log).flatMap(({ header, bytes }) => [...readRecords(bytes, header)]);
    for (const { timestamp } of held.slice(0, 5)) {
      const first = all.find((record) => record.timestamp >= timestamp && record.offset >= log.startOffset);
      expect(log.find(timestamp)).toEqual({ offset: first?.offset, timestamp: first?.timestamp });
    }
  }
}

/** The offsets that a `read_committed` client gets, with the algorithm of Java's client. */
const committedFrom = (log: PartitionLog, from: number): number[] => {
  const waiting = log
    .abortedWithin(from, log.stableOffset)
    .toSorted((one, other) => one.firstOffset - other.firstOffset);
  const skipped = new Set<number>();
  const found: number[] = [];
  for (const { header, bytes } of batchesOf(log, from)) {
    const last = header.baseOffset + header.lastOffsetDelta;
    if (last >= log.stableOffset) break;
    for (let next = waiting[0]; next !== undefined && next.firstOffset <= last; next = waiting[0]) {
      skipped.add(next.producerId);
      waiting.shift();
    }
    if (isControl(header.attributes)) {
      if (readMarker(bytes, header) === 'abort') skipped.delete(header.producerId);
    } else if (!isTransactional(header.attributes) || !skipped.has(header.producerId)) {
      found.push(...recordsIn(bytes, header).map(({ offset }) => offset));
    }
  }
  return found.filter((offset) => offset >= from);
};
