/**
 * The group coordinator: finds or creates the group of a request, checks what does not depend on the group's state, and
 * stores what groups commit. A single node coordinates every group.
 */
import type { Clock, Timer } from '../clock.js';
import { Group } from './group.js';
import type { GroupDependencies, GroupRecord } from './group-dependencies.js';
import {
  type GroupError,
  type JoinRequest,
  type JoinResponse,
  type LeaveResponse,
  type MemberIdentity,
  type MemberOfGeneration,
  refusedJoin,
  refusedLeave,
  refusedSync,
  type SyncRequest,
  type SyncResponse,
} from './group-messages.js';
import type { GroupOptions } from './group-options.js';
import { expiredOffsets } from './store/expired-offsets.js';
import type { CommittedOffset } from './store/group-change.js';
import type { GroupStore, OffsetsOfGroup } from './store/group-store.js';

export interface GroupCoordinatorDependencies {
  readonly clock: Clock;
  readonly options: GroupOptions;
  /** Owned by the caller: `close` leaves it open, so that the next coordinator finds in it what this one stored. */
  readonly store: GroupStore;
  /** Called after each new generation that has members. */
  readonly onFormed: (groupId: string, generation: number, memberCount: number) => void;
  /** Receives an error of the file system when no request waits for it. */
  readonly onError: (error: unknown) => void;
  /** Called once, by `close`. */
  readonly onClosed: () => void;
}

/** One offset of a commit request. */
export interface OffsetToCommit {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

export class GroupCoordinator {
  readonly #deps: GroupCoordinatorDependencies;
  readonly #groups = new Map<string, Group>();
  readonly #groupDeps: GroupDependencies;
  #nextCheck: Timer | undefined;
  #isClosed = false;

  constructor(deps: GroupCoordinatorDependencies) {
    this.#deps = deps;
    const { clock, options, store } = deps;
    this.#groupDeps = {
      clock,
      options,
      onGeneration: (groupId, record, memberCount) => this.#onGeneration(groupId, record, memberCount),
    };
    for (const id of new Set([...store.records().keys(), ...store.groupsWithOffsets()])) this.#create(id);
    this.#scheduleCheck();
  }

  get options(): GroupOptions {
    return this.#deps.options;
  }

