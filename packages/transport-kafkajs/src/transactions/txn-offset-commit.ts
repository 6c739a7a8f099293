/**
 * TxnOffsetCommit (key 28), version 3, the first that says which member has read what is committed (KIP-447). It is in
 * the flexible encoding (KIP-482): lengths are unsigned varints, one more than they say, and each structure ends in
 * tagged fields. kafkajs knows versions 0 and 1.
 */
import type { ConsumedOffsets, TopicPartition } from '@kfw/core';
import type { Broker } from '../kafkajs/internals.js';

export const txnOffsetCommitKey = 28;
export const versionWithMembers = 3;

export interface OffsetsInTransaction extends Pick<ConsumedOffsets, 'group' | 'offsets'> {
  readonly transactionalId: string;
  readonly producerId: bigint;
  readonly epoch: number;
  readonly member: { readonly memberId: string; readonly generation: number };
}

/** Kafka has it since 2.5. */
export function supportsMembers(broker: Pick<Broker, 'lookupRequest'>): boolean {
  const versions = [versionWithMembers];
  const found = broker.lookupRequest(txnOffsetCommitKey, { versions, protocol: ({ version }) => version });
  return found >= versionWithMembers;
}

export function txnOffsetCommitBody(commit: OffsetsInTransaction): Buffer {
  const { transactionalId, group, producerId, epoch, member, offsets } = commit;
  const byTopic = [...Map.groupBy(offsets, ({ topic }) => topic)];
  return Buffer.concat([
    compactString(transactionalId),
    compactString(group),
    int64(producerId),
    int16(epoch),
    int32(member.generation),
    compactString(member.memberId),
    // No group instance id: members are dynamic.
    varint(0),
    varint(byTopic.length + 1),
    ...byTopic.flatMap(([topic, partitions]) => [
      compactString(topic),
      varint(partitions.length + 1),
      ...partitions.flatMap(({ partition, offset, metadata = '' }) => [
        int32(partition),
        int64(BigInt(offset)),
        int32(noLeaderEpoch),
        compactString(metadata),
        noTags,
      ]),
      noTags,
    ]),
    noTags,
  ]);
}

export interface TxnOffsetCommitResponse {
  readonly partitions: readonly (TopicPartition & { readonly errorCode: number })[];
  /** How long the broker asks this client to be silent (KIP-219). */
  readonly throttleMs: number;
}

/** `bytes` is what follows the correlation id. Reading behind its end throws Node's ERR_OUT_OF_RANGE. */
export function readTxnOffsetCommitResponse(bytes: Buffer): TxnOffsetCommitResponse {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const skipTags = (): void => {
    for (let left = readVarint(); left > 0; left--) {
      readVarint();
      const size = readVarint();
      at += size;
    }
  };
  skipTags();
  const throttleMs = bytes.readInt32BE(at);
  at += 4;
  const partitions: (TopicPartition & { errorCode: number })[] = [];
  for (let remainingTopics = readVarint() - 1; remainingTopics > 0; remainingTopics--) {
    const length = readVarint() - 1;
    const topic = bytes.toString('utf8', at, at + length);
    at += length;
    for (let left = readVarint() - 1; left > 0; left--) {
      partitions.push({ topic, partition: bytes.readInt32BE(at), errorCode: bytes.readInt16BE(at + 4) });
      at += 6;
      skipTags();
    }
    skipTags();
  }
  return { partitions, throttleMs };
}

const noLeaderEpoch = -1;
const noTags = Buffer.from([0]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let remaining = value;
  for (; remaining >= 0x80; remaining >>>= 7) bytes.push((remaining & 0x7f) | 0x80);
  return Buffer.from([...bytes, remaining]);
}

function compactString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length + 1), bytes]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
