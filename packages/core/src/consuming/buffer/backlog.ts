/**
 * The fetched messages of a lane that are not done, in offset order, with their size and their progress. A message stays
 * until it is done, so that a retry needs no fetch, decodes nothing twice and knows how often it was delivered. With
 * `manualOffsets` it stays only until a handler has finished it, so that handlers may mark as late as they like; a failure
 * then takes the lane back to the first unmarked message, by fetching it again if necessary.
 */
import type { LaneStatus } from '../../events/events.js';
import type { RawBatch, RawRecord } from '../../ports/records.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import { failuresBefore } from '../failure/forwarded-copy.js';
import type { ConsumedMessage, MessageHistory } from '../handler/consumed-message.js';
import { DoneCount, type MessageSum } from './done-count.js';
import { OffsetTracker } from './offset-tracker.js';
import { RecordQueue } from './record-queue.js';
import { WrittenTimes, writtenAt } from './written-times.js';

/** What a backlog knows about how far behind it is. Times are milliseconds since the epoch. */
export interface BacklogLag {
  /** The offset of the oldest unfinished message, or of the next one if all are finished; unknown before the first batch. */
  readonly frontier: number | undefined;
  /** The end of the partition as of the last batch. */
  readonly highWatermark: number | undefined;
  /** When the oldest unfinished message that was taken over was written; `undefined` when all are finished. */
  readonly oldestAtMs: number | undefined;
  /** When the last message that was taken over was written: later ones are not older. */
  readonly newestAtMs: number | undefined;
}

export class Backlog {
  readonly tracker = new OffsetTracker();
  readonly #queue: RecordQueue;
  readonly #done: DoneCount;
  readonly #isDue = (offset: number) => offset >= this.#handled && !this.tracker.isDone(offset);
  /** Whether a record has reached the `delayMs` of the route; `undefined` without a delay. */
  readonly #isOldEnough: ((record: RawRecord, atMs: number) => boolean) | undefined;
  readonly #delivered = (offset: number) => this.tracker.deliver(offset);
  #highWatermark = 0;
  /** One past the last taken over. */
  #end = 0;
  /** One past the last that a handler has finished, with `manualOffsets`. */
  #handled = 0;
  /** The frontier as the handler's last mark left it, with `manualOffsets`. */
  #marked: number | undefined;
  /** The last committed offset of a transactional route, or the target of its last seek. */
  #committed: number | undefined;
  /** One past the last that was admitted to a schedule of keys. */
  #admitted = 0;
  /** When the last message that was taken over was written. */
  #newestAtMs: number | undefined;
  /** With `manualOffsets`, where the oldest unfinished message may have been dropped. */
  readonly #writtenTimes: WrittenTimes | undefined;
  /** The history of messages that failed and are fetched again, by offset. */
  readonly #histories = new Map<number, MessageHistory>();