  join(id: string, request: JoinRequest): Promise<JoinResponse> {
    const { groupMinSessionTimeoutMs, groupMaxSessionTimeoutMs } = this.options;
    const { memberId, sessionTimeoutMs } = request;
    let error = this.#refusal(id);
    if (
      error === 'NONE' &&
      (sessionTimeoutMs < groupMinSessionTimeoutMs || sessionTimeoutMs > groupMaxSessionTimeoutMs)
    ) {
      error = 'INVALID_SESSION_TIMEOUT';
    }
    if (error === 'NONE' && !this.#groups.has(id))
      error = memberId === '' ? this.#createIfAllowed(id) : 'UNKNOWN_MEMBER_ID';
    const group = this.#groups.get(id);
    if (error !== 'NONE' || group === undefined) return Promise.resolve(refusedJoin(error, memberId));
    return new Promise((resolve) => group.join(request, resolve));
  }

  sync(id: string, request: SyncRequest): Promise<SyncResponse> {
    const error = this.#refusal(id);
    if (error !== 'NONE') return Promise.resolve(refusedSync(error));
    const group = this.#groups.get(id);
    if (group === undefined) return Promise.resolve(refusedSync('UNKNOWN_MEMBER_ID'));
    return new Promise((resolve) => group.sync(request, resolve));
  }

  heartbeat(id: string, requester: MemberOfGeneration): GroupError {
    const error = this.#refusal(id);
    return error === 'NONE' ? (this.#groups.get(id)?.heartbeat(requester) ?? 'UNKNOWN_MEMBER_ID') : error;
  }

  leave(id: string, leaving: readonly MemberIdentity[]): LeaveResponse {
    const error = this.#refusal(id);
    if (error !== 'NONE') return refusedLeave(error);
    const group = this.#groups.get(id);
    if (group !== undefined) return group.leave(leaving);
    return { error, members: leaving.map((identity) => ({ ...identity, error: 'UNKNOWN_MEMBER_ID' })) };
  }

  /**
   * Whether this member, or a client without a member, may commit now. The first commit creates a group without
   * members. The empty id is a valid group here, as always in Kafka.
   */
  mayCommit(id: string, requester: MemberOfGeneration): GroupError {
    if (this.#isClosed) return 'COORDINATOR_NOT_AVAILABLE';
    if (!this.#groups.has(id)) {
      if (requester.generation >= 0) return 'ILLEGAL_GENERATION';
      const error = this.#createIfAllowed(id);
      if (error !== 'NONE') return error;
    }
    return this.#groups.get(id)?.commit(requester) ?? 'ILLEGAL_GENERATION';
  }

  /** Stores the offsets that `mayCommit` allowed. Throws an error of the file system, and has then stored nothing. */
  commit(id: string, offsets: readonly OffsetToCommit[], retentionMs?: number): void {
    const committedAt = this.#deps.clock.now();
    const expiresAt = retentionMs === undefined ? undefined : committedAt + retentionMs;
    this.#deps.store.change(
      offsets.map(({ topic, partition, offset, leaderEpoch, metadata }) => {
        const committed = { offset, leaderEpoch, metadata, committedAt, expiresAt };
        return { kind: 'commit', group: id, topic, partition, committed };
      }),
    );
  }

  /**
   * Whether a transaction may commit offsets for the group, as this member or without a member (generation -1, and no
   * id). Creates the group.
   */
  mayCommitInTransaction(id: string, requester: MemberOfGeneration): GroupError {
    const error = this.#refusal(id);
    if (error !== 'NONE') return error;
    const group = this.#groups.get(id);
    if (group !== undefined) return group.commitInTransaction(requester);
    return requester.generation >= 0 ? 'ILLEGAL_GENERATION' : this.#createIfAllowed(id);
  }

  /** Stores offsets that become visible when the producer's transaction commits. Throws as `commit` does. */
  commitInTransaction(id: string, producerId: number, offsets: readonly OffsetToCommit[]): void {
    const committedAt = this.#deps.clock.now();
    this.#deps.store.change(
      offsets.map(({ topic, partition, offset, leaderEpoch, metadata }) => {
        const committed = { offset, leaderEpoch, metadata, committedAt, expiresAt: undefined };
        return { kind: 'pend', group: id, producerId, topic, partition, committed };
      }),
    );
  }

  /** Completes the offsets of a producer's transaction for these groups, as one change. Throws as `commit` does. */
  completeTransaction(producerId: number, ids: Iterable<string>, isCommitted: boolean): void {
    const { store } = this.#deps;
    const changes = [...ids]
      .filter((id) => store.hasPending(id))
      .map((id) => ({ kind: 'settle' as const, group: id, producerId, isCommitted }));
    store.change(changes);
  }

  committed(id: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#deps.store.find(id, topic, partition);
  }

  /** Whether an open transaction may change the committed offset of this partition. */
  isUnstable(id: string, topic: string, partition: number): boolean {
    return this.#deps.store.hasPendingAt(id, topic, partition);
  }

  allCommitted(id: string): OffsetsOfGroup {
    return this.#deps.store.offsetsOf(id);
  }

  find(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  all(): Iterable<Group> {
    return this.#groups.values();
  }

  /** Deletes a group without members, with its offsets. */
  delete(id: string): GroupError {
    if (this.#isClosed) return 'COORDINATOR_NOT_AVAILABLE';
    const group = this.#groups.get(id);
    if (group === undefined) return 'GROUP_ID_NOT_FOUND';
    if (group.state !== 'Empty') return 'NON_EMPTY_GROUP';
    this.#drop(group);
    return 'NONE';
  }

  mayDeleteOffsets(id: string): GroupError {
    const error = this.#refusal(id);
    return error === 'NONE' ? (this.#groups.get(id)?.mayDeleteOffsets() ?? 'GROUP_ID_NOT_FOUND') : error;
  }

  /** Deletes committed offsets, if there are any. Throws as `commit` does. */
  deleteOffsets(id: string, partitions: readonly { readonly topic: string; readonly partition: number }[]): void {
    const { store } = this.#deps;
    const existing = partitions.filter(
      ({ topic, partition }) =>
        store.find(id, topic, partition) !== undefined || store.hasPendingAt(id, topic, partition),
    );
    store.change(existing.map(({ topic, partition }) => ({ kind: 'forget', group: id, topic, partition })));
  }

  /** Deletes the offsets of a deleted topic. */
  forgetTopic(topic: string): void {
    this.#reportErrors(() => this.#deps.store.forgetTopic(topic));
  }

  /** Answers every waiting request and cancels every timer. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#nextCheck?.cancel();
    this.#deps.onClosed();
    for (const group of this.#groups.values()) group.die();
  }

  #refusal(id: string): GroupError {
    if (this.#isClosed) return 'COORDINATOR_NOT_AVAILABLE';
    return id === '' ? 'INVALID_GROUP_ID' : 'NONE';
  }

  #createIfAllowed(id: string): GroupError {
    if (this.#groups.size >= this.options.maxGroups) return 'POLICY_VIOLATION';
    this.#create(id);
    return 'NONE';
  }

  #create(id: string): void {
    this.#groups.set(id, new Group(id, this.#groupDeps, this.#deps.store.records().get(id)));
  }

  #onGeneration(groupId: string, record: GroupRecord, memberCount: number): void {
    this.#reportErrors(() => this.#deps.store.change([{ kind: 'group', group: groupId, record }]));
    if (memberCount > 0) this.#deps.onFormed(groupId, record.generation, memberCount);
  }

  #drop(group: Group): void {
    this.#deps.store.change([{ kind: 'delete', group: group.id }]);
    this.#groups.delete(group.id);
    group.die();
  }

  #scheduleCheck(): void {
    this.#nextCheck = this.#deps.clock.after(this.options.offsetsRetentionCheckIntervalMs, () => {
      this.#reportErrors(() => this.#expire());
      this.#scheduleCheck();
    });
  }

  /** For work that no request waits for. */
  #reportErrors(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#deps.onError(error);
    }
  }

  /** Deletes expired offsets, and groups that have neither members nor offsets. */
  #expire(): void {
    const { store, clock } = this.#deps;
    for (const group of [...this.#groups.values()]) {
      if (store.hasPending(group.id)) continue;
      store.change(expiredOffsets(group, store.offsetsOf(group.id), clock.now(), this.options.offsetsRetentionMs));
      const isIdle = group.state === 'Empty' && group.members.pendingSize === 0;
      if (isIdle && !store.hasOffsets(group.id)) this.#drop(group);
    }
  }
}
