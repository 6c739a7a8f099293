/**
 * Sends batches to the broker that leads them, in one request, and returns a result for each. A failed leader fails
 * only its own batches.
 *
 *   sequence numbers → one request → response → a result per batch
 */
import {
  type PartitionBatch,
  type PartitionResult,
  type SinkOptions,
  settlesWithin,
  type TopicPartition,
  toError,
} from '@kfw/core';
import type { Clients } from '../client/clients.js';
import type { Brokers } from '../kafkajs/brokers.js';
import type { Connection } from '../kafkajs/internals.js';
import { createErrorFromCode, protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { destroyOnTimeout } from '../kafkajs/patch-broker-pool.js';
import { destroyConnection, sendRaw } from '../kafkajs/raw-request.js';
import { delivered, partitionKey, unconfirmed, undelivered, unknownOffset } from './partition-results.js';
import { alreadyWritten, produceErrorMeaning } from './produce-error-meaning.js';
import { type ProducedBatch, produceBody, produceKey, produceVersion } from './produce-request.js';
import { type ProducedPartition, readProduceResponse } from './produce-response.js';
import type { Sequences } from './sequences.js';

export interface BatchSenderOptions {
  readonly brokers: Pick<Brokers, 'connectionTo'>;
  readonly sequences: Sequences;
  readonly clients: Pick<Clients, 'reason' | 'redaction'>;
  readonly sink: Pick<SinkOptions, 'acks' | 'requestTimeoutMs'>;
  /** The transactional id of the batches. */
  readonly transactionalId?: string;
  /** The known leader of a partition. */
  leaderOf?(topicPartition: TopicPartition): number | undefined;
  /** The known leaders of this topic proved wrong, or may be. */
  onLeaderMoved(topic: string): void;
}

type ProducedPartitions = ReadonlyMap<string, ProducedPartition>;

/** Many times what a response takes; after it the leader is looked up, repeatedly. */
const slowAfterMs = 1_000;

export class BatchSender {
  constructor(private readonly options: BatchSenderOptions) {}

  /** In the order of `batches`. Never rejects. */
  async send(leader: number, batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    const { sequences } = this.options;
    const prepared = await Promise.all(batches.map((batch) => sequences.prepare(batch).catch(toError)));
    const sendable = prepared.filter((each): each is ProducedBatch => !(each instanceof Error));
    const progress = { isSent: false };
    try {
      const responses = sendable.length === 0 ? undefined : await this.#request(leader, sendable, progress);
      return batches.map((batch, index) => {
        const preparedBatch = prepared[index];
        return preparedBatch instanceof Error ? this.#failed(batch, preparedBatch) : this.#resultOf(batch, responses);
      });
    } catch (thrown) {
      const error = toError(thrown);
      return batches.map((batch, index) => {
        const preparedBatch = prepared[index];
        if (preparedBatch instanceof Error) return this.#failed(batch, preparedBatch);
        // The broker may have read the request, and written its batches.
        if (progress.isSent) sequences.outcomeUnknown(batch);
        this.options.onLeaderMoved(batch.topic);
        return this.#failed(batch, error);
      });
    }
  }

  /** `undefined` when no response was requested. */
  async #request(
    leader: number,
    batches: readonly ProducedBatch[],
    progress: { isSent: boolean },
  ): Promise<ProducedPartitions | undefined> {
    const { transactionalId } = this.options;
    const { acks, requestTimeoutMs } = this.options.sink;
    const { broker, connection } = await this.options.brokers.connectionTo(leader);
    const apiVersion = produceVersion(broker);
    const response = destroyOnTimeout(broker, () =>
      sendRaw(connection, {
        apiKey: produceKey,
        apiName: 'Produce',
        apiVersion,
        body: produceBody(batches, { acks, timeoutMs: requestTimeoutMs, transactionalId }),
        expectsResponse: acks !== 0,
        timeoutMs: requestTimeoutMs,
        onSent: () => {
          progress.isSent = true;
        },
      }),
    );
    while (!(await settlesWithin(slowAfterMs, response))) this.#checkLeader(leader, connection, batches);
    const payload = await response;
    if (payload === null) return undefined;
    const { partitions, throttleMs } = readProduceResponse(payload, apiVersion);
    connection.requestQueue.maybeThrottle(throttleMs);
    return new Map(partitions.map((partition) => [partitionKey(partition), partition]));
  }

  /** A frozen broker accepts a request and stays silent: once another one leads, the request fails. */
  #checkLeader(leader: number, connection: Connection, batches: readonly ProducedBatch[]): void {
    const { leaderOf, onLeaderMoved } = this.options;
    const hasMoved = batches.some((batch) => (leaderOf?.(batch) ?? leader) !== leader);
    if (hasMoved) destroyConnection(connection, 'Another broker leads by now');
    else for (const { topic } of batches) onLeaderMoved(topic);
  }

  #resultOf(batch: PartitionBatch, responses: ProducedPartitions | undefined): PartitionResult {
    const { sequences, onLeaderMoved } = this.options;
    const response = responses?.get(partitionKey(batch));
    if (responses !== undefined && response === undefined) {
      sequences.outcomeUnknown(batch);
      onLeaderMoved(batch.topic);
      return unconfirmed(batch);
    }
    if (response === undefined || response.errorCode === 0) {
      sequences.written(batch);
      return delivered(batch, response?.baseOffset ?? unknownOffset);
    }
    const error = createErrorFromCode(response.errorCode);
    return this.#refused(batch, error);
  }

  #refused(batch: PartitionBatch, error: Error): PartitionResult {
    const { sequences, onLeaderMoved } = this.options;
    const type = protocolErrorOf(error);
    if (type === alreadyWritten) {
      sequences.written(batch);
      return delivered(batch, unknownOffset);
    }
    const refusal = produceErrorMeaning(type);
    if (refusal.mayBeWritten) sequences.outcomeUnknown(batch);
    if (refusal.needsNewId) sequences.producerIdRefused(batch);
    if (refusal.leaderMoved) onLeaderMoved(batch.topic);
    return this.#failed(batch, error);
  }

  #failed(batch: PartitionBatch, error: Error): PartitionResult {
    return undelivered(batch, error, this.options.clients);
  }
}
