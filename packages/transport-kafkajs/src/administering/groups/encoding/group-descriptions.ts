/**
 * DescribeGroups (key 15), versions 0 to 4: groups of the classic protocol. kafkajs knows versions 0 to 2; the instance ids
 * of static members come with version 4.
 */
import type { GroupMember } from '@kfw/core';
import type { EncodedRequest } from '../../../kafkajs/encoded-request.js';
import type { WireReader } from '../../../wire/reader.js';
import { WireWriter } from '../../../wire/writer.js';
import { assignedPartitions } from './assigned-partitions.js';

export const describeGroupsKey = 15;
export const describeGroupsVersions = [0, 1, 2, 3, 4];

export interface DescribedGroup {
  readonly group: string;
  readonly errorCode: number;
  readonly errorMessage: string;
  readonly state: string;
  readonly protocolType: string;
  readonly assignor: string;
  readonly members: readonly GroupMember[];
}

export interface DescribedGroups {
  readonly throttleMs: number;
  readonly groups: readonly DescribedGroup[];
}

export function describeGroupsRequest(groups: readonly string[], version: number): EncodedRequest<DescribedGroups> {
  const writer = WireWriter.forBytes(groups.reduce((sum, group) => sum + 2 + Buffer.byteLength(group), 5));
  writer.int32(groups.length);
  for (const group of groups) writer.string(group);
  if (version >= 3) writer.byte(withoutAuthorizedOperations);
  return {
    apiKey: describeGroupsKey,
    apiName: 'DescribeGroups',
    apiVersion: version,
    body: writer.written,
    read: (reader) => ({
      throttleMs: version >= 1 ? reader.int32() : 0,
      groups: reader.array(() => readGroup(reader, version)),
    }),
  };
}

function readGroup(reader: WireReader, version: number): DescribedGroup {
  const errorCode = reader.int16();
  const group = reader.string();
  const state = reader.string();
  const protocolType = reader.string();
  const assignor = reader.string();
  const members = reader.array(() => readMember(reader, version, protocolType));
  if (version >= 3) reader.int32();
  return { group, errorCode, errorMessage: '', state, protocolType, assignor, members };
}

function readMember(reader: WireReader, version: number, protocolType: string): GroupMember {
  const memberId = reader.string();
  const instanceId = version >= 4 ? reader.string() || null : null;
  const clientId = reader.string();
  const host = reader.string();
  // What it subscribes to.
  reader.buffer();
  return { memberId, instanceId, clientId, host, partitions: assignedPartitions(reader.buffer(), protocolType) };
}

const withoutAuthorizedOperations = 0;
