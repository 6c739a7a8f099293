/**
 * A classic consumer group (Kafka's protocol before KIP-848), as a state machine of `group-state.ts`.
 *
 * A join opens a rebalance and is parked. Once every member has joined, or after the longest rebalance timeout of any
 * of them, those who have not are put out, the generation grows, and all joins are answered at once: the leader's with
 * everybody's subscription. Then syncs are parked until the leader hands in the assignment. Whoever is not heard of for
 * its session timeout is put out; whoever waits for an answer of ours is never late.
 */
import { randomUUID } from 'node:crypto';
import type { Timer } from '../clock.js';
import { chooseProtocol } from './choose-protocol.js';
import {
  type GroupError,
  type JoinReply,
  type JoinRequest,
  nothing,
  refusedJoin,
  refusedSync,
  type SyncReply,
  type SyncRequest,
} from './group-messages.js';
import { type GroupState, moveState } from './group-state.js';
import type { GroupRecord, GroupSurroundings } from './group-surroundings.js';
import { hasRoomFor } from './has-room-for.js';
import { InitialDelay } from './initial-delay.js';
import { joinedAnswer } from './joined-answer.js';
import { Member } from './member.js';
import { Membership } from './membership.js';

export class Group {
  readonly members = new Membership();
  readonly #around: GroupSurroundings;
  #state: GroupState = 'Empty';
  #generation: number;
  #protocolName = '';
  #emptySince: number | undefined;
  /** The end of the present phase: of waiting for joins, or for syncs. */
  #phaseEnd: Timer | undefined;
  readonly #initialDelay: InitialDelay;

  constructor(
    readonly id: string,
    around: GroupSurroundings,
    record?: GroupRecord,
  ) {
    this.#around = around;
    this.#initialDelay = new InitialDelay(around.clock, around.options.groupInitialRebalanceDelayMs);
    this.#generation = record?.generation ?? 0;
    this.members.protocolType = record?.protocolType ?? '';
    this.#emptySince = record?.emptySince ?? around.clock.now();
  }

