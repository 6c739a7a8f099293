/**
 * The log of one partition: segments, the last of which is active. Offsets, duplicates, retention and waiting readers
 * are here; disk and memory differ in the `SegmentSource` only. The high watermark is the end of the log: there is one
 * node, and what it appended is committed.
 */
import type { Clock } from '../clock.js';
import type { ProducerStates } from '../producers/producer-state.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { type Marker, makeMarker } from '../protocol/records/marker.js';
import {
  type BatchHeader,
  batchHeaderBytes,
  isTransactional,
  placeBatch,
  stampBatch,
} from '../protocol/records/record-batch.js';
import type { SegmentReplacement } from './compaction/segment-replacement.js';
import type { LogSettings } from './log-settings.js';
import type { AbortedTransaction } from './log-transactions.js';
import { LogWatchers, type Watcher } from './reading/log-watchers.js';
import { readSegments } from './reading/read-segments.js';
import { retainedFrom } from './retention.js';
import type { OffsetAndTimestamp } from './segment/record-at-time.js';
import type { Segment } from './segment/segment.js';
import type { SegmentSource } from './segment/segment-source.js';

const leaderEpoch = 0;
/** Kafka's `producer.id.expiration.ms`. */
const producerExpirationMs = 24 * 60 * 60 * 1000;

/** The result of an append. */
export interface AppendResult {
  readonly code: ErrorCode;
  /** -1 with an error. */
  readonly baseOffset: number;
  /** Set when the topic uses the broker's time, or the batch is a duplicate; -1 otherwise. */
  readonly appendTime: number;
}

export class PartitionLog {
  readonly #source: SegmentSource;
  readonly #settings: LogSettings;
  readonly #clock: Clock;
  readonly #segments: Segment[];
  readonly #watchers = new LogWatchers();
  #startOffset: number;
  #cleanedOffset: number;
  /** Until it is closed or deleted. */
  #isOpen = true;

  constructor(source: SegmentSource, settings: LogSettings, clock: Clock) {
    this.#source = source;
    this.#settings = settings;
    this.#clock = clock;
    this.#segments = [...source.segments];
    this.#startOffset = source.startOffset;
    this.#cleanedOffset = source.cleanedOffset;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Ascending by offset; the last one is active. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get producers(): Pick<ProducerStates, 'last'> {
    return this.#source.producers;
  }

  get settings(): LogSettings {
    return this.#settings;
  }

  /** The first readable offset. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** The offset of the next record; also the high watermark. */
  get endOffset(): number {
    return this.#active.endOffset;
  }

