/**
 * Takes a group from one generation to the next, as a state machine of `group-state.ts`.
 *
 * A rebalance waits for joins, which are parked. When every member has joined, or after the longest rebalance timeout
 * of the members, dynamic members that have not joined are removed, the generation grows, and all joins are answered:
 * the leader's with every subscription. Then syncs are parked until the leader submits the assignment. A member without
 * a heartbeat for its session timeout is removed; a member that waits for a response never times out. A static member
 * that has not joined may be restarting: it stays until its session ends.
 */
import type { Timer } from '../../clock.js';
import type { GroupDependencies, GroupRecord } from '../group-dependencies.js';
import { type GroupError, type JoinResponse, nothing, type SyncReply } from '../group-messages.js';
import type { GroupOptions } from '../group-options.js';
import { GroupMembers } from '../membership/group-members.js';
import type { Member } from '../membership/member.js';
import { consumerType, subscribedTopics } from '../membership/subscribed-topics.js';
import { chooseProtocol } from './choose-protocol.js';
import { type GroupState, moveState } from './group-state.js';
import { InitialDelay } from './initial-delay.js';

/** The shortest interval of checking for a joined member, when no remaining member has joined. */
const minWaitMs = 100;

export class Rebalancer {
  readonly members = new GroupMembers();
  readonly options: GroupOptions;
  readonly #clock: GroupDependencies['clock'];
  readonly #onGeneration: () => void;
  readonly #initialDelay: InitialDelay;
  #state: GroupState = 'Empty';
  #generation: number;
  #protocolName = '';
  #emptySince: number | undefined;
  /** Of the current generation; `undefined` when they are unknown. */
  #subscribed: ReadonlySet<string> | undefined;
  /** The end of the current phase, which waits for joins or for syncs. */
  #phaseEnd: Timer | undefined;

  constructor({ clock, options }: GroupDependencies, record: GroupRecord | undefined, onGeneration: () => void) {
    this.options = options;
    this.#clock = clock;
    this.#onGeneration = onGeneration;
    this.#initialDelay = new InitialDelay(clock, options.groupInitialRebalanceDelayMs);
    this.#generation = record?.generation ?? 0;
    this.members.protocolType = record?.protocolType ?? '';
    this.#emptySince = record?.emptySince ?? clock.now();
    this.#subscribed = subscribedTopics(this.members.protocolType, []);
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

  /** Whether a member of the current generation reads the topic. Consumers whose topics are unknown may read any. */
  isSubscribedTo(topic: string): boolean {
    return this.#subscribed?.has(topic) ?? this.members.protocolType === consumerType;
  }

  /** The response to a join that succeeded. The leader gets the list of members, since it makes the assignment. */
  joinResponse(member: Member): JoinResponse {
    const { leaderId } = this.members;
    return {
      error: 'NONE',
      generation: this.#generation,
      protocolName: this.#protocolName,
      leaderId,
      memberId: member.id,
      members: (member.id === leaderId ? this.members.all() : []).map((each) => ({
        memberId: each.id,
        groupInstanceId: each.groupInstanceId,
        metadata: each.metadataOf(this.#protocolName),
      })),
    };
  }

  /** Adds a member, whose join is parked. */
  admit(member: Member): void {
    this.#initialDelay.extend();
    this.members.add(member);
    this.startSession(member, this.options.groupNewMemberTimeoutMs);
    this.rebalance();
  }

  /** Reserves an id for a client that will join with it, until its session timeout. */
  reserveMemberId(memberId: string, sessionTimeoutMs: number): void {
    const expiry = this.#clock.after(sessionTimeoutMs, () => {
      this.members.removePending(memberId);
      this.#completeJoinIfReady();
    });
    this.members.addPending(memberId, expiry);
  }

  /** Starts a rebalance unless one is running, and ends it if no member is missing. */
  rebalance(): void {
    this.#prepareRebalance();
    this.#completeJoinIfReady();
  }

