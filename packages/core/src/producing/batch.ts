/**
 * Messages of one partition that are sent together. Its `records` array is made once: sent again, it tells the sink that
 * this is a repetition.
 */
import type { OutboundRecord } from '../ports/records.js';
import type { PartitionBatch } from '../ports/transport.js';
import type { Entry } from './entry.js';
import type { PartitionQueue } from './partition-queue.js';

export class Batch implements PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly OutboundRecord[];
  /** How often it was sent and failed. */
  failures = 0;
  /** It was given up while it was on its way: what comes back is not waited for. */
  abandoned = false;

  constructor(
    readonly queue: PartitionQueue,
    readonly entries: readonly Entry[],
    /** Estimated bytes, at least those it takes. */
    readonly bytes: number,
  ) {
    this.topic = queue.place.topic;
    this.partition = queue.place.partition;
    const records = new Array<OutboundRecord>(entries.length);
    for (let at = 0; at < entries.length; at += 1) records[at] = (entries[at] as Entry).message;
    this.records = records;
  }

  /** When the first of its messages was asked for. */
  get calledAt(): number {
    return this.entries[0]?.call.calledAt ?? Number.POSITIVE_INFINITY;
  }

  /** Both halves, in order: whatever is wrong with a record of it, the others need not share its fate. */
  halves(): readonly [Batch, Batch] {
    const middle = this.entries.length >> 1;
    const bytes = this.bytes / 2;
    return [
      new Batch(this.queue, this.entries.slice(0, middle), bytes),
      new Batch(this.queue, this.entries.slice(middle), bytes),
    ];
  }
}
