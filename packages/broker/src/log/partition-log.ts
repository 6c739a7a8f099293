/**
 * The log of one partition: segments, the last of which is appended to. Offsets, duplicates, retention and waiting
 * readers are here; in memory or on disk differ only in the `SegmentSource`. The high watermark is the log's end: there
 * is one node, and what it has appended is committed.
 */
import type { Clock } from '../clock.js';
import type { ProducerStates } from '../producers/producer-state.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { type BatchHeader, placeBatch, readBatchHeader, stampBatch } from '../protocol/record-batch.js';
import type { LogSettings } from './log-settings.js';
import { type RecordPlace, recordAtTime } from './record-at-time.js';
import { retainedFrom } from './retention.js';
import type { Segment } from './segment.js';

const leaderEpoch = 0;
/** Kafka's `producer.id.expiration.ms`. */
const producerExpirationMs = 24 * 60 * 60 * 1000;

/** What a log is opened from and makes its segments with. */
export interface SegmentSource {
  /** At least one segment, ascending by offset. */
  readonly segments: readonly Segment[];
  readonly startOffset: number;
  readonly producers: ProducerStates;
  create(baseOffset: number): Segment;
  /** Kept before `deleteBefore` answers. */
  keepStartOffset(offset: number): void;
  /** Gives up what is left of the log's place, after its segments were deleted. */
  delete(): void;
}

export interface Appended {
  readonly code: ErrorCode;
  /** -1 with an error. */
  readonly baseOffset: number;
  /** -1 unless the topic's time is the broker's, or the batch was there already. */
  readonly appendTime: number;
}

const refused = (code: ErrorCode): Appended => ({ code, baseOffset: -1, appendTime: -1 });

export class PartitionLog {
  readonly #source: SegmentSource;
  readonly #settings: LogSettings;
  readonly #clock: Clock;
  readonly #segments: Segment[];
  readonly #watchers = new Set<(appendedBytes: number) => void>();
  #startOffset: number;

  constructor(source: SegmentSource, settings: LogSettings, clock: Clock) {
    this.#source = source;
    this.#settings = settings;
    this.#clock = clock;
    this.#segments = [...source.segments];
    this.#startOffset = source.startOffset;
  }

  get settings(): LogSettings {
    return this.#settings;
  }

  /** The first offset that can be read. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** The offset that the next record gets; also the high watermark and the last stable offset. */
  get endOffset(): number {
    return this.#active.endOffset;
  }

  get sizeBytes(): number {
    return this.#segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /**
   * Appends a batch that `checkProduced` has let through; its base offset and leader epoch are written into `bytes`.
   * Refuses what breaks the order of an idempotent producer, and answers a duplicate with its old offset. When it
   * returns, the bytes are out of this process; it throws when they cannot be written, and nothing has changed then.
   */
  append(bytes: Buffer, batch: BatchHeader): Appended {
    const { logAppendTime } = this.#settings;
    if (batch.producerId >= 0) {
      const verdict = this.#source.producers.judge(batch);
      if (typeof verdict === 'number') return refused(verdict);
      if (verdict !== 'append') {
        return { code: errorCodes.NONE, baseOffset: verdict.baseOffset, appendTime: verdict.timestamp };
      }
    }
    const timestamp = logAppendTime ? this.#clock.now() : batch.maxTimestamp;
    const segment = this.#segmentFor(bytes.length, timestamp);
    const baseOffset = segment.endOffset;
    placeBatch(bytes, 0, baseOffset, leaderEpoch);
    if (logAppendTime) stampBatch(bytes, 0, bytes.length, timestamp);
    segment.append(bytes, baseOffset, batch.lastOffsetDelta, timestamp);
    if (batch.producerId >= 0) this.#source.producers.note(batch, baseOffset, timestamp);
    for (const watcher of this.#watchers) watcher(bytes.length);
    return { code: errorCodes.NONE, baseOffset, appendTime: logAppendTime ? timestamp : -1 };
  }

  /**
   * Whole batches from the one that holds `offset` on, at most `maxBytes`; with `atLeastOne` the first comes whole even
   * when it is larger. Undefined when the log does not hold the offset; empty at its end.
   */
  read(offset: number, maxBytes: number, atLeastOne: boolean): Buffer[] | undefined {
    if (offset < this.#startOffset || offset > this.endOffset) return undefined;
    const found: Buffer[] = [];
    let room = maxBytes;
    for (let at = this.#segmentAt(offset); at < this.#segments.length; at++) {
      const before = found.length;
      const ended = (this.#segments[at] as Segment).read(offset, room, atLeastOne && before === 0, found);
      if (!ended) break;
      for (const bytes of found.slice(before)) room -= bytes.length;
    }
    return found;
  }

  /** The first record with a timestamp of at least `timestamp`, or undefined. */
  find(timestamp: number): RecordPlace | undefined {
    for (const segment of this.#segments) {
      if (segment.endOffset <= this.#startOffset) continue;
      const batch = segment.batchAtTime(timestamp, this.#startOffset);
      if (batch !== undefined) return recordAtTime(batch, readBatchHeader(batch, 0), timestamp, this.#startOffset);
    }
    return undefined;
  }

  /** Makes `offset` the log's start, if it lies before that. Never beyond the end: the caller checks. */
  deleteBefore(offset: number): void {
    if (offset <= this.#startOffset) return;
    this.#source.keepStartOffset(offset);
    this.#startOffset = offset;
    this.#dropSegments();
  }

  /** Deletes what the topic's retention lets go, and forgets producers that were silent for long. */
  retain(): void {
    const now = this.#clock.now();
    this.#source.producers.expireBefore(now - producerExpirationMs);
    const from = retainedFrom(this.#segments, this.#settings, now);
    if (from === this.#segments.length && this.#active.sizeBytes > 0) this.#roll();
    this.deleteBefore((this.#segments[from] ?? this.#active).baseOffset);
  }

  /** Tells `watcher` of the bytes of every append, and of `Infinity` when the log goes away. Returns what ends that. */
  watch(watcher: (appendedBytes: number) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  close(): void {
    this.#active.seal(this.#source.producers.snapshot());
    for (const { store } of this.#segments) store.close();
    this.#wakeAll();
  }

  delete(): void {
    for (const { store } of this.#segments) store.delete();
    this.#source.delete();
    this.#wakeAll();
  }

  get #active(): Segment {
    return this.#segments.at(-1) as Segment;
  }

  #segmentFor(bytes: number, timestamp: number): Segment {
    const active = this.#active;
    if (active.sizeBytes === 0) return active;
    const full = active.sizeBytes + bytes > this.#settings.segmentBytes;
    const old = timestamp - active.firstTimestamp > this.#settings.segmentMs;
    return full || old ? this.#roll() : active;
  }

  #roll(): Segment {
    this.#active.seal(this.#source.producers.snapshot());
    const segment = this.#source.create(this.endOffset);
    this.#segments.push(segment);
    return segment;
  }

  /** Index of the segment that holds `offset`: the last that does not begin after it. */
  #segmentAt(offset: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#segments[middle] as Segment).baseOffset <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Deletes the segments that lie before the log's start as a whole; the active one stays. */
  #dropSegments(): void {
    while (this.#segments.length > 1 && (this.#segments[0] as Segment).endOffset <= this.#startOffset) {
      this.#segments.shift()?.store.delete();
    }
  }

  #wakeAll(): void {
    for (const watcher of this.#watchers) watcher(Number.POSITIVE_INFINITY);
    this.#watchers.clear();
  }
}
