/**
 * What members ask of a group and what they are answered, free of the wire format. A reply is a function, since a
 * join and a sync wait for other members: it is called exactly once, and never while it could still change.
 */
import type { ErrorName } from '../protocol/error-codes.js';

export type GroupError = Extract<
  ErrorName,
  | 'NONE'
  | 'COORDINATOR_NOT_AVAILABLE'
  | 'GROUP_ID_NOT_FOUND'
  | 'GROUP_MAX_SIZE_REACHED'
  | 'ILLEGAL_GENERATION'
  | 'INCONSISTENT_GROUP_PROTOCOL'
  | 'INVALID_GROUP_ID'
  | 'INVALID_SESSION_TIMEOUT'
  | 'MEMBER_ID_REQUIRED'
  | 'NON_EMPTY_GROUP'
  | 'POLICY_VIOLATION'
  | 'REBALANCE_IN_PROGRESS'
  | 'UNKNOWN_MEMBER_ID'
>;

/** A protocol (an assignor) that a member can do, with its subscription, which only members understand. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinRequest {
  /** Empty when the member has none yet. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  /** In the order the member prefers them. */
  readonly protocols: readonly GroupProtocol[];
  /** Whether a member without id is only given one and has to come again with it (JoinGroup v4, KIP-394). */
  readonly memberIdRequired: boolean;
}

export interface JoinedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: Buffer;
}

export interface JoinAnswer {
  readonly error: GroupError;
  /** -1 in an error. */
  readonly generation: number;
  readonly protocolName: string;
  readonly leaderId: string;
  readonly memberId: string;
  /** All members, for the leader; nobody, for the others. */
  readonly members: readonly JoinedMember[];
}

export interface SyncRequest {
  readonly memberId: string;
  readonly generation: number;
  /** Given by the leader alone. */
  readonly assignments: ReadonlyMap<string, Buffer>;
}

export interface SyncAnswer {
  readonly error: GroupError;
  readonly assignment: Buffer;
}

export type JoinReply = (answer: JoinAnswer) => void;
export type SyncReply = (answer: SyncAnswer) => void;

export const nothing: Buffer = Buffer.alloc(0);

export function refusedJoin(error: GroupError, memberId: string): JoinAnswer {
  return { error, generation: -1, protocolName: '', leaderId: '', memberId, members: [] };
}

export function refusedSync(error: GroupError): SyncAnswer {
  return { error, assignment: nothing };
}
