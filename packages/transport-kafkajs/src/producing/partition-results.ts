/**
 * What became of each partition of a request. kafkajs's `send` can resolve with partitions missing from its answer:
 * when a leader dies, its retry skips a broker that has answered before, and what moved there is never sent. A
 * partition counts as delivered only when the answer names it.
 */
import type { PartitionBatch, PartitionResult, TopicPartition } from '@kfw/core';
import type { RecordMetadata } from 'kafkajs';
import { parseOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';

/** Without acks the broker answers nothing. */
export const unknownOffset = -1;

export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${partition} ${topic}`;
}

/** Accounts for `batches` by the answer to them, in their order. */
export function accountFor(
  batches: readonly PartitionBatch[],
  answer: readonly RecordMetadata[],
  acks: -1 | 0 | 1,
): PartitionResult[] {
  const offsets = new Map<string, string>();
  for (const { topicName, partition, errorCode, baseOffset } of answer)
    if (errorCode === 0)
      offsets.set(partitionKey({ topic: topicName, partition }), baseOffset ?? String(unknownOffset));
  return batches.map(({ topic, partition }): PartitionResult => {
    if (acks === 0) return { topic, partition, ok: true, baseOffset: unknownOffset };
    const offset = offsets.get(partitionKey({ topic, partition }));
    if (offset !== undefined) return { topic, partition, ok: true, baseOffset: parseOffset(offset) };
    const error = transportError('KFW_DELIVERY_UNCONFIRMED', { topic, partition });
    return { topic, partition, ok: false, error, retriable: true, divisible: false };
  });
}

/** The same failure for all of them. */
export function allFailed(
  batches: readonly PartitionBatch[],
  { reason, cause, retriable, divisible }: { reason: string; cause: Error; retriable: boolean; divisible: boolean },
): PartitionResult[] {
  return batches.map(({ topic, partition }) => {
    const error = transportError('KFW_PARTITION_UNDELIVERED', { topic, partition, reason }, { cause });
    return { topic, partition, ok: false, error, retriable, divisible };
  });
}
