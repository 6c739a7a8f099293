/**
 * Requests to a group and their responses, independent of the wire format. A reply is a function, since a join and a
 * sync wait for other members: it is called exactly once, with a final response.
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

/** The member that sends a request: its id, and the instance id of a static member (KIP-345). */
export interface MemberIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

/** The member that sends a request, and the generation that it believes to be current. */
export interface MemberOfGeneration extends MemberIdentity {
  readonly generation: number;
}

/** A protocol (an assignor) that a member supports, with its subscription, which only members understand. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

/** The member id is empty for a new member and for a restarted static one. */
export interface JoinRequest extends MemberIdentity {
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  /** In the member's order of preference. */
  readonly protocols: readonly GroupProtocol[];
  /** Whether a dynamic member without an id only gets one and has to join again with it (JoinGroup v4, KIP-394). */
  readonly memberIdRequired: boolean;
}

export interface JoinedMember extends MemberIdentity {
  readonly metadata: Buffer;
}

export interface JoinResponse {
  readonly error: GroupError;
  /** -1 with an error. */
  readonly generation: number;
  readonly protocolName: string;
  readonly leaderId: string;
  readonly memberId: string;
  /** All members, for the leader; empty for the others. */
  readonly members: readonly JoinedMember[];
}

export interface SyncRequest extends MemberOfGeneration {
  /** From the leader only. */
  readonly assignments: ReadonlyMap<string, Buffer>;
}

export interface SyncResponse {
  readonly error: GroupError;
  readonly assignment: Buffer;
}

/** The result of removing one member. */
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
