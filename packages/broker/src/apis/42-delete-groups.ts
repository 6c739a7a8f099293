/**
 * DeleteGroups (key 42), versions 0–1 (the same on the wire): deletes groups without members, with their committed
 * offsets.
 */
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface DeleteGroupsRequest {
  readonly groups: readonly string[];
}

export interface DeleteGroupsResponse {
  readonly results: readonly { readonly groupId: string; readonly code: ErrorCode }[];
}

export const deleteGroups: Api<DeleteGroupsRequest, DeleteGroupsResponse> = {
  key: 42,
  name: 'DeleteGroups',
  minVersion: 0,
  maxVersion: 1,

  read: (reader) => ({ groups: reader.array(() => reader.string(), 2) }),

  handle: ({ groups }, { broker }) => ({
    results: [...new Set(groups)].map((groupId) => ({ groupId, code: errorCodes[broker.groups.delete(groupId)] })),
  }),

  write(writer, { results }) {
    writer.int32(0).array(results, ({ groupId, code }) => writer.string(groupId).int16(code));
  },

  refuse: ({ groups }, code) => ({ results: groups.map((groupId) => ({ groupId, code })) }),
};
