/**
 * ListGroups (key 16), versions 0–2: every group that has members or offsets.
 *
 * Version notes:
 * - v1 adds the throttle time
 */
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface ListGroupsResponse {
  readonly code: ErrorCode;
  readonly groups: readonly { readonly groupId: string; readonly protocolType: string }[];
}

export const listGroups: Api<undefined, ListGroupsResponse> = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 2,

  read: () => undefined,

  handle: (_request, { broker }) => ({
    code: errorCodes.NONE,
    groups: Array.from(broker.groups.all(), ({ id, members }) => ({ groupId: id, protocolType: members.protocolType })),
  }),

  write(writer, { code, groups }, version) {
    if (version >= 1) writer.int32(0);
    writer.int16(code).array(groups, ({ groupId, protocolType }) => writer.string(groupId).string(protocolType));
  },

  refuse: (_request, code) => ({ code, groups: [] }),
};