  get state(): GroupState {
    return this.#state;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Empty before the first generation and in an empty group. */
  get protocolName(): string {
    return this.#protocolName;
  }

  get record(): GroupRecord {
    return { generation: this.#generation, protocolType: this.members.protocolType, emptySince: this.#emptySince };
  }

  join(request: JoinRequest, reply: JoinReply): void {
    const { memberId } = request;
    const member = this.members.get(memberId);
    if (!hasRoomFor(member, this, this.#around.options.groupMaxSize)) {
      if (member !== undefined) this.#remove(member);
      reply(refusedJoin('GROUP_MAX_SIZE_REACHED', memberId));
    } else if (this.#state === 'Dead') reply(refusedJoin('COORDINATOR_NOT_AVAILABLE', memberId));
    else if (!this.members.supports(request.protocolType, request.protocols)) {
      reply(refusedJoin('INCONSISTENT_GROUP_PROTOCOL', memberId));
    } else if (memberId === '') this.#joinAnew(request, reply);
    else if (this.members.isPending(memberId)) this.#admit(memberId, request, reply);
    else if (member === undefined) reply(refusedJoin('UNKNOWN_MEMBER_ID', memberId));
    else this.#rejoin(member, request, reply);
  }

  sync(request: SyncRequest, reply: SyncReply): void {
    const error = this.#refusal(request.memberId, request.generation);
    const member = this.members.get(request.memberId);
    if (error !== 'NONE' || member === undefined) reply(refusedSync(error));
    else if (this.#state === 'PreparingRebalance') reply(refusedSync('REBALANCE_IN_PROGRESS'));
    else {
      member.hasSynced = true;
      member.parkSync(reply);
      if (this.#state === 'Stable') this.#answerSync(member, 'NONE');
      else if (member.id === this.members.leaderId) this.#assign(request.assignments);
    }
  }

  heartbeat(memberId: string, generation: number): GroupError {
    const error = this.#refusal(memberId, generation);
    if (error !== 'NONE') return error;
    this.#keepAlive(memberId);
    return this.#state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
  }

  leave(memberId: string): GroupError {
    if (this.#state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    if (this.members.removePending(memberId)) this.#completeJoinIfReady();
    else {
      const member = this.members.get(memberId);
      if (member === undefined) return 'UNKNOWN_MEMBER_ID';
      this.#remove(member);
    }
    return 'NONE';
  }

  /**
   * Whether offsets may be committed in this name. Without member and generation (-1) only while the group has no
   * members; such a commit comes from an admin client or from a consumer that assigns itself.
   */
  commit(memberId: string, generation: number): GroupError {
    if (this.#state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    if (generation < 0 && this.#state === 'Empty') return 'NONE';
    const error = this.#refusal(memberId, generation);
    if (error !== 'NONE') return error;
    if (this.#state === 'CompletingRebalance') return 'REBALANCE_IN_PROGRESS';
    this.#keepAlive(memberId);
    return 'NONE';
  }

  /**
   * As `commit`, within a transaction. Nobody's offsets are taken in any state (KIP-98), a member's also while others
   * join (KIP-447): it is the last generation that counts. It is no sign of life.
   */
  commitInTransaction(memberId: string, generation: number): GroupError {
    if (this.#state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    const isNobodys = generation < 0 && (memberId === '' || this.#state === 'Empty');
    return isNobodys ? 'NONE' : this.#refusal(memberId, generation);
  }

  /** Ends it, deleted or with its broker: whoever waits is told to look for another coordinator. */
  die(): void {
    this.#become('Dead');
    this.#setPhaseEnd(undefined);
    this.#initialDelay.cancel();
    for (const id of this.members.pendingIds()) this.members.removePending(id);
    for (const member of this.members.all()) this.#forget(member, 'COORDINATOR_NOT_AVAILABLE');
  }

  #refusal(memberId: string, generation: number): GroupError {
    if (this.#state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    if (this.members.get(memberId) === undefined) return 'UNKNOWN_MEMBER_ID';
    return generation === this.#generation ? 'NONE' : 'ILLEGAL_GENERATION';
  }

  #joinAnew(request: JoinRequest, reply: JoinReply): void {
    const memberId = `${request.clientId}-${randomUUID()}`;
    if (!request.memberIdRequired) this.#admit(memberId, request, reply);
    else if (this.members.pendingSize >= this.#around.options.groupMaxSize) {
      reply(refusedJoin('GROUP_MAX_SIZE_REACHED', ''));
    } else {
      this.#expect(memberId, request.sessionTimeoutMs);
      reply(refusedJoin('MEMBER_ID_REQUIRED', memberId));
    }
  }

  /** Holds an id for a client that will join with it, or has thought better of it. */
  #expect(memberId: string, sessionTimeoutMs: number): void {
    const expiry = this.#around.clock.after(sessionTimeoutMs, () => {
      this.members.removePending(memberId);
      this.#completeJoinIfReady();
    });
    this.members.addPending(memberId, expiry);
  }

  #admit(memberId: string, request: JoinRequest, reply: JoinReply): void {
    const member = new Member(memberId, request);
    this.#initialDelay.extend();
    this.members.add(member);
    member.parkJoin(reply);
    this.#startSession(member, this.#around.options.groupNewMemberTimeoutMs);
    this.#prepareRebalance();
    this.#completeJoinIfReady();
  }

  /** Somebody who only missed the answer of a join is given it again; anything else opens a rebalance. */
  #rejoin(member: Member, request: JoinRequest, reply: JoinReply): void {
    const isLeader = member.id === this.members.leaderId;
    const changesNothing = member.matches(request.protocols) && !(isLeader && this.#state === 'Stable');
    if (changesNothing && this.#state !== 'PreparingRebalance') {
      reply(joinedAnswer(this, member));
      return;
    }
    member.update(request);
    member.parkJoin(reply);
    this.#prepareRebalance();
    this.#completeJoinIfReady();
  }

  #prepareRebalance(): void {
    if (this.#state === 'PreparingRebalance') return;
    const before = this.#state;
    this.#become('PreparingRebalance');
    if (before === 'CompletingRebalance') this.#cancelAssignment();
    const timeoutMs = this.members.rebalanceTimeoutMs;
    if (before === 'Empty') this.#initialDelay.start(timeoutMs, () => this.#completeJoin());
    else this.#setPhaseEnd(timeoutMs, () => this.#completeJoin());
  }

  #completeJoinIfReady(): void {
    if (this.#state !== 'PreparingRebalance' || this.#initialDelay.isRunning) return;
    if (this.members.allJoined) this.#completeJoin();
  }

  #completeJoin(): void {
    this.#setPhaseEnd(undefined);
    for (const member of this.members.all()) if (!member.awaitsJoin) this.#forget(member, 'UNKNOWN_MEMBER_ID');
    this.#generation += 1;
    const members = this.members.all();
    this.#protocolName = chooseProtocol(members);
    this.#become(members.length === 0 ? 'Empty' : 'CompletingRebalance');
    this.#emptySince = members.length === 0 ? this.#around.clock.now() : undefined;
    for (const member of members) {
      member.isNew = false;
      member.hasSynced = false;
      this.#startSession(member, member.sessionTimeoutMs);
    }
    if (members.length > 0) this.#setPhaseEnd(this.members.rebalanceTimeoutMs, () => this.#expelUnsynced());
    this.#around.onGeneration(this);
    for (const member of members) member.answerJoin(joinedAnswer(this, member));
  }

  #assign(assignments: ReadonlyMap<string, Buffer>): void {
    this.#become('Stable');
    for (const member of this.members.all()) {
      member.assignment = Buffer.from(assignments.get(member.id) ?? nothing);
      this.#answerSync(member, 'NONE');
    }
  }

  #cancelAssignment(): void {
    for (const member of this.members.all()) {
      member.assignment = nothing;
      this.#answerSync(member, 'REBALANCE_IN_PROGRESS');
    }
  }

  /** Members that heartbeat but never sync would hold their partitions for nothing (KAFKA-13254). */
  #expelUnsynced(): void {
    if (this.members.allSynced) return;
    for (const member of this.members.all()) if (!member.hasSynced) this.#forget(member, 'UNKNOWN_MEMBER_ID');
    this.#prepareRebalance();
    this.#completeJoinIfReady();
  }

  #answerSync(member: Member, error: GroupError): void {
    if (member.answerSync(error)) this.#startSession(member, member.sessionTimeoutMs);
  }

