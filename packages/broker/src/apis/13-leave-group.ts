/**
 * LeaveGroup (13), versions 0-2. v1 added the throttle time. v3, which lets several members leave at once, belongs to
 * static membership and is not served.
 */
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface LeaveGroupRequest {
  readonly groupId: string;
  readonly memberId: string;
}

export interface LeaveGroupResponse {
  readonly code: ErrorCode;
}

export const leaveGroup: Api<LeaveGroupRequest, LeaveGroupResponse> = {
  key: 13,
  name: 'LeaveGroup',
  minVersion: 0,
  maxVersion: 2,

  read: (reader) => ({ groupId: reader.string(), memberId: reader.string() }),

  handle: ({ groupId, memberId }, { broker }) => ({ code: errorCodes[broker.groups.leave(groupId, memberId)] }),

  write(writer, { code }, version) {
    if (version >= 1) writer.int32(0);
    writer.int16(code);
  },

  refuse: (_request, code) => ({ code }),
};
