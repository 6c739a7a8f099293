/**
 * Sends encoded messages and accounts for each of them. It chooses the partitions itself, so that a partition missing
 * from the broker's answer is known to be undelivered; what can be retried is sent again until `deliveryTimeoutMs`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { DeliveredTo } from '../contracts/responder.js';
import { coreError } from '../errors/core-errors.js';
import type { Monitor } from '../events/monitor.js';
import type { PartitionBatch, PartitionResult, Sink, Transactions } from '../ports/transport.js';
import type { ConsumedOffsets, Deliverer, OnUndelivered, OutgoingMessage } from './deliverer.js';
import { partitionForKey } from './partitioner.js';

export interface ProducerOptions {
  /** How long one `deliver` may take in all, retries included. */
  readonly deliveryTimeoutMs: number;
  /** Pause before failed partitions are sent again. */
  readonly retryMs: number;
  /** Told of every message that is given up, beside the event `delivery.failed`. */
  readonly onUndelivered?: OnUndelivered | undefined;
}

interface PendingBatch extends PartitionBatch {
  readonly records: OutgoingMessage[];
  /** Where each record stands in the call, for its report. */
  readonly places: number[];
}

export class Producer implements Deliverer {
  /** Partition that keyless messages of a topic go to next. */
  readonly #nextKeyless = new Map<string, number>();
  readonly #pending = new Set<Promise<unknown>>();
  #bufferedCount = 0;

  constructor(
    private readonly sink: Sink,
    private readonly transactions: Transactions,
    private readonly monitor: Monitor,
    private readonly options: ProducerOptions,
  ) {}

  /**
   * Resolves when the broker has acknowledged every message: where each went, in the order given. Throws
   * `KFW_DELIVERY_FAILED` naming those that were not, `KFW_PARTITION_INVALID`, `KFW_TOPIC_UNKNOWN`.
   */
  async deliver(messages: readonly OutgoingMessage[]): Promise<DeliveredTo[]> {
    const deadline = Date.now() + this.options.deliveryTimeoutMs;
    const delivered = new Array<DeliveredTo>(messages.length);
    let pending = await this.#group(messages);
    while (pending.length > 0) {
      const results = await this.sink.send(pending);
      const failed = pending.flatMap((batch, index) => {
        const result = results[index];
        if (result?.ok !== true) return [{ batch, result }];
        batch.places.forEach((place, position) => {
          delivered[place] = deliveredTo(batch, result.baseOffset, position);
        });
        return [];
      });
      const hopeless = failed.some(({ result }) => result !== undefined && !result.ok && !result.retriable);
      if (failed.length > 0 && (hopeless || Date.now() + this.options.retryMs >= deadline)) {
        throw this.#failure(failed, messages.length);
      }
      if (failed.length > 0) await wait(this.options.retryMs);
      pending = failed.map(({ batch }) => batch);
    }
    return delivered;
  }

  async deliverOne(message: OutgoingMessage): Promise<DeliveredTo> {
    const [to] = await this.deliver([message]);
    return to as DeliveredTo;
  }

  deliverAsync(messages: readonly OutgoingMessage[]): undefined {
    this.#bufferedCount += messages.length;
    // What failed was told by `delivery.failed`.
    const delivery = Promise.allSettled([this.deliver(messages)]).then(() => {
      this.#bufferedCount -= messages.length;
      this.#pending.delete(delivery);
    });
    this.#pending.add(delivery);
  }

  async deliverAtomically(
    transactionalId: string,
    messages: readonly OutgoingMessage[],
    consumed?: ConsumedOffsets,
  ): Promise<DeliveredTo[]> {
    const batches = await this.#group(messages);
    const transaction = await this.transactions.begin(transactionalId);
    const delivered = new Array<DeliveredTo>(messages.length);
    try {
      const results = await transaction.send(batches);
      batches.forEach((batch, index) => {
        const result = results[index];
        batch.places.forEach((place, position) => {
          delivered[place] = deliveredTo(batch, result?.ok ? result.baseOffset : -1, position);
        });
      });
      if (consumed !== undefined) await transaction.sendOffsets(consumed.group, consumed.offsets);
      await transaction.commit();
      return delivered;
    } catch (thrown) {
      await transaction.abort();
      throw thrown;
    }
  }

  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  get bufferedCount(): number {
    return this.#bufferedCount;
  }

  buffered(): readonly OutgoingMessage[] {
    return [];
  }

  async #group(messages: readonly OutgoingMessage[]): Promise<PendingBatch[]> {
    const counts = new Map<string, number>();
    for (const { topic } of messages) {
      if (!counts.has(topic)) counts.set(topic, (await this.sink.topicFacts(topic)).partitions);
    }
    const batches = new Map<string, PendingBatch>();
    const keyless = new Map<string, number>();
    messages.forEach((message, place) => {
      const partition = this.#partitionOf(message, counts.get(message.topic) ?? 0, keyless);
      const name = `${message.topic}/${partition}`;
      let batch = batches.get(name);
      if (batch === undefined) {
        batch = { topic: message.topic, partition, records: [], places: [] };
        batches.set(name, batch);
      }
      batch.records.push(message);
      batch.places.push(place);
    });
    return [...batches.values()];
  }

  /** Keyless messages of one call stick together on one partition; the next call takes the next. */
  #partitionOf(message: OutgoingMessage, partitions: number, keyless: Map<string, number>): number {
    const { topic, partition } = message;
    if (partition !== undefined) {
      if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return partition;
      throw coreError('KFW_PARTITION_INVALID', { topic, partition, partitions });
    }
    const key = message.partitionKey ?? message.key;
    if (key !== null) return partitionForKey(key, partitions);
    let chosen = keyless.get(topic);
    if (chosen === undefined) {
      const next = this.#nextKeyless.get(topic) ?? 0;
      chosen = next % partitions;
      keyless.set(topic, chosen);
      this.#nextKeyless.set(topic, next + 1);
    }
    return chosen;
  }

  #failure(failed: readonly { batch: PendingBatch; result: PartitionResult | undefined }[], total: number) {
    const errors = failed.map(({ batch, result }) => {
      const error = result?.ok === false ? result.error : new Error('the broker did not answer for this partition');
      const { topic, partition, records } = batch;
      this.monitor.publish('delivery.failed', { topic, partition, messages: records.length, error });
      return error;
    });
    const undelivered = failed.reduce((sum, { batch }) => sum + batch.records.length, 0);
    return coreError(
      'KFW_DELIVERY_FAILED',
      {
        failed: failed.map(({ batch }) => `${batch.records.length} for ${batch.topic}[${batch.partition}]`),
        undelivered,
        total,
        reason: errors[0]?.message ?? 'unknown',
      },
      { cause: errors[0] },
    );
  }
}

function deliveredTo({ topic, partition }: PartitionBatch, baseOffset: number, position: number): DeliveredTo {
  return { topic, partition, offset: String(baseOffset < 0 ? -1 : baseOffset + position) };
}
