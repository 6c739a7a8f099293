/**
 * LeaveGroup (key 13), versions 0–3: removes members from a group.
 *
 * Version notes:
 * - v1 adds the throttle time
 * - v3 takes several members and has a result for each: static ones by their group instance id alone, as an admin
 *   removes them, or with both ids
 */
import type { LeaveResponse, MemberIdentity } from '../groups/group-messages.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface LeaveGroupRequest {
  readonly groupId: string;
  /** One of them before v3. */
  readonly members: readonly MemberIdentity[];
}

interface LeftMember extends MemberIdentity {
  readonly code: ErrorCode;
}

export interface LeaveGroupResponse {
  /** Of the request as a whole. */
  readonly code: ErrorCode;
  readonly members: readonly LeftMember[];
}

export const leaveGroup: Api<LeaveGroupRequest, LeaveGroupResponse> = {
  key: 13,
  name: 'LeaveGroup',
  minVersion: 0,
  maxVersion: 3,

  read(reader, version) {
    const groupId = reader.string();
    if (version < 3) return { groupId, members: [{ memberId: reader.string(), groupInstanceId: null }] };
    const readMember = () => ({ memberId: reader.string(), groupInstanceId: reader.nullableString() });
    return { groupId, members: reader.array(readMember, 4) };
  },

  handle: ({ groupId, members }, { broker }) => responseFrom(broker.groups.leave(groupId, members)),

  write(writer, { code, members }, version) {
    if (version >= 1) writer.int32(0);
    if (version < 3) {
      writer.int16(code === errorCodes.NONE ? (members[0]?.code ?? code) : code);
      return;
    }
    writer.int16(code).array(members, (member) => {
      writer.string(member.memberId).nullableString(member.groupInstanceId).int16(member.code);
    });
  },

  refuse: (_request, code) => ({ code, members: [] }),
};

function responseFrom({ error, members }: LeaveResponse): LeaveGroupResponse {
  return {
    code: errorCodes[error],
    members: members.map(({ error: code, ...identity }) => ({ ...identity, code: errorCodes[code] })),
  };
}
