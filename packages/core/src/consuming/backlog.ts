/**
 * What a lane has been handed and not finished: messages in offset order, with their bytes and the frontier. A message
 * stays until it is done, so a retry needs no fetch, decodes nothing twice, and knows how often it was delivered.
 */
import type { RawBatch, RawRecord } from '../ports/records.js';
import type { TopicPlan } from '../routing/plan.js';
import { ConsumedMessage } from './consumed-message.js';
import { OffsetTracker } from './offset-tracker.js';

export class Backlog {
  readonly tracker = new OffsetTracker();
  #messages: ConsumedMessage[] = [];
  /** Finished messages at the front are skipped, and let go of in lots. */
  #head = 0;
  #sizeBytes = 0;
  #highWatermark = 0;

  get isEmpty(): boolean {
    return this.#head === this.#messages.length;
  }

  /** Messages that are not let go of yet. */
  get length(): number {
    return this.#messages.length - this.#head;
  }

  /** Bytes of keys and values that wait here. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** Takes a fetched batch over. Records that came before (delivered again after a rebalance) are left out. */
  add(batch: RawBatch, plan: TopicPlan): void {
    const { topic, partition } = batch;
    const receivedAtMs = Date.now();
    const end = this.tracker.end ?? 0;
    this.#highWatermark = batch.highWatermark;
    for (const record of batch.records) {
      if (record.offset < end) continue;
      this.#messages.push(new ConsumedMessage(record, plan, topic, partition, receivedAtMs));
      this.#sizeBytes += sizeOf(record);
      this.tracker.deliver(record.offset);
    }
  }

  /** How long the next batch may still wait to fill up, in milliseconds; 0 or less when it must go. */
  waitMs({ maxMessages, maxWaitMs }: TopicPlan): number {
    if (maxWaitMs === 0 || this.#messages.length - this.#head >= maxMessages) return 0;
    const first = this.#messages[this.#head];
    return first === undefined ? 0 : first.receivedAtMs + maxWaitMs - Date.now();
  }

  /** The first unfinished messages, at most `most`. */
  next(most: number): ConsumedMessage[] {
    const unfinished: ConsumedMessage[] = [];
    for (let index = this.#head; index < this.#messages.length && unfinished.length < most; index++) {
      const message = this.#messages[index];
      if (message !== undefined && !this.tracker.isDone(message.offset)) unfinished.push(message);
    }
    return unfinished;
  }

  /** Lets go of what lies before the frontier. */
  settle(): void {
    const frontier = this.tracker.frontier ?? 0;
    for (let first = this.#messages[this.#head]; first !== undefined && first.offset < frontier; ) {
      this.#sizeBytes -= sizeOf(first.record);
      first = this.#messages[++this.#head];
    }
    if (this.isEmpty || this.#head >= 4_096) {
      this.#messages = this.#messages.slice(this.#head);
      this.#head = 0;
    }
  }
}

function sizeOf({ key, value }: RawRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}
