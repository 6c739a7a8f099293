/**
 * What became of each partition of a request. A partition counts as delivered only when the answer names it. kafkajs's
 * own producer, which transactions use, can resolve with partitions missing from its answer: when a leader dies, its
 * retry skips a broker that has answered before, and what moved there is never sent.
 */
import type { PartitionBatch, PartitionResult, TopicPartition } from '@kfw/core';
import type { RecordMetadata } from 'kafkajs';
import type { Clients } from '../client/clients.js';
import { isRetriable, protocolErrorOf } from '../client/failures.js';
import { parseOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { refusalOf } from './refusals.js';

/** Without acks the broker answers nothing. */
export const unknownOffset = -1;

export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${partition} ${topic}`;
}

export function delivered({ topic, partition }: TopicPartition, baseOffset: number): PartitionResult {
  return { topic, partition, ok: true, baseOffset };
}

/** The answer does not name it. */
export function unconfirmed({ topic, partition }: TopicPartition): PartitionResult {
  const error = transportError('KFW_DELIVERY_UNCONFIRMED', { topic, partition });
  return { topic, partition, ok: false, error, retriable: true, divisible: false };
}

export function undelivered(
  { topic, partition }: TopicPartition,
  error: Error,
  { reason, redaction }: Pick<Clients, 'reason' | 'redaction'>,
): PartitionResult {
  const { needsNewId, divisible } = refusalOf(protocolErrorOf(error));
  return {
    topic,
    partition,
    ok: false,
    error: transportError(
      'KFW_PARTITION_UNDELIVERED',
      { topic, partition, reason: reason(error) },
      { cause: redaction.error(error) },
    ),
    retriable: needsNewId || isRetriable(error),
    divisible,
  };
}

/** Accounts for the batches of a transaction by kafkajs's answer to them, in their order. */
export function accountFor(batches: readonly PartitionBatch[], answer: readonly RecordMetadata[]): PartitionResult[] {
  const offsets = new Map<string, string>();
  for (const { topicName, partition, errorCode, baseOffset } of answer)
    if (errorCode === 0)
      offsets.set(partitionKey({ topic: topicName, partition }), baseOffset ?? String(unknownOffset));
  return batches.map(({ topic, partition }) => {
    const offset = offsets.get(partitionKey({ topic, partition }));
    if (offset === undefined) return unconfirmed({ topic, partition });
    return delivered({ topic, partition }, parseOffset(offset));
  });
}
