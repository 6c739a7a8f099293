/**
 * SyncGroup (key 14), versions 0–3: the leader submits the assignment of every member; the responses to the others wait
 * for it.
 *
 * Version notes:
 * - v1 adds the throttle time
 * - v3 adds the group instance id of a static member
 */
import type { MemberOfGeneration, SyncResponse } from '../groups/group-messages.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface SyncGroupRequest extends MemberOfGeneration {
  readonly groupId: string;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
}

export interface SyncGroupResponse extends Omit<SyncResponse, 'error'> {
  readonly code: ErrorCode;
}

export const syncGroup: Api<SyncGroupRequest, SyncGroupResponse> = {
  key: 14,
  name: 'SyncGroup',
  minVersion: 0,
  maxVersion: 3,

  read: (reader, version) => ({
    groupId: reader.string(),
    generation: reader.int32(),
    memberId: reader.string(),
    groupInstanceId: version >= 3 ? reader.nullableString() : null,
    assignments: reader.array(() => ({ memberId: reader.string(), assignment: reader.bytes() }), 6),
  }),

  async handle({ groupId, assignments, ...requester }, { broker }) {
    const { error, assignment } = await broker.groups.sync(groupId, {
      ...requester,
      assignments: new Map(assignments.map((each) => [each.memberId, each.assignment])),
    });
    return { code: errorCodes[error], assignment };
  },

  write(writer, { code, assignment }, version) {
    if (version >= 1) writer.int32(0);
    writer.int16(code).bytes(assignment);
  },

  refuse: (_request, code) => ({ code, assignment: Buffer.alloc(0) }),
};
