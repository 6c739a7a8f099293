/**
 * One segment of a log: batches from `baseOffset` on, found by offset or by time. The store holds the bytes; the
 * segment knows that they are batches.
 */

import type { ProducerSnapshot } from '../../producers/producer-state.js';
import {
  type BatchHeader,
  batchHeaderBytes,
  batchLastOffset,
  batchMaxTimestamp,
  batchSizeBytes,
  readBatchHeader,
} from '../../protocol/records/record-batch.js';
import type { TransactionsSnapshot } from '../log-transactions.js';
import { findBatch } from './find-batch.js';
import { type OffsetAndTimestamp, recordAtTime } from './record-at-time.js';
import { SegmentIndex } from './segment-index.js';
import type { SegmentStore, SegmentSummary } from './segment-store.js';

const indexIntervalBytes = 32 * 1024;
const maxFalsePositives = 8;
const windowBytes = 1024 * 1024;

export class Segment {
  #endOffset: number;
  #firstTimestamp: number;
  #maxTimestamp: number;
  readonly #index: SegmentIndex;

  constructor(
    readonly baseOffset: number,
    readonly store: SegmentStore,
    summary?: SegmentSummary,
  ) {
    this.#endOffset = summary?.endOffset ?? baseOffset;
    this.#firstTimestamp = summary?.firstTimestamp ?? -1;
    this.#maxTimestamp = summary?.maxTimestamp ?? -1;
    this.#index = new SegmentIndex(indexIntervalBytes, summary?.index);
  }

  /** The offset after the last record. */
  get endOffset(): number {
    return this.#endOffset;
  }

  get sizeBytes(): number {
    return this.store.sizeBytes;
  }

  /** Of the first batch, -1 when there is none. */
  get firstTimestamp(): number {
    return this.#firstTimestamp;
  }

  get maxTimestamp(): number {
    return this.#maxTimestamp;
  }

  append(bytes: Buffer, baseOffset: number, lastOffsetDelta: number, maxTimestamp: number): void {
    const position = this.store.sizeBytes;
    this.store.append(bytes);
    this.#note(position, baseOffset, lastOffsetDelta, maxTimestamp);
  }

  /** A batch that recovery found in the store at `position`. */
  addRecovered(batch: BatchHeader, position: number): void {
    this.#note(position, batch.baseOffset, batch.lastOffsetDelta, batch.maxTimestamp);
  }

  /**
   * Adds to `found` whole batches from the one that holds `offset` to before the one that holds `limit`, at most
   * `maxBytes`. With `atLeastOne` the first is added whole even when it is larger. Returns whether the end of the
   * segment was reached.
   */
  read(offset: number, limit: number, maxBytes: number, atLeastOne: boolean, found: Buffer[]): boolean {
    const isLimited = limit < this.#endOffset;
    const end = isLimited ? this.#positionOf(limit) : this.store.sizeBytes;
    let position = this.#positionOf(offset);
    let room = maxBytes;
    let first = atLeastOne;
    while (position < end && (room >= batchHeaderBytes || first)) {
      let chunk = this.store.read(position, Math.min(end - position, Math.max(room, batchHeaderBytes)));
      let whole = wholeBatchesBytes(chunk, room);
      if (whole === 0) {
        if (!first) return false;
        whole = batchSizeBytes(chunk, 0);
        if (chunk.length < whole) chunk = this.store.read(position, whole);
      }
      found.push(chunk.subarray(0, whole));
      position += whole;
      room -= whole;
      first = false;
    }
    return position >= end && !isLimited;
  }

  /** The first record from `leastOffset` on with a timestamp of at least `timestamp`. */
  find(timestamp: number, leastOffset: number): OffsetAndTimestamp | undefined {
    if (this.#maxTimestamp < timestamp) return undefined;
    const mayContain = (bytes: Buffer, start: number): boolean =>
      batchMaxTimestamp(bytes, start) >= timestamp && batchLastOffset(bytes, start) >= leastOffset;
    let position = this.#index.positionBeforeTime(timestamp);
    for (let falsePositives = 0; ; falsePositives++) {
      position = findBatch(this.store, position, mayContain);
      if (position >= this.store.sizeBytes) return undefined;
      const batch = this.#batchAt(position);
      const found = recordAtTime(batch, readBatchHeader(batch, 0), timestamp, leastOffset);
      if (found !== undefined) return found;
      // A few headers promise a timestamp that no record has, after compaction: they must not cost a decompression
      // each, without limit.
      if (falsePositives === maxFalsePositives)
        return { offset: batchLastOffset(batch, 0), timestamp: batchMaxTimestamp(batch, 0) };
      position += batch.length;
    }
  }

  /** Every batch from the one that holds `offset`, or the first after it. The bytes must not be written to. */
  *batchesFrom(offset: number): Generator<Buffer, void> {
    for (let position = this.#positionOf(offset); position < this.store.sizeBytes; ) {
      const window = this.store.read(position, windowBytes);
      const whole = wholeBatchesBytes(window, window.length);
      if (whole === 0) {
        const batch = this.#batchAt(position);
        yield batch;
        position += batch.length;
      }
      for (let at = 0; at < whole; at += batchSizeBytes(window, at)) {
        yield window.subarray(at, at + batchSizeBytes(window, at));
      }
      position += whole;
    }
  }

  seal(producers: readonly ProducerSnapshot[], transactions: TransactionsSnapshot): void {
    this.store.seal({
      sizeBytes: this.store.sizeBytes,
      endOffset: this.#endOffset,
      firstTimestamp: this.#firstTimestamp,
      maxTimestamp: this.#maxTimestamp,
      index: this.#index.entries,
      producers,
      transactions,
    });
  }

  #batchAt(position: number): Buffer {
    const head = this.store.read(position, batchHeaderBytes);
    return this.store.read(position, batchSizeBytes(head, 0));
  }

  /** The position of the batch that holds `offset`, or the first after it. */
  #positionOf(offset: number): number {
    const from = this.#index.positionBefore(offset);
    return findBatch(this.store, from, (bytes, start) => batchLastOffset(bytes, start) >= offset);
  }

  #note(position: number, baseOffset: number, lastOffsetDelta: number, maxTimestamp: number): void {
    this.#index.note(baseOffset, position, this.#maxTimestamp);
    if (position === 0) this.#firstTimestamp = maxTimestamp;
    this.#endOffset = baseOffset + lastOffsetDelta + 1;
    if (maxTimestamp > this.#maxTimestamp) this.#maxTimestamp = maxTimestamp;
  }
}

/** How many bytes of whole batches `bytes` begins with, at most `limit`. */
const wholeBatchesBytes = (bytes: Buffer, limit: number): number => {
  const end = Math.min(bytes.length, limit);
  let at = 0;
  while (at + batchHeaderBytes <= end) {
    const next = at + batchSizeBytes(bytes, at);
    if (next > end) break;
    at = next;
  }
  return at;
};
