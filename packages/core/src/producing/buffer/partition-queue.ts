/**
 * The queue of one partition, with its messages and batches: first the batches that must be sent again, then the messages
 * that no batch has taken yet. At most one batch is in flight, so that nothing overtakes a retry.
 */
import type { TopicPartition } from '../../events/topic-partition.js';
import type { OutboundRecord } from '../../ports/records.js';
import type { BatchOverhead, PartitionBatch } from '../../ports/transport.js';
import type { OutgoingMessage } from '../deliverer.js';
import type { BatchLimits } from '../producer-options.js';
import type { TopicMeters } from '../topic-meters.js';
import type { FlushGroup } from './pending-deliveries.js';

/** The call that a message came with: when it was made, and who receives the message's report. */
export interface MessageCall {
  /** On the monotonic clock. */
  readonly calledAt: number;
  /** Whether someone waits for the report of its messages. */
  readonly awaited: boolean;
  readonly flushGroup: FlushGroup;
  delivered(index: number, to: TopicPartition, offset: number): void;
  /** Not delivered, after the buffer had taken it. */
  failed(index: number, error: Error): void;
}

/** One message in the buffer: its partition, its size, and the call that it came with. */
export class BufferedMessage {
  constructor(
    readonly message: OutgoingMessage,
    readonly queue: PartitionQueue,
    /** Estimated bytes in a batch. */
    readonly bytes: number,
    readonly call: MessageCall,
    /** Which message of its call it is. */
    readonly index: number,
  ) {}
}

/** The topic of a queue, with the limits of its batches. */
export interface QueueTopic {
  readonly name: string;
  readonly limits: BatchLimits;
  readonly overhead: BatchOverhead;
  readonly meters: TopicMeters;
  /** A batch of this partition takes no more messages. */
  batchClosed(partition: number): void;
}

export class PartitionQueue {
  /** Failed batches, and halves of batches, first to last. */
  readonly retries: Batch[] = [];
  inFlight: Batch | undefined;
  /** The first of `retries` waits until then. */
  retryAt = 0;
  /** Why its last batch failed; told when messages expire behind it. */
  lastError: Error | undefined;
  /** Whether the accumulator looks at it when the turn ends. */
  listed = false;
  /** The array is taken over whole by most batches; otherwise what lies before `#head` is gone. */
  #messages: BufferedMessage[] = [];
  #head = 0;
  #bytes = 0;
  readonly #batchOverhead: number;
  readonly #recordOverhead: number;

  readonly topicPartition: TopicPartition;

  constructor(
    readonly topic: QueueTopic,
    partition: number,
  ) {
    this.topicPartition = { topic: topic.name, partition };
    this.#batchOverhead = topic.overhead.batchBytes;
    this.#recordOverhead = topic.overhead.recordBytes;
  }

  push(message: BufferedMessage): void {
    this.#messages.push(message);
    this.#bytes += message.bytes + this.#recordOverhead;
  }

  /** Messages that no batch has taken yet. */
  get waiting(): number {
    return this.#messages.length - this.#head;
  }

  get hasContent(): boolean {
    return this.retries.length > 0 || this.waiting > 0;
  }

  /** All its messages, those on their way included. */
  get load(): number {
    const retried = this.retries.reduce((sum, batch) => sum + batch.messages.length, 0);
    return this.waiting + retried + (this.inFlight?.messages.length ?? 0);
  }

  get oldestWaiting(): BufferedMessage | undefined {
    return this.#messages[this.#head];
  }

  get isFull(): boolean {
    const { limits } = this.topic;
    return this.waiting >= limits.messages || this.#bytes + this.#batchOverhead >= limits.bytes;
  }

  /** The next batch, which is on its way from `now` on. */
  take(now: number): Batch {
    const batch = this.retries.shift() ?? this.#close(now);
    this.inFlight = batch;
    return batch;
  }

  /** Takes out those that were asked for up to `calledUntil`. */
  expire(calledUntil: number): BufferedMessage[] {
    let end = this.#head;
    while (end < this.#messages.length && (this.#messages[end] as BufferedMessage).call.calledAt <= calledUntil)
      end += 1;
    return end === this.#head ? [] : this.#cut(end);
  }

  /** Everything that is not on its way, in order. */
  drain(): BufferedMessage[] {
    const retried = this.retries.splice(0).flatMap(({ messages }) => messages);
    return [...retried, ...this.#cut(this.#messages.length)];
  }

  /** All its messages, in order. */
  contents(): BufferedMessage[] {
    const batches = this.inFlight === undefined ? this.retries : [this.inFlight, ...this.retries];
    return [...batches.flatMap(({ messages }) => messages), ...this.#messages.slice(this.#head)];
  }

  #close(now: number): Batch {
    const { limits } = this.topic;
    this.topic.batchClosed(this.topicPartition.partition);
    let end = this.#messages.length;
    let bytes = this.#bytes + this.#batchOverhead;
    if (this.waiting > limits.messages || bytes > limits.bytes) {
      end = this.#head;
      bytes = this.#batchOverhead;
      while (end < this.#messages.length && end - this.#head < limits.messages) {
        const more = (this.#messages[end] as BufferedMessage).bytes + this.#recordOverhead;
        if (end > this.#head && bytes + more > limits.bytes) break;
        bytes += more;
        end += 1;
      }
    }
    return new Batch(this, this.#cut(end), bytes, now);
  }

  #cut(end: number): BufferedMessage[] {
    if (end === this.#messages.length) {
      const remaining = this.#head === 0 ? this.#messages : this.#messages.slice(this.#head);
      this.#messages = [];
      this.#head = 0;
      this.#bytes = 0;
      return remaining;
    }
    const cut = this.#messages.slice(this.#head, end);
    for (const { bytes } of cut) this.#bytes -= bytes + this.#recordOverhead;
    this.#head = end;
    if (this.#head > 1_024 && this.#head * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#head);
      this.#head = 0;
    }
    return cut;
  }
}

/**
 * Messages of one partition that are sent together. Its `records` array is made once: sent again, it tells the sink that
 * this is a repetition.
 */
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
    /** When it was sent first, on the monotonic clock. */
    readonly sentAt: number,
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
      new Batch(this.queue, this.messages.slice(0, middle), bytes, this.sentAt),
      new Batch(this.queue, this.messages.slice(middle), bytes, this.sentAt),
    ];
  }
}
