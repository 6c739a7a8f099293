/**
 * What waits for one partition, in order: first the batches that must be sent again, then the messages that no batch has
 * taken yet. At most one batch is on its way, so that nothing overtakes a retry.
 */
import type { TopicPartition } from '../events/topic-partition.js';
import { Batch } from './batch.js';
import type { Entry } from './entry.js';
import type { ProducerTopic } from './producer-topic.js';
import { batchOverheadBytes, deltaBytes } from './record-size.js';

/** What one batch may hold: a message that is larger goes alone. */
export interface BatchLimits {
  readonly messages: number;
  readonly bytes: number;
}

export class PartitionQueue {
  /** Failed batches, and halves of batches, first to last. */
  readonly repeats: Batch[] = [];
  onItsWay: Batch | undefined;
  /** The first of `repeats` waits until then. */
  retryAt = 0;
  /** Why its last batch failed; told when messages expire behind it. */
  lastError: Error | undefined;
  /** Whether the accumulator looks at it when the turn ends. */
  listed = false;
  /** The array is taken over whole by most batches; otherwise what lies before `#head` is gone. */
  #entries: Entry[] = [];
  #head = 0;
  #bytes = 0;

  readonly place: TopicPartition;

  constructor(
    readonly topic: ProducerTopic,
    partition: number,
  ) {
    this.place = { topic: topic.name, partition };
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += entry.bytes + deltaBytes;
  }

  /** Messages that no batch has taken yet. */
  get waiting(): number {
    return this.#entries.length - this.#head;
  }

  get hasContent(): boolean {
    return this.repeats.length > 0 || this.waiting > 0;
  }

  /** All its messages, those on their way included. */
  get load(): number {
    const repeated = this.repeats.reduce((sum, batch) => sum + batch.entries.length, 0);
    return this.waiting + repeated + (this.onItsWay?.entries.length ?? 0);
  }

  get oldestWaiting(): Entry | undefined {
    return this.#entries[this.#head];
  }

  get isFull(): boolean {
    const { limits } = this.topic;
    return this.waiting >= limits.messages || this.#bytes + batchOverheadBytes >= limits.bytes;
  }

  /** The next batch, which is on its way from now on. */
  take(): Batch {
    this.onItsWay = this.repeats.shift() ?? this.#close();
    return this.onItsWay;
  }

  /** Takes out those that were asked for up to `calledUntil`. */
  expire(calledUntil: number): Entry[] {
    let end = this.#head;
    while (end < this.#entries.length && (this.#entries[end] as Entry).call.calledAt <= calledUntil) end += 1;
    return end === this.#head ? [] : this.#cut(end);
  }

  /** Everything that is not on its way, in order. */
  drain(): Entry[] {
    const repeated = this.repeats.splice(0).flatMap(({ entries }) => entries);
    return [...repeated, ...this.#cut(this.#entries.length)];
  }

  /** All its messages, in order. */
  contents(): Entry[] {
    const batches = this.onItsWay === undefined ? this.repeats : [this.onItsWay, ...this.repeats];
    return [...batches.flatMap(({ entries }) => entries), ...this.#entries.slice(this.#head)];
  }

  #close(): Batch {
    const { limits, sticky } = this.topic;
    sticky.closed(this.place.partition);
    let end = this.#entries.length;
    let bytes = this.#bytes + batchOverheadBytes;
    if (this.waiting > limits.messages || bytes > limits.bytes) {
      end = this.#head;
      bytes = batchOverheadBytes;
      while (end < this.#entries.length && end - this.#head < limits.messages) {
        const more = (this.#entries[end] as Entry).bytes + deltaBytes;
        if (end > this.#head && bytes + more > limits.bytes) break;
        bytes += more;
        end += 1;
      }
    }
    return new Batch(this, this.#cut(end), bytes);
  }

  #cut(end: number): Entry[] {
    if (end === this.#entries.length) {
      const rest = this.#head === 0 ? this.#entries : this.#entries.slice(this.#head);
      this.#entries = [];
      this.#head = 0;
      this.#bytes = 0;
      return rest;
    }
    const cut = this.#entries.slice(this.#head, end);
    for (const { bytes } of cut) this.#bytes -= bytes + deltaBytes;
    this.#head = end;
    if (this.#head > 1_024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return cut;
  }
}