  /** The last stable offset: every transaction before it has ended, and `read_committed` readers read up to it. */
  get stableOffset(): number {
    const firstOpen = this.#source.transactions.firstOpenOffset;
    return firstOpen === undefined ? this.endOffset : Math.max(firstOpen, this.#startOffset);
  }

  /** The offset up to which the log was compacted. */
  get cleanedOffset(): number {
    return this.#cleanedOffset;
  }

  set cleanedOffset(offset: number) {
    this.#source.saveCleanedOffset(offset);
    this.#cleanedOffset = offset;
  }

  get sizeBytes(): number {
    return this.#segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /**
   * Appends a batch that `checkProduced` accepted; its base offset and leader epoch are written into `bytes`. Rejects a
   * batch that breaks the order of an idempotent producer, and returns the old offset of a duplicate. When it returns,
   * the operating system has the bytes; when they cannot be written it throws, and nothing has changed.
   */
  append(bytes: Buffer, batch: BatchHeader): AppendResult {
    const { logAppendTime } = this.#settings;
    const { producers, transactions } = this.#source;
    const inTransaction = batch.producerId >= 0 && isTransactional(batch.attributes);
    if (batch.producerId >= 0) {
      const verdict = producers.check(batch);
      if (typeof verdict === 'number') return rejected(verdict);
      if (verdict !== 'append') return appended(verdict.baseOffset, verdict.timestamp);
      if (!inTransaction && transactions.isOpen(batch.producerId)) return rejected(errorCodes.INVALID_TXN_STATE);
    }
    const timestamp = logAppendTime ? this.#clock.now() : batch.maxTimestamp;
    if (logAppendTime) stampBatch(bytes, 0, bytes.length, timestamp);
    const stableBefore = this.stableOffset;
    const baseOffset = this.#append(bytes, batch.lastOffsetDelta, timestamp);
    if (batch.producerId >= 0) producers.note(batch, baseOffset, timestamp);
    if (inTransaction) transactions.noteBatch(batch.producerId, baseOffset);
    this.#watchers.notify(bytes.length, this.stableOffset > stableBefore);
    return appended(baseOffset, logAppendTime ? timestamp : -1);
  }

  /** Whether a producer has an open transaction in this partition. */
  hasOpenTransaction(producerId: number): boolean {
    return this.#source.transactions.isOpen(producerId);
  }

  /** Ends a producer's transaction in this partition, and fences older epochs of it. Throws as `append` does. */
  appendMarker(marker: Marker): void {
    const { producers, transactions } = this.#source;
    const timestamp = this.#clock.now();
    const bytes = makeMarker(marker, timestamp);
    const stableBefore = this.stableOffset;
    const offset = this.#append(bytes, 0, timestamp);
    producers.noteMarker(marker.producerId, marker.producerEpoch, timestamp);
    transactions.noteMarker(marker.producerId, marker.isCommit, offset);
    this.#watchers.notify(bytes.length, this.stableOffset > stableBefore);
  }

  /** The aborted transactions that have a batch from `from` to before `to`. */
  abortedWithin(from: number, to: number): AbortedTransaction[] {
    return this.#source.transactions.abortedWithin(from, to);
  }

  /**
   * Whole batches from the one that holds `offset` to before the one that holds `limit`, at most `maxBytes`; with
   * `atLeastOne` the first is returned whole even when it is larger. Undefined when the offset is outside of the log;
   * empty at its end.
   */
  read(offset: number, maxBytes: number, atLeastOne: boolean, limit = Number.POSITIVE_INFINITY): Buffer[] | undefined {
    if (offset < this.#startOffset || offset > this.endOffset) return undefined;
    // No search where the result must be empty: a request may name a hundred thousand partitions.
    if (offset === this.endOffset || (!atLeastOne && maxBytes < batchHeaderBytes)) return [];
    return readSegments(this.#segments, offset, limit, maxBytes, atLeastOne);
  }

  /** The first record with a timestamp of at least `timestamp`, or undefined. */
  find(timestamp: number): OffsetAndTimestamp | undefined {
    for (const segment of this.#segments) {
      const found = segment.endOffset > this.#startOffset && segment.find(timestamp, this.#startOffset);
      if (found) return found;
    }
    return undefined;
  }

  /** Moves the start of the log forward to `offset`. The caller checks that it is not beyond the end. */
  deleteBefore(offset: number): void {
    if (offset <= this.#startOffset) return;
    this.#source.saveStartOffset(offset);
    this.#startOffset = offset;
    this.#source.transactions.deleteBefore(offset);
    this.#dropSegments();
  }

  /** Applies the topic's retention, and removes producers that were inactive for long. */
  retain(): void {
    const now = this.#clock.now();
    const { producers, transactions } = this.#source;
    producers.expireBefore(now - producerExpirationMs, (producerId) => transactions.isOpen(producerId));
    const from = retainedFrom(this.#segments, this.#settings, now);
    if (from === this.#segments.length && this.#active.sizeBytes > 0) this.#roll();
    this.deleteBefore((this.#segments[from] ?? this.#active).baseOffset);
  }

  /** Creates a segment that will replace others, with the base offset of the first of them. */
  createReplacement(baseOffset: number): SegmentReplacement {
    return this.#source.createReplacement(baseOffset);
  }

  /**
   * Replaces adjacent segments before the active one by a compacted segment. `aborted` are its remaining aborted
   * transactions.
   */
  replace(replaced: readonly Segment[], by: SegmentReplacement, aborted: readonly AbortedTransaction[]): void {
    const at = this.#segments.indexOf(replaced[0] as Segment);
    const end = (this.#segments[at + replaced.length] ?? this.#active).baseOffset;
    const summary = replaced.at(-1)?.store.summary();
    by.commit(end);
    this.#segments.splice(at, replaced.length, by.segment);
    this.#source.transactions.replaceAborted(by.segment.baseOffset, end, aborted);
    by.finish(replaced);
    if (summary !== undefined) by.segment.seal(summary.producers, { open: summary.transactions.open, aborted });
  }

  /** Calls `watcher` for every append, and when the log is closed or deleted. Returns a function that removes it. */
  watch(watcher: Watcher): () => void {
    return this.#watchers.add(watcher);
  }

  close(): void {
    this.#isOpen = false;
    this.#sealActive();
    for (const { store } of this.#segments) store.close();
    this.#watchers.wakeAll();
  }

  delete(): void {
    this.#isOpen = false;
    for (const { store } of this.#segments) store.delete();
    this.#source.delete();
    this.#watchers.wakeAll();
  }

  get #active(): Segment {
    return this.#segments.at(-1) as Segment;
  }

  /** Appends a batch at the end and returns its offset. */
  #append(bytes: Buffer, lastOffsetDelta: number, timestamp: number): number {
    const segment = this.#segmentFor(bytes.length, timestamp);
    const baseOffset = segment.endOffset;
    placeBatch(bytes, 0, baseOffset, leaderEpoch);
    segment.append(bytes, baseOffset, lastOffsetDelta, timestamp);
    return baseOffset;
  }

  #segmentFor(bytes: number, timestamp: number): Segment {
    const active = this.#active;
    if (active.sizeBytes === 0) return active;
    const full = active.sizeBytes + bytes > this.#settings.segmentBytes;
    const old = timestamp - active.firstTimestamp > this.#settings.segmentMs;
    return full || old ? this.#roll() : active;
  }

  #sealActive(): void {
    const { producers, transactions } = this.#source;
    this.#active.seal(producers.snapshot(), transactions.snapshot(this.#active.baseOffset));
  }

  #roll(): Segment {
    this.#sealActive();
    const segment = this.#source.create(this.endOffset);
    this.#segments.push(segment);
    return segment;
  }

  /** Deletes the segments that are entirely before the log's start; the active one stays. */
  #dropSegments(): void {
    while (this.#segments.length > 1 && (this.#segments[0] as Segment).endOffset <= this.#startOffset) {
      this.#segments.shift()?.store.delete();
    }
  }
}

const rejected = (code: ErrorCode): AppendResult => ({ code, baseOffset: -1, appendTime: -1 });

const appended = (baseOffset: number, appendTime: number): AppendResult => {
  return { code: errorCodes.NONE, baseOffset, appendTime };
};
