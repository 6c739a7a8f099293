/**
 * Heartbeat (key 12), versions 0–3. REBALANCE_IN_PROGRESS means that the member has to rejoin, FENCED_INSTANCE_ID that
 * another member has its instance id.
 *
 * Version notes:
 * - v1 adds the throttle time
 * - v3 adds the group instance id of a static member
 */
import type { MemberOfGeneration } from '../groups/group-messages.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface HeartbeatRequest extends MemberOfGeneration {
  readonly groupId: string;
}

export interface HeartbeatResponse {
  readonly code: ErrorCode;
}

export const heartbeat: Api<HeartbeatRequest, HeartbeatResponse> = {
  key: 12,
  name: 'Heartbeat',
  minVersion: 0,
  maxVersion: 3,

  read: (reader, version) => ({
    groupId: reader.string(),
    generation: reader.int32(),
    memberId: reader.string(),
    groupInstanceId: version >= 3 ? reader.nullableString() : null,
  }),

  handle: (request, { broker }) => ({ code: errorCodes[broker.groups.heartbeat(request.groupId, request)] }),

  write(writer, { code }, version) {
    if (version >= 1) writer.int32(0);
    writer.int16(code);
  },

  refuse: (_request, code) => ({ code }),
};
