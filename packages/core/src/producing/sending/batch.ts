/**
 * Messages of one partition that are sent together. Its `records` array is made once: sent again, it tells the sink that
 * this is a repetition.
 */
import type { OutboundRecord } from '../../ports/records.js';
import type { PartitionBatch } from '../../ports/transport.js';
import type { BufferedMessage } from '../buffer/buffered-message.js';
import type { PartitionQueue } from '../buffer/partition-queue.js';

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
    readonly messages: readonly BufferedMessage[],
    /** Estimated bytes, at least those it takes. */
    readonly bytes: number,
  ) {
    this.topic = queue.topicPartition.topic;
    this.partition = queue.topicPartition.partition;
    const records = new Array<OutboundRecord>(messages.length);
    for (let at = 0; at < messages.length; at += 1) records[at] = (messages[at] as BufferedMessage).message;
    this.records = records;
  }

  /** When the first of its messages was asked for. */
  get calledAt(): number {
    return this.messages[0]?.call.calledAt ?? Number.POSITIVE_INFINITY;
  }

  /** Both halves, in order: whatever is wrong with a record of it, the others need not share its fate. */
  halves(): readonly [Batch, Batch] {
    const middle = this.messages.length >> 1;
    const bytes = this.bytes / 2;
    return [
      new Batch(this.queue, this.messages.slice(0, middle), bytes),
      new Batch(this.queue, this.messages.slice(middle), bytes),
    ];
  }
}
