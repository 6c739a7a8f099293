/**
 * ConsumerGroupDescribe (key 69), versions 0 and 1: groups of the consumer protocol (KIP-848), which DescribeGroups does not
 * know. It is in the flexible encoding (KIP-482). kafkajs does not know it.
 */
import type { GroupMember, TopicPartition } from '@kfw/core';
import type { EncodedRequest } from '../../../kafkajs/encoded-request.js';
import type { WireReader } from '../../../wire/reader.js';
import { WireWriter } from '../../../wire/writer.js';
import type { DescribedGroup, DescribedGroups } from './group-descriptions.js';

export const consumerGroupDescribeKey = 69;
export const consumerGroupDescribeVersions = [0, 1];

export function consumerGroupDescribeRequest(
  groups: readonly string[],
  version: number,
): EncodedRequest<DescribedGroups> {
  const writer = WireWriter.forBytes(groups.reduce((sum, group) => sum + 5 + Buffer.byteLength(group), 7));
  writer.unsignedVarint(groups.length + 1);
  for (const group of groups) writer.compactString(group);
  writer.byte(withoutAuthorizedOperations);
  writer.unsignedVarint(noTaggedFields);
  return {
    apiKey: consumerGroupDescribeKey,
    apiName: 'ConsumerGroupDescribe',
    apiVersion: version,
    isFlexible: true,
    body: writer.written,
    read: (reader) => ({
      throttleMs: reader.int32(),
      groups: reader.compactArray(() => readGroup(reader, version)),
    }),
  };
}

function readGroup(reader: WireReader, version: number): DescribedGroup {
  const errorCode = reader.int16();
  const errorMessage = reader.compactString();
  const group = reader.compactString();
  const state = reader.compactString();
  // The epochs of the group and of its assignment.
  reader.int32();
  reader.int32();
  const assignor = reader.compactString();
  const members = reader.compactArray(() => readMember(reader, version));
  reader.int32();
  reader.skipTaggedFields();
  return { group, errorCode, errorMessage, state, protocolType: 'consumer', assignor, members };
}

function readMember(reader: WireReader, version: number): GroupMember {
  const memberId = reader.compactString();
  const instanceId = reader.compactString() || null;
  // Its rack and its epoch.
  reader.compactString();
  reader.int32();
  const clientId = reader.compactString();
  const host = reader.compactString();
  // What it subscribes to: topics, and an expression.
  reader.compactArray(() => reader.compactString());
  reader.compactString();
  const partitions = readAssignment(reader);
  // What it will have when the group is stable.
  readAssignment(reader);
  // Whether it is a member of the classic protocol, in a group that migrates.
  if (version >= 1) reader.int8();
  reader.skipTaggedFields();
  return { memberId, instanceId, clientId, host, partitions };
}

function readAssignment(reader: WireReader): TopicPartition[] {
  const topics = reader.compactArray(() => {
    reader.at += topicIdBytes;
    const topic = reader.compactString();
    const partitions = reader.compactArray(() => ({ topic, partition: reader.int32() }));
    reader.skipTaggedFields();
    return partitions;
  });
  reader.skipTaggedFields();
  return topics.flat();
}

const topicIdBytes = 16;
const withoutAuthorizedOperations = 0;
const noTaggedFields = 0;
