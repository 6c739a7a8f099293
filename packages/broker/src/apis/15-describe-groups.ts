/**
 * DescribeGroups (key 15), versions 0–4. An unknown group is `Dead`, without an error. Subscriptions are shown for
 * stable groups only. A group that is named twice is described once: Kafka repeats it, and a small request could get a
 * response without limit.
 *
 * Version notes:
 * - v1 adds the throttle time
 * - v3 adds the authorized operations, if requested (all of them: there are no ACLs)
 * - v4 adds the group instance id of each member
 */
import type { Group } from '../groups/group.js';
import type { MemberIdentity } from '../groups/group-messages.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

/** READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS, a bit each (AclOperation). */
const allOperations = (1 << 3) | (1 << 6) | (1 << 8) | (1 << 10) | (1 << 11);
const notAsked = -(2 ** 31);
const nothing = Buffer.alloc(0);

export interface DescribeGroupsRequest {
  readonly groups: readonly string[];
  readonly includeAuthorizedOperations: boolean;
}

interface DescribedMember extends MemberIdentity {
  readonly clientId: string;
  readonly clientHost: string;
  readonly metadata: Buffer;
  readonly assignment: Buffer;
}

interface DescribedGroup {
  readonly code: ErrorCode;
  readonly groupId: string;
  readonly state: string;
  readonly protocolType: string;
  readonly protocolName: string;
  readonly members: readonly DescribedMember[];
  readonly authorizedOperations: number;
}

export interface DescribeGroupsResponse {
  readonly groups: readonly DescribedGroup[];
}

export const describeGroups: Api<DescribeGroupsRequest, DescribeGroupsResponse> = {
  key: 15,
  name: 'DescribeGroups',
  minVersion: 0,
  maxVersion: 4,

  read: (reader, version) => ({
    groups: reader.array(() => reader.string(), 2),
    includeAuthorizedOperations: version >= 3 && reader.boolean(),
  }),

  handle({ groups, includeAuthorizedOperations }, { broker }) {
    const operations = includeAuthorizedOperations ? allOperations : notAsked;
    return {
      groups: [...new Set(groups)].map((id) => {
        const group = broker.groups.find(id);
        return group === undefined
          ? undescribed(id, errorCodes.NONE, 'Dead', operations)
          : described(group, operations);
      }),
    };
  },

  write(writer, { groups }, version) {
    if (version >= 1) writer.int32(0);
    writer.array(groups, (group) => {
      writer.int16(group.code).string(group.groupId).string(group.state);
      writer.string(group.protocolType).string(group.protocolName);
      writer.array(group.members, ({ memberId, groupInstanceId, clientId, clientHost, metadata, assignment }) => {
        writer.string(memberId);
        if (version >= 4) writer.nullableString(groupInstanceId);
        writer.string(clientId).string(clientHost).bytes(metadata).bytes(assignment);
      });
      if (version >= 3) writer.int32(group.authorizedOperations);
    });
  },

  refuse: ({ groups }, code) => ({ groups: groups.map((id) => undescribed(id, code, '', notAsked)) }),
};

function undescribed(groupId: string, code: ErrorCode, state: string, authorizedOperations: number): DescribedGroup {
  return { code, groupId, state, protocolType: '', protocolName: '', members: [], authorizedOperations };
}

function described(group: Group, authorizedOperations: number): DescribedGroup {
  const isStable = group.state === 'Stable';
  return {
    code: errorCodes.NONE,
    groupId: group.id,
    state: group.state,
    protocolType: group.members.protocolType,
    protocolName: isStable ? group.protocolName : '',
    members: group.members.all().map((member) => ({
      memberId: member.id,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      metadata: isStable ? member.metadataOf(group.protocolName) : nothing,
      assignment: member.assignment,
    })),
    authorizedOperations,
  };
}
