/**
 * The result for each partition of a produce request. A partition counts as delivered only when the response names
 * it.
 */
import type { PartitionResult, TopicPartition } from '@kfw/core';
import type { Clients } from '../client/clients.js';
import { transportError } from '../errors.js';
import { isRetriable, protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { produceErrorMeaning } from './produce-error-meaning.js';

/** Without acks the broker sends no response. */
export const unknownOffset = -1;

export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${partition} ${topic}`;
}

export function delivered({ topic, partition }: TopicPartition, baseOffset: number): PartitionResult {
  return { topic, partition, ok: true, baseOffset };
}

/** The response does not name it. */
export function unconfirmed({ topic, partition }: TopicPartition): PartitionResult {
  const error = transportError('KFW_DELIVERY_UNCONFIRMED', { topic, partition });
  return { topic, partition, ok: false, error, retriable: true, divisible: false };
}

export function undelivered(
  { topic, partition }: TopicPartition,
  error: Error,
  { reason, redaction }: Pick<Clients, 'reason' | 'redaction'>,
): PartitionResult {
  const { needsNewId, divisible } = produceErrorMeaning(protocolErrorOf(error));
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
