/**
 * Encodes a produce request (key 0), versions 3 to 7, which share one plain encoding: transactional id, acks,
 * timeout, and per topic and partition one record batch. Batches are written without a copy, between the parts made
 * here.
 */

import { transportError } from '../errors.js';
import type { Broker } from '../kafkajs/internals.js';
import { WireWriter } from '../wire/writer.js';

export const produceKey = 0;
/** The first version that takes record batches (KIP-98), and the last one before the response changes. */
const minVersion = 3;
const newestVersion = 7;

export interface ProducedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly header: Buffer;
  readonly bytes: Buffer;
}

/** The newest version that the broker knows as well. Throws `KFW_BROKER_TOO_OLD`. */
export function produceVersion(broker: Broker): number {
  const version = broker.lookupRequest(produceKey, { versions: [newestVersion], protocol: (found) => found.version });
  if (version < minVersion)
    throw transportError('KFW_BROKER_TOO_OLD', { protocol: 'produce', version, needed: minVersion });
  return version;
}

export interface ProduceOptions {
  readonly acks: number;
  readonly timeoutMs: number;
  /** The transactional id of the batches. */
  readonly transactionalId?: string | undefined;
}

export function produceBody(batches: readonly ProducedBatch[], options: ProduceOptions): Buffer[] {
  const { acks, timeoutMs, transactionalId } = options;
  const byTopic = Map.groupBy(batches, ({ topic }) => topic);
  const start = WireWriter.forBytes(12 + Buffer.byteLength(transactionalId ?? ''));
  start.nullableString(transactionalId);
  start.int16(acks);
  start.int32(timeoutMs);
  start.int32(byTopic.size);
  const body: Buffer[] = [start.written];
  for (const [topic, partitions] of byTopic) {
    const topicStart = WireWriter.forBytes(6 + Buffer.byteLength(topic));
    topicStart.string(topic);
    topicStart.int32(partitions.length);
    body.push(topicStart.written);
    for (const { partition, header, bytes } of partitions) {
      const partitionStart = WireWriter.forBytes(8);
      partitionStart.int32(partition);
      partitionStart.int32(header.length + bytes.length);
      body.push(partitionStart.written, header, bytes);
    }
  }
  return body;
}
