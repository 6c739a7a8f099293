/**
 * What waits for one partition, in order: first the batches that must be sent again, then the messages that no batch has
 * taken yet. At most one batch is on its way, so that nothing overtakes a retry.
 */
import type { TopicPartition } from '../../events/topic-partition.js';
import type { ProducerTopic } from '../call/producer-topic.js';
import { batchOverheadBytes, deltaBytes } from '../call/record-size.js';
import { Batch } from '../sending/batch.js';
import type { BufferedMessage } from './buffered-message.js';

/** What one batch may hold: a message that is larger goes alone. */
export interface BatchLimits {
  readonly messages: number;
  readonly bytes: number;
}

export class PartitionQueue {
  /** Failed batches, and halves of batches, first to last. */
  readonly retries: Batch[] = [];
  inFlight: Batch | undefined;
  /** The first of `repeats` waits until then. */
  retryAt = 0;
  /** Why its last batch failed; told when messages expire behind it. */
  lastError: Error | undefined;
  /** Whether the accumulator looks at it when the turn ends. */
  listed = false;
  /** The array is taken over whole by most batches; otherwise what lies before `#head` is gone. */
  #messages: BufferedMessage[] = [];
  #head = 0;
  #bytes = 0;

  readonly topicPartition: TopicPartition;

  constructor(
    readonly topic: ProducerTopic,
    partition: number,
  ) {
    this.topicPartition = { topic: topic.name, partition };
  }

  push(message: BufferedMessage): void {
    this.#messages.push(message);
    this.#bytes += message.bytes + deltaBytes;
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
    return this.waiting >= limits.messages || this.#bytes + batchOverheadBytes >= limits.bytes;
  }

  /** The next batch, which is on its way from now on. */
  take(): Batch {
    this.inFlight = this.retries.shift() ?? this.#close();
    return this.inFlight;
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

  #close(): Batch {
    const { limits, stickyPartitioner } = this.topic;
    stickyPartitioner.closed(this.topicPartition.partition);
    let end = this.#messages.length;
    let bytes = this.#bytes + batchOverheadBytes;
    if (this.waiting > limits.messages || bytes > limits.bytes) {
      end = this.#head;
      bytes = batchOverheadBytes;
      while (end < this.#messages.length && end - this.#head < limits.messages) {
        const more = (this.#messages[end] as BufferedMessage).bytes + deltaBytes;
        if (end > this.#head && bytes + more > limits.bytes) break;
        bytes += more;
        end += 1;
      }
    }
    return new Batch(this, this.#cut(end), bytes);
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
    for (const { bytes } of cut) this.#bytes -= bytes + deltaBytes;
    this.#head = end;
    if (this.#head > 1_024 && this.#head * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#head);
      this.#head = 0;
    }
    return cut;
  }
}
