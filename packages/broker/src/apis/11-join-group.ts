/**
 * JoinGroup (key 11), versions 0–5. The response waits for the other members, except when a static member returns to a
 * stable group.
 *
 * Version notes:
 * - v0 has no rebalance timeout: the session timeout stands for it
 * - v2 adds the throttle time
 * - v4 gives a new member its id with the error MEMBER_ID_REQUIRED (KIP-394)
 * - v5 adds the group instance id of static members (KIP-345)
 */
import type { GroupProtocol, JoinResponse } from '../groups/group-messages.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface JoinGroupRequest {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  readonly protocols: readonly GroupProtocol[];
}

export interface JoinGroupResponse extends Omit<JoinResponse, 'error'> {
  readonly code: ErrorCode;
}

export const joinGroup: Api<JoinGroupRequest, JoinGroupResponse> = {
  key: 11,
  name: 'JoinGroup',
  minVersion: 0,
  maxVersion: 5,

  read: (reader, version) => {
    const groupId = reader.string();
    const sessionTimeoutMs = reader.int32();
    return {
      groupId,
      sessionTimeoutMs,
      rebalanceTimeoutMs: version >= 1 ? reader.int32() : sessionTimeoutMs,
      memberId: reader.string(),
      groupInstanceId: version >= 5 ? reader.nullableString() : null,
      protocolType: reader.string(),
      protocols: reader.array(() => ({ name: reader.string(), metadata: reader.bytes() }), 6),
    };
  },

  async handle({ groupId, ...request }, { broker, clientId, connection, version }) {
    const { error, ...response } = await broker.groups.join(groupId, {
      ...request,
      clientId: clientId ?? '',
      clientHost: `/${connection.clientHost}`,
      memberIdRequired: version >= 4,
    });
    return { code: errorCodes[error], ...response };
  },

  write(writer, { code, generation, protocolName, leaderId, memberId, members }, version) {
    if (version >= 2) writer.int32(0);
    writer.int16(code).int32(generation).string(protocolName).string(leaderId).string(memberId);
    writer.array(members, (member) => {
      writer.string(member.memberId);
      if (version >= 5) writer.nullableString(member.groupInstanceId);
      writer.bytes(member.metadata);
    });
  },

  refuse: ({ memberId }, code) => ({ code, generation: -1, protocolName: '', leaderId: '', memberId, members: [] }),
};
