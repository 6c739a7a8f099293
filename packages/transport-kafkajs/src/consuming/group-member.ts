/**
 * One member of a group, through every join and leave. kafkajs speaks the eager protocol, in which a member gives up
 * all partitions and learns its new ones from the next assignment. So handlers finish running work before a rejoin
 * (`onRebalancing`); after it the old and the new assignment are compared: lost partitions are revoked, gained ones
 * assigned, and retained ones continue at their position, so that no message in their lanes comes twice.
 */
import { type Monitor, type SourceHandlers, type SourceOptions, settlesWithin, toError } from '@kfw/core';
import { parseOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { gapWarning } from '../fetching/gap-warning.js';
import { keepMemberId } from '../kafkajs/group-state.js';
import type { Cluster, ConsumerGroup } from '../kafkajs/internals.js';
import { PendingJoin } from '../kafkajs/pending-join.js';
import { joinFollowingCoordinator } from '../metadata/group-coordinator.js';
import type { AddedPartitions } from './added-partitions.js';
import {
  type AssignedPartition,
  AssignedPartitions,
  flattenPartitions,
  toTopicPartitions,
} from './assigned-partitions.js';
import { HeartbeatSender } from './heartbeat-sender.js';
import { isMember, waitWithHeartbeats } from './wait-with-heartbeats.js';

export interface GroupMemberOptions {
  readonly source: SourceOptions;
  readonly handlers: SourceHandlers;
  readonly monitor: Monitor;
  readonly addedPartitions: AddedPartitions;
  /** Called after each join. */
  readonly onJoined: () => void;
}

const ignore = () => {};

/** The time a stop waits until the group has removed a member that was about to join. */
const withdrawTimeoutMs = 3_000;

/** The error of a join while the source stops; kafkajs treats it as final. */
function stoppedError(group: string): Error {
  return Object.assign(transportError('KFW_SOURCE_STOPPED', { group }), { retriable: false });
}

export class GroupMember {
  readonly partitions = new AssignedPartitions();
  readonly #options: GroupMemberOptions;
  readonly #heartbeatSender: HeartbeatSender;
  readonly #pendingJoin = new PendingJoin();
  /** kafkajs's group of the consumer's current run, joined or not. */
  #latestGroup: ConsumerGroup | undefined;
  #group: ConsumerGroup | undefined;
  #generation = 0;
  #rejoining: Promise<void> | undefined;
  #rejoiningSince: number | undefined;
  #joining: Promise<void> | undefined;
  #leaving: Promise<void> | undefined;

  constructor(options: GroupMemberOptions) {
    this.#options = options;
    const { sessionTimeoutMs } = options.source;
    this.#heartbeatSender = new HeartbeatSender({ sessionTimeoutMs, onSessionExpired: () => this.loseAll() });
  }

  /** kafkajs's group, once joined. */
  get group(): ConsumerGroup | undefined {
    return this.#group;
  }

  /** The start of the pending join, on the clock of `performance`. */
  get rejoiningSince(): number | undefined {
    return this.#rejoiningSince;
  }

  /** Whether batches must wait: the group rebalances, or the member is leaving. */
  get isHalted(): boolean {
    return this.#rejoining !== undefined || this.#leaving !== undefined;
  }

  /** Resolves when no join is pending; the group would reject requests meanwhile. */
  async joinSettled(): Promise<void> {
    await this.#joining;
  }

  /** Watches the joins of this client. */
  watchJoins(cluster: Cluster): void {
    this.#pendingJoin.watch(cluster, () => {
      if (this.#leaving !== undefined) throw stoppedError(this.#options.source.group);
    });
  }

  /** A new run continues as the same member: the group need not wait until the last run's session times out. */
  begin(group: ConsumerGroup): void {
    keepMemberId(group, this.#latestGroup);
    this.#latestGroup = group;
  }

  /** Several fetchers may notice a rebalance at once: they share one rejoin. */
  rejoin(group: ConsumerGroup, join: () => Promise<void>): Promise<void> {
    this.#rejoiningSince ??= performance.now();
    this.#rejoining ??= this.#rejoin(group, join).finally(() => {
      this.#rejoining = undefined;
      this.#rejoiningSince = undefined;
    });
    return this.#rejoining;
  }

  /** Throws the last error of the group if it ends the membership or makes the member rejoin. */
  heartbeat(group: ConsumerGroup, intervalMs: number): void {
    this.#heartbeatSender.sendIfDue(group, intervalMs);
  }

  /** Revokes all partitions while the member can still commit; prevents every later join. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  /** The membership ended without notice: other members own its partitions by now. */
  loseAll(): void {
    this.#group = undefined;
    this.#heartbeatSender.leftGroup();
    this.#revokeLost(this.partitions.clear());
  }

  /** These topics do not exist any more. */
  loseTopics(topics: readonly string[]): void {
    this.#options.addedPartitions.forget(topics);
    this.#revokeLost(this.partitions.drop(topics));
  }

  /**
   * The log does not hold the position of this partition. To its lane the partition is lost and assigned again:
   * records from `offset` on need not be those it had at the same offsets before.
   */
  continueAt(assignedPartition: AssignedPartition, offset: number): void {
    const { topic, partition } = assignedPartition;
    const gap = { topic, partition, at: assignedPartition.position, continuesAt: offset };
    this.#warn(gapWarning(gap), gap);
    const { handlers } = this.#options;
    const reassigned = this.partitions.replacePartition(assignedPartition, ++this.#generation, offset);
    this.#revokeLost([assignedPartition]);
    const { generation } = reassigned;
    handlers.onAssigned({ generation, partitions: toTopicPartitions([reassigned]) });
    // An empty log brings no batch that would report it.
    handlers.onBatch({ topic, partition, generation, records: [], highWatermark: offset, nextOffset: offset });
  }

  async #rejoin(group: ConsumerGroup, join: () => Promise<void>): Promise<void> {
    if (this.partitions.list().length > 0) {
      if (group !== this.#group || !(await isMember(group))) this.loseAll();
      else await this.#drain(group);
    }
    await this.#stopIfLeaving(group);
    this.#recordStartPositions(group);
    const joining = this.#join(group, join);
    // Waiters need the end of the join, not its outcome: kafkajs handles that.
    this.#joining = joining.then(ignore, ignore);
    try {
      await joining;
    } finally {
      this.#joining = undefined;
    }
    await this.#stopIfLeaving(group);
  }

  async #join(group: ConsumerGroup, join: () => Promise<void>): Promise<void> {
    await joinFollowingCoordinator(group, join(), (thrown) => {
      this.#warn('Looking up the coordinator of the group failed', { error: toError(thrown).message });
    });
    this.#heartbeatSender.joinedGroup(this.#options.source.heartbeatIntervalMs);
    if (this.#leaving !== undefined) return group.leave();
    await this.#resolveStartOffsets(group);
    const starts = await this.#options.addedPartitions.startOffsets(group, flattenPartitions(group.assigned()));
    this.#applyAssignment(group);
    for (const { topic, partition, offset } of starts) {
      const assignedPartition = this.partitions.get(topic, partition);
      if (assignedPartition !== undefined) assignedPartition.position ??= offset;
    }
  }

  /** kafkajs looks up "latest" with its first fetch; done here, messages sent after the join are never skipped. */
  async #resolveStartOffsets(group: ConsumerGroup): Promise<void> {
    try {
      await group.offsetManager?.resolveOffsets();
    } catch (thrown) {
      this.#warn('Start offsets are not known yet; the first fetch looks them up again', {
        error: toError(thrown).message,
      });
    }
  }

  async #stopIfLeaving(group: ConsumerGroup): Promise<void> {
    if (this.#leaving === undefined) return;
    await this.#leaving;
    throw stoppedError(group.groupId);
  }

  async #drain(group: ConsumerGroup): Promise<void> {
    const { handlers, source } = this.#options;
    const deadlineMs = this.#deadlineMs();
    const partitions = toTopicPartitions(this.partitions.list());
    const work = this.#runHandler('onRebalancing', () => handlers.onRebalancing({ partitions, deadlineMs }));
    const outcome = await waitWithHeartbeats(group, work, { deadlineMs, intervalMs: source.heartbeatIntervalMs });
    if (outcome === 'removed') this.loseAll();
    if (outcome === 'deadline') this.#warn('Work was still running when the member had to rejoin', { deadlineMs });
  }

  async #leave(): Promise<void> {
    const { handlers, source } = this.#options;
    const group = this.#group;
    const isJoining = this.#joining !== undefined;
    if (isJoining) await this.#withdrawJoin();
    if (group === undefined || isJoining || this.partitions.list().length === 0) return this.loseAll();
    const deadlineMs = this.#deadlineMs();
    const partitions = toTopicPartitions(this.partitions.list());
    const revocation = { generation: this.#generation, partitions, deadlineMs, lost: false };
    const work = this.#runHandler('onRevoked', () => handlers.onRevoked(revocation));
    await waitWithHeartbeats(group, work, { deadlineMs, intervalMs: source.heartbeatIntervalMs });
    this.#heartbeatSender.leftGroup();
    this.partitions.clear();
  }

  /** Without waiting for the response to the join, which comes when all others have rejoined. */
  async #withdrawJoin(): Promise<void> {
    const latestGroup = this.#latestGroup;
    if (latestGroup === undefined) return;
    const warn = (thrown: unknown) => {
      const detail = { error: toError(thrown).message };
      this.#warn('The member could not withdraw its join, and stays in the group until its session times out', detail);
    };
    await settlesWithin(
      withdrawTimeoutMs,
      this.#pendingJoin.withdraw(latestGroup.cluster, latestGroup.groupId).catch(warn),
    );
  }

  /** The group waits `rebalanceTimeoutMs` in all, and this member may have noticed one heartbeat and one fetch late. */
  #deadlineMs(): number {
    const { rebalanceTimeoutMs, heartbeatIntervalMs, fetchMaxWaitMs } = this.#options.source;
    return Math.max(rebalanceTimeoutMs / 2, rebalanceTimeoutMs - 2 * heartbeatIntervalMs - fetchMaxWaitMs);
  }

  /** Records the start offsets of partitions without records so far: "latest" must not be looked up again. */
  #recordStartPositions(group: ConsumerGroup): void {
    const started = group.offsetManager?.committedOffsets();
    for (const assignedPartition of this.partitions.list()) {
      const offset = started?.[assignedPartition.topic]?.[assignedPartition.partition];
      if (assignedPartition.position !== undefined || offset === undefined || offset === null) continue;
      const position = parseOffset(offset);
      if (position >= 0) assignedPartition.position = position;
    }
  }

  #applyAssignment(group: ConsumerGroup): void {
    const { handlers, onJoined } = this.#options;
    const generation = this.#generation + 1;
    const { gained, lost } = this.partitions.replace(flattenPartitions(group.assigned()), generation);
    this.#revokeLost(lost);
    this.#group = group;
    this.#generation = generation;
    handlers.onJoined({ memberId: group.memberId ?? '', generation, groupGeneration: group.generationId ?? -1 });
    if (gained.length > 0) handlers.onAssigned({ generation, partitions: toTopicPartitions(gained) });
    onJoined();
  }

  #revokeLost(lost: readonly AssignedPartition[]): void {
    if (lost.length === 0) return;
    const revocation = { generation: this.#generation, partitions: toTopicPartitions(lost), deadlineMs: 0, lost: true };
    void this.#runHandler('onRevoked', () => this.#options.handlers.onRevoked(revocation));
  }

  /** A handler's error is reported, and stops neither the group nor kafkajs. */
  async #runHandler(handler: string, call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } catch (thrown) {
      const detail = { group: this.#options.source.group, handler, error: toError(thrown).message };
      this.#options.monitor.publish('transport.failed', { message: `${handler} failed`, detail });
    }
  }

  #warn(message: string, detail: Readonly<Record<string, unknown>>): void {
    this.#options.monitor.publish('transport.warned', {
      message,
      detail: { group: this.#options.source.group, ...detail },
    });
  }
}