  #keepAlive(memberId: string): void {
    const member = this.members.get(memberId);
    if (member !== undefined) this.#startSession(member, member.sessionTimeoutMs);
  }

  /** A member that waits for an answer of ours is not late; only a first join has its end, though nobody may read it. */
  #startSession(member: Member, timeoutMs: number): void {
    const end = () => {
      if (member.isNew || !(member.awaitsJoin || member.awaitsSync)) this.#remove(member);
    };
    member.renewSession(this.#around.clock.after(timeoutMs, end));
  }

  #remove(member: Member): void {
    this.#forget(member, 'UNKNOWN_MEMBER_ID');
    if (this.#state !== 'Dead') this.#prepareRebalance();
    this.#completeJoinIfReady();
  }

  #forget(member: Member, error: GroupError): void {
    this.members.remove(member);
    member.renewSession(undefined);
    member.answerJoin(refusedJoin(error, ''));
    member.answerSync(error);
  }

  #setPhaseEnd(delayMs: number | undefined, end: () => void = () => undefined): void {
    this.#phaseEnd?.cancel();
    this.#phaseEnd = delayMs === undefined ? undefined : this.#around.clock.after(delayMs, end);
  }

  #become(state: GroupState): void {
    this.#state = moveState(this.#state, state);
  }
}
