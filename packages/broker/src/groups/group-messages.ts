/**
 * What members ask of a group and what they are answered, free of the wire format. A reply is a function, since a
 * join and a sync wait for other members: it is called exactly once, and never while it could still change.
 */
import type { ErrorName } from '../protocol/error-codes.js';

export type GroupError = Extract<
  ErrorName,
  | 'NONE'
  | 'COORDINATOR_NOT_AVAILABLE'
  | 'FENCED_INSTANCE_ID'
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
  | 'UNKNOWN_SERVER_ERROR'
>;

/** Who asks: a member by the id it was given; a static one (KIP-345) says also which instance it is. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

/** Who asks, and the generation it believes to be in. */
export interface MemberOfGeneration extends MemberIdentity {
  readonly generation: number;
}

/** A protocol (an assignor) that a member can do, with its subscription, which only members understand. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

/** The member id is empty when the member has none yet, or is an instance that has started anew. */
export interface JoinRequest extends MemberIdentity {
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  /** In the order the member prefers them. */
  readonly protocols: readonly GroupProtocol[];
  /** Whether a dynamic member without id is only given one and has to come again with it (JoinGroup v4, KIP-394). */
  readonly memberIdRequired: boolean;
}

export interface JoinedMember extends MemberIdentity {
  readonly metadata: Buffer;
}

export interface JoinResponse {
  readonly error: GroupError;
  /** -1 in an error. */
  readonly generation: number;
  readonly protocolName: string;
  readonly leaderId: string;
  readonly memberId: string;
  /** All members, for the leader; nobody, for the others. */
  readonly members: readonly JoinedMember[];
}

export interface SyncRequest extends MemberOfGeneration {
  /** Given by the leader alone. */
  readonly assignments: ReadonlyMap<string, Buffer>;
}

export interface SyncResponse {
  readonly error: GroupError;
  readonly assignment: Buffer;
}

/** What became of a wish to leave, or to have somebody leave. */
export interface LeaveOutcome extends MemberIdentity {
  readonly error: GroupError;
}

export interface LeaveResponse {
  /** Of the request as a whole; then there are no members. */
  readonly error: GroupError;
  readonly members: readonly LeaveOutcome[];
}

export type JoinReply = (response: JoinResponse) => void;
export type SyncReply = (response: SyncResponse) => void;

export const nothing: Buffer = Buffer.alloc(0);

export function refusedJoin(error: GroupError, memberId: string): JoinResponse {
  return { error, generation: -1, protocolName: '', leaderId: '', memberId, members: [] };
}

export function refusedLeave(error: GroupError): LeaveResponse {
  return { error, members: [] };
}

export function refusedSync(error: GroupError): SyncResponse {
  return { error, assignment: nothing };
}
