/**
 * TxnOffsetCommit (key 28), version 3, the first that names the member whose offsets it commits (KIP-447). It is in
 * the flexible encoding (KIP-482): lengths are unsigned varints, one more than the length, and each structure ends in
 * tagged fields. kafkajs knows versions 0 and 1.
 */
import type { ConsumedOffsets, TopicPartition } from '@kfw/core';
import type { Broker } from '../kafkajs/internals.js';
import { WireReader } from '../wire/reader.js';
import { WireWriter } from '../wire/writer.js';

export const txnOffsetCommitKey = 28;
export const versionWithMembers = 3;

export interface OffsetsInTransaction extends Pick<ConsumedOffsets, 'group' | 'offsets'> {
  readonly transactionalId: string;
  readonly producerId: bigint;
  readonly epoch: number;
  readonly member: { readonly memberId: string; readonly generation: number };
}

/** Kafka supports it since 2.5. */
export function supportsMembers(broker: Pick<Broker, 'lookupRequest'>): boolean {
  const versions = [versionWithMembers];
  const found = broker.lookupRequest(txnOffsetCommitKey, { versions, protocol: ({ version }) => version });
  return found >= versionWithMembers;
}

export function txnOffsetCommitBody(commit: OffsetsInTransaction): Buffer {
  const { transactionalId, group, producerId, epoch, member, offsets } = commit;
  const byTopic = Map.groupBy(offsets, ({ topic }) => topic);
  const writer = WireWriter.forBytes(maxBodyBytes(commit));
  writer.compactString(transactionalId);
  writer.compactString(group);
  writer.int64(producerId);
  writer.int16(epoch);
  writer.int32(member.generation);
  writer.compactString(member.memberId);
  // No group instance id: members are dynamic.
  writer.unsignedVarint(0);
  writer.unsignedVarint(byTopic.size + 1);
  for (const [topic, partitions] of byTopic) {
    writer.compactString(topic);
    writer.unsignedVarint(partitions.length + 1);
    for (const { partition, offset, metadata = '' } of partitions) {
      writer.int32(partition);
      writer.int64(BigInt(offset));
      writer.int32(noLeaderEpoch);
      writer.compactString(metadata);
      writer.unsignedVarint(noTaggedFields);
    }
    writer.unsignedVarint(noTaggedFields);
  }
  writer.unsignedVarint(noTaggedFields);
  return writer.written;
}

/** An upper bound: every partition is counted as if its topic had no other. */
function maxBodyBytes({ transactionalId, group, member, offsets }: OffsetsInTransaction): number {
  const texts = [
    transactionalId,
    group,
    member.memberId,
    ...offsets.flatMap(({ topic, metadata }) => [topic, metadata ?? '']),
  ];
  return 64 + 64 * offsets.length + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

export interface TxnOffsetCommitResponse {
  readonly partitions: readonly (TopicPartition & { readonly errorCode: number })[];
  /** How long the broker asks this client to be silent (KIP-219). */
  readonly throttleMs: number;
}

/** `bytes` is the response after the correlation id. Reading past its end throws Node's ERR_OUT_OF_RANGE. */
export function readTxnOffsetCommitResponse(bytes: Buffer): TxnOffsetCommitResponse {
  const reader = new WireReader(bytes, 0);
  reader.skipTaggedFields();
  const throttleMs = reader.int32();
  const topics = reader.compactArray(() => {
    const topic = reader.compactString();
    const partitions = reader.compactArray(() => {
      const result = { topic, partition: reader.int32(), errorCode: reader.int16() };
      reader.skipTaggedFields();
      return result;
    });
    reader.skipTaggedFields();
    return partitions;
  });
  return { partitions: topics.flat(), throttleMs };
}

const noLeaderEpoch = -1;
const noTaggedFields = 0;
