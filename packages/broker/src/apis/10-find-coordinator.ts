/**
 * FindCoordinator (key 10), versions 0–2. The one node coordinates everything.
 *
 * Version notes:
 * - v1 adds the kind of coordinator (0 group, 1 transaction), the throttle time and a message
 */
import { nodeId } from '../broker-state.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { malformed } from '../protocol/refusal.js';

const kinds = { group: 0, transaction: 1 } as const;

export interface FindCoordinatorRequest {
  /** A group id or a transactional id. */
  readonly key: string;
  readonly kind: number;
}

export interface FindCoordinatorResponse {
  readonly code: ErrorCode;
  readonly message: string | null;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

export const findCoordinator: Api<FindCoordinatorRequest, FindCoordinatorResponse> = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 2,

  read: (reader, version) => ({ key: reader.string(), kind: version >= 1 ? reader.int8() : kinds.group }),

  handle({ kind }, { broker }) {
    if (kind !== kinds.group && kind !== kinds.transaction) return unfound(errorCodes.INVALID_REQUEST);
    return { code: errorCodes.NONE, message: 'NONE', nodeId, ...broker.advertised };
  },

  write(writer, { code, message, nodeId: node, host, port }, version) {
    if (version >= 1) writer.int32(0);
    writer.int16(code);
    if (version >= 1) writer.nullableString(message);
    writer.int32(node).string(host).int32(port);
  },

  refuse: (_request, code) => unfound(code),
};

function unfound(code: ErrorCode): FindCoordinatorResponse {
  return { code, message: malformed, nodeId: -1, host: '', port: -1 };
}