  constructor(private readonly plan: TopicPlan) {
    this.#queue = new RecordQueue(plan, (record) => this.#historyOf(record));
    const { delayMs, manualOffsets } = plan;
    this.#done = new DoneCount(this.tracker, this.#queue, manualOffsets);
    this.#writtenTimes = manualOffsets ? new WrittenTimes() : undefined;
    this.#isOldEnough = delayMs === 0 ? undefined : (record, atMs) => this.#oldEnoughAt(record, atMs) <= Date.now();
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** How many messages are held. */
  get length(): number {
    return this.#queue.length;
  }

  /** Bytes of the messages that are held. */
  get sizeBytes(): number {
    return this.#queue.sizeBytes;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** Messages that are done, and their bytes: since the lane began, over all seeks. */
  get done(): MessageSum {
    return this.#done.read();
  }

  get status(): Pick<LaneStatus, 'backlogMessages' | 'backlogBytes' | 'unmarked'> {
    const unmarked = this.plan.manualOffsets ? this.tracker.countBefore(this.#handled) : undefined;
    return { backlogMessages: this.length, backlogBytes: this.sizeBytes, unmarked };
  }

  get lag(): BacklogLag {
    const { frontier } = this.tracker;
    const isKnown = frontier !== undefined;
    return {
      frontier,
      highWatermark: isKnown ? this.#highWatermark : undefined,
      oldestAtMs: isKnown ? this.#oldestAtMs(frontier) : undefined,
      newestAtMs: this.#newestAtMs,
    };
  }

  /** The next offset to commit; with `manualOffsets` it follows marks only, not seeks. */
  get committable(): number | undefined {
    return this.plan.manualOffsets ? this.#marked : this.tracker.frontier;
  }

  /**
   * The frontier of a transactional route, if no message waits whose transaction would commit it: it has passed
   * transaction markers, and messages that were skipped or have expired.
   */
  get uncommittedFrontier(): number | undefined {
    const { frontier } = this.tracker;
    return this.plan.transactional && this.isEmpty && frontier !== this.#committed ? frontier : undefined;
  }

  /** One past the last message that is done, or with `manualOffsets` handled: the next message for the handler. */
  get position(): number | undefined {
    const { frontier } = this.tracker;
    return this.plan.manualOffsets && frontier !== undefined ? Math.max(frontier, this.#handled) : frontier;
  }

  /**
   * Takes a fetched batch over, without records that it already has (fetched again after a rebalance). Returns whether the
   * frontier has moved, over offsets that hold no message.
   */
  add(batch: RawBatch): boolean {
    const before = this.tracker.frontier;
    this.#highWatermark = batch.highWatermark;
    this.#take(batch);
    this.tracker.pass(batch.nextOffset);
    this.#noteWritten(batch);
    const { frontier } = this.tracker;
    // The first offset of a lane is not progress while a message waits there.
    if (frontier === before || (before === undefined && !this.isEmpty)) return false;
    if (before === undefined || before === this.#marked) this.#marked = frontier;
    return true;
  }

  /**
   * Milliseconds until the next messages may go to the handler: a batch waits to fill up, and a message for its `delayMs`.
   * 0 or less when they may go now, `Infinity` when there are none.
   */
  waitMs(): number {
    const { maxMessages, maxWaitMs, delayMs } = this.plan;
    const next = this.#firstNotAdmitted();
    if (next === undefined) return Number.POSITIVE_INFINITY;
    if (maxWaitMs === 0 && delayMs === 0) return 0;
    const isFull = maxWaitMs === 0 || this.#queue.countFrom(this.#admitted) >= maxMessages;
    const fullAt = isFull ? 0 : next.atMs + maxWaitMs;
    const oldEnoughAt = delayMs === 0 ? 0 : this.#oldEnoughAt(next.record, next.atMs);
    return Math.max(fullAt, oldEnoughAt) - Date.now();
  }

  /** When a message came that is not done, on the clock of `performance`. One that its handler has just marked may be dropped. */
  arrivedAt(offset: number): number {
    return this.#queue.arrivedAt(offset);
  }

  /** A transaction has committed that everything below `offset` is done. */
  committedThrough(offset: number): void {
    this.#committed = offset;
  }

  /** The first unfinished messages that are not admitted, at most `maxMessages`. */
  next(): ConsumedMessage[] {
    return this.#queue.take(this.#admitted, this.plan.maxMessages, this.#isDue, this.#isOldEnough);
  }

  /** The schedule has these messages from now on: `next` no longer returns them. */
  admit(messages: readonly ConsumedMessage[]): void {
    const last = messages.at(-1);
    if (last !== undefined) this.#admitted = last.offset + 1;
  }

  /** A handler marks this message; returns whether the frontier has moved. */
  mark(offset: number): boolean {
    return this.#noteMark(this.tracker.mark(offset));
  }

  /** A handler marks every message up to this one; returns whether the frontier has moved. */
  markThrough(offset: number): boolean {
    return this.#noteMark(this.tracker.markThrough(offset));
  }

  /** A handler has finished this message; returns whether the frontier has moved. */
  finish(offset: number): boolean {
    if (!this.plan.manualOffsets) return this.tracker.mark(offset);
    this.#handled = offset + 1;
    return false;
  }

  /** A handler has finished every message up to this one; returns whether the frontier has moved. */
  finishThrough(offset: number): boolean {
    return this.plan.manualOffsets ? this.finish(offset) : this.tracker.markThrough(offset);
  }

  /** Drops messages that are no longer needed. */
  releaseDone(): void {
    this.#queue.releaseDone(this.#isDue);
    if (this.#histories.size === 0) return;
    const first = this.#queue.first ?? this.#end;
    for (const offset of this.#histories.keys()) if (offset < first) this.#histories.delete(offset);
  }

  /** Goes back to the first unmarked message. Returns the offset to fetch from if that message has been dropped. */
  rewind(): number | undefined {
    const { frontier } = this.tracker;
    if (!this.plan.manualOffsets || frontier === undefined) return undefined;
    this.#handled = frontier;
    const { first } = this.#queue;
    // Messages marked ahead of the frontier may have been dropped: the queue can be empty, and the frontier behind it.
    if (frontier >= (first ?? this.#end)) return undefined;
    for (const { offset, history } of this.next()) if (history !== undefined) this.#histories.set(offset, history);
    this.#empty(frontier);
    return frontier;
  }

  /** Drops everything: the next batch begins at `offset`. */
  restart(offset: number): void {
    this.#done.restarting();
    this.#histories.clear();
    this.#handled = 0;
    this.#committed = offset;
    this.#empty(offset);
    this.#newestAtMs = undefined;
    this.#writtenTimes?.clear();
    this.tracker.restart(offset);
  }

  #take(batch: RawBatch): void {
    const { length, contentBytes } = this.#queue;
    const known =
      this.#end < (this.tracker.end ?? 0) ? sumBetween(batch.records, this.#end, this.tracker.end) : nothing;
    this.#end = Math.max(this.#queue.add(batch, this.#end, this.#delivered), batch.nextOffset);
    this.#done.added({
      messages: this.#queue.length - length - known.messages,
      bytes: this.#queue.contentBytes - contentBytes - known.bytes,
    });
  }

  #historyOf({ offset, headers }: RawRecord): MessageHistory | undefined {
    const known = this.#histories.size === 0 ? undefined : this.#histories.get(offset);
    return known ?? (this.plan.retryOf === undefined ? undefined : failuresBefore(headers));
  }

  /** Skips messages that are already done, because they have expired or were marked. */
  #firstNotAdmitted() {
    let next = this.#queue.firstFrom(this.#admitted);
    while (next !== undefined && this.tracker.isDone(next.record.offset)) {
      this.#admitted = next.record.offset + 1;
      next = this.#queue.firstFrom(this.#admitted);
    }
    return next;
  }

  #oldEnoughAt(record: RawRecord, atMs: number): number {
    return writtenAt(record, atMs) + this.plan.delayMs;
  }

  #noteWritten({ records }: RawBatch): void {
    const last = records.at(-1);
    if (last === undefined) return;
    const now = Date.now();
    this.#newestAtMs = writtenAt(last, now);
    this.#writtenTimes?.add(records, now);
  }

  #oldestAtMs(frontier: number): number | undefined {
    if (frontier >= this.#end) return undefined;
    const isDropped = frontier < (this.#queue.first ?? this.#end);
    const found = isDropped ? undefined : this.#queue.firstFrom(frontier);
    return found === undefined ? this.#writtenTimes?.at(frontier) : writtenAt(found.record, found.atMs);
  }

  #noteMark(hasMoved: boolean): boolean {
    if (hasMoved) this.#marked = this.tracker.frontier;
    return hasMoved;
  }

  #empty(end: number): void {
    this.#queue.clear();
    this.#end = end;
    this.#admitted = 0;
  }
}

const nothing: MessageSum = { messages: 0, bytes: 0 };

/** Records that are fetched again, after a rewind. */
function sumBetween(records: readonly RawRecord[], from: number, end = 0): MessageSum {
  const again = records.filter(({ offset }) => offset >= from && offset < end);
  return { messages: again.length, bytes: again.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}
