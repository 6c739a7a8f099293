/**
 * Produce (key 0), versions 3 to 7, which share one plain encoding: transactional id, acks, timeout, and per topic and
 * partition one record batch. The batches are written as they lie, between the parts made here.
 */

import { transportError } from '../errors.js';
import type { Broker } from '../kafkajs/internals.js';

export const produceKey = 0;
/** The first version that takes record batches (KIP-98), and the last one before other answers. */
const minVersion = 3;
const newestVersion = 7;

export interface ProducedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly header: Buffer;
  readonly bytes: Buffer;
}

/** The newest version that the broker knows too. Throws `KFW_BROKER_TOO_OLD`. */
export function produceVersion(broker: Broker): number {
  const version = broker.lookupRequest(produceKey, { versions: [newestVersion], protocol: (found) => found.version });
  if (version < minVersion)
    throw transportError('KFW_BROKER_TOO_OLD', { protocol: 'produce', version, needed: minVersion });
  return version;
}

export interface ProduceOptions {
  readonly acks: number;
  readonly timeoutMs: number;
  /** Of the transaction that the batches belong to. */
  readonly transactionalId?: string | undefined;
}

export function produceBody(batches: readonly ProducedBatch[], options: ProduceOptions): Buffer[] {
  const { acks, timeoutMs, transactionalId } = options;
  const byTopic = Map.groupBy(batches, ({ topic }) => topic);
  const id = Buffer.from(transactionalId ?? '');
  const start = Buffer.allocUnsafe(12 + id.length);
  start.writeInt16BE(transactionalId === undefined ? -1 : id.length, 0);
  const at = 2 + id.copy(start, 2);
  start.writeInt16BE(acks, at);
  start.writeInt32BE(timeoutMs, at + 2);
  start.writeInt32BE(byTopic.size, at + 6);
  const body: Buffer[] = [start];
  for (const [topic, partitions] of byTopic) {
    body.push(topicStart(topic, partitions.length));
    for (const { partition, header, bytes } of partitions) {
      const partitionStart = Buffer.allocUnsafe(8);
      partitionStart.writeInt32BE(partition, 0);
      partitionStart.writeInt32BE(header.length + bytes.length, 4);
      body.push(partitionStart, header, bytes);
    }
  }
  return body;
}

function topicStart(topic: string, partitions: number): Buffer {
  const nameBytes = Buffer.byteLength(topic);
  const start = Buffer.allocUnsafe(2 + nameBytes + 4);
  start.writeInt16BE(nameBytes, 0);
  start.write(topic, 2);
  start.writeInt32BE(partitions, 2 + nameBytes);
  return start;
}
