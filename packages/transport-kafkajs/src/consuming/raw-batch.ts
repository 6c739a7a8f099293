/** One kafkajs batch as the port's raw batch. */
import type { RawBatch, RawRecord } from '@kfw/core';
import type { Batch } from 'kafkajs';
import { parseOffset } from '../client/offsets.js';
import { KafkajsRecord } from './raw-record.js';

export function toRawBatch(batch: Batch, generation: number): RawBatch {
  const { messages } = batch;
  const records: RawRecord[] = new Array(messages.length);
  let sizeBytes = 0;
  let at = 0;
  for (const message of messages) {
    records[at++] = new KafkajsRecord(message);
    sizeBytes += (message.key?.length ?? 0) + (message.value?.length ?? 0);
  }
  return {
    topic: batch.topic,
    partition: batch.partition,
    generation,
    highWatermark: parseOffset(batch.highWatermark),
    records,
    sizeBytes,
  };
}