  /** Parks the sync of a member, or answers it. The leader's `assignments` answer every parked sync. */
  sync(member: Member, assignments: ReadonlyMap<string, Buffer>, reply: SyncReply): void {
    this.members.hasSynced(member);
    member.parkSync(reply);
    if (this.#state === 'Stable') this.#respondToSync(member, 'NONE');
    else if (member.id === this.members.leaderId) this.#assign(assignments);
  }

  /**
   * A member that waits for a response does not time out, except in its first join, which may have no reader any more.
   */
  startSession(member: Member, timeoutMs = member.sessionTimeoutMs): void {
    const end = () => {
      if (member.isNew || !(member.awaitsJoin || member.awaitsSync)) this.removeAndRebalance(member);
    };
    member.renewSession(this.#clock.after(timeoutMs, end));
  }

  removeAndRebalance(member: Member): void {
    this.removeMember(member, 'UNKNOWN_MEMBER_ID');
    this.rebalance();
  }

  /** Removes a member; the caller starts the rebalance. */
  removeMember(member: Member, error: GroupError): void {
    this.members.remove(member);
    member.dismiss(error);
  }

  /** Ends the group: waiting members get COORDINATOR_NOT_AVAILABLE and look for another coordinator. */
  die(): void {
    this.#become('Dead');
    this.#setPhaseEnd(undefined);
    this.#initialDelay.cancel();
    for (const id of this.members.pendingIds()) this.members.removePending(id);
    for (const member of this.members.all()) this.removeMember(member, 'COORDINATOR_NOT_AVAILABLE');
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
    for (const member of this.members.all()) {
      if (!member.awaitsJoin && !member.isStatic) this.removeMember(member, 'UNKNOWN_MEMBER_ID');
    }
    const members = this.members.all();
    if (!this.members.electJoinedLeader() && members.length > 0) {
      const retryMs = Math.max(minWaitMs, this.members.rebalanceTimeoutMs);
      this.#setPhaseEnd(retryMs, () => this.#completeJoin());
      return;
    }
    this.#generation += 1;
    this.#protocolName = chooseProtocol(members);
    this.#subscribed = subscribedTopics(
      this.members.protocolType,
      members.map((member) => member.metadataOf(this.#protocolName)),
    );
    this.#become(members.length === 0 ? 'Empty' : 'CompletingRebalance');
    this.#emptySince = members.length === 0 ? this.#clock.now() : undefined;
    for (const member of members) {
      member.isNew = false;
      this.startSession(member);
    }
    this.members.expectSyncs();
    if (members.length === 0) this.#setPhaseEnd(undefined);
    else this.#setPhaseEnd(this.members.rebalanceTimeoutMs, () => this.#removeUnsynced());
    this.#onGeneration();
    for (const member of members) member.respondToJoin(this.joinResponse(member));
  }

  #assign(assignments: ReadonlyMap<string, Buffer>): void {
    this.#become('Stable');
    for (const member of this.members.all()) {
      member.assignment = Buffer.from(assignments.get(member.id) ?? nothing);
      this.#respondToSync(member, 'NONE');
    }
  }

  #cancelAssignment(): void {
    for (const member of this.members.all()) {
      member.assignment = nothing;
      this.#respondToSync(member, 'REBALANCE_IN_PROGRESS');
    }
  }

  /** Members that heartbeat but never sync would block their partitions (KAFKA-13254). */
  #removeUnsynced(): void {
    const ids = this.members.unsynced;
    if (ids.length === 0) return;
    for (const id of ids) {
      const member = this.members.get(id);
      if (member !== undefined) this.removeMember(member, 'UNKNOWN_MEMBER_ID');
    }
    this.rebalance();
  }

  #respondToSync(member: Member, error: GroupError): void {
    if (member.respondToSync(error)) this.startSession(member);
  }

  #setPhaseEnd(delayMs: number | undefined, end: () => void = () => undefined): void {
    this.#phaseEnd?.cancel();
    this.#phaseEnd = delayMs === undefined ? undefined : this.#clock.after(delayMs, end);
  }

  #become(state: GroupState): void {
    this.#state = moveState(this.#state, state);
  }
}
