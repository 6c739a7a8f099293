/**
 * The loop of one consumer group. It passes fetched batches to lanes and returns at once, so that fetching and heartbeats
 * never wait for a handler. It commits frontiers outside of the fetch path: on an interval, on revocation and on stop.
 */
import type { CallOptions, ResponderReport } from '../../contracts/responder-contract.js';
import { toError } from '../../errors/kfw-error.js';
import type { LaneStatus, RunningWork } from '../../events/events.js';
import type { Monitor } from '../../events/monitor.js';
import type { TopicPartition } from '../../events/topic-partition.js';
import type { OffsetLookup } from '../../ports/admin.js';
import type { Logger } from '../../ports/logger.js';
import type { RawBatch } from '../../ports/records.js';
import type { Assignment, JoinedMember, Source, SourceHandlers } from '../../ports/transport.js';
import type { ConsumedOffsets, OutgoingMessage } from '../../producing/deliverer.js';
import type { GroupPlan, TopicPlan } from '../../routing/plan/plan.js';
import type { BufferBudget } from '../buffer/buffer-budget.js';
import { createLane } from '../lane/create-lane.js';
import type { Lane } from '../lane/lane.js';
import type { LaneHost, LaneView } from '../lane/lane-host.js';
import { LaneSeries } from '../lane/lane-series.js';
import { resolveSeekTarget } from '../lane/resolve-seek-target.js';
import type { ConcurrencyLimiter } from '../schedule/concurrency-limiter.js';
import { settlesWithin } from '../timing/settles-within.js';
import { ClosingLanes } from './closing-lanes.js';
import { GroupMeters } from './group-meters.js';
import { type LoopProgress, progressOf } from './loop-progress.js';
import { OffsetCommitter } from './offset-committer.js';
import type { RestartableSource } from './restartable-source.js';

export interface LoopOptions {
  readonly group: GroupPlan;
  /** A source with `restart` is restarted when the group has stalled. */
  readonly source: Source & Partial<Pick<RestartableSource, 'restart'>>;
  /** Finds the offsets that handlers seek to. */
  readonly lookup: OffsetLookup;
  /** The bound on buffered bytes, shared by all groups of a process. */
  readonly bufferBudget: BufferBudget;
  /** The bound on concurrent handler calls, shared by all groups of a process. */
  readonly limiter: ConcurrencyLimiter;
  readonly monitor: Monitor;
  readonly logger: Logger;
  readonly commitIntervalMs: number;
  /** How long the broker may wait for a member that has died before it admits this one. */
  readonly sessionTimeoutMs: number;
  respond(plan: TopicPlan, input: unknown, options: CallOptions): Promise<ResponderReport>;
  /** Sends a message unchanged; resolves when the broker has acknowledged it. */
  deliver(message: OutgoingMessage): Promise<unknown>;
  /** Fences the previous owner of the partition's transactions; resolves with the committed offset of the group. */
  fencePartition(from: TopicPartition): Promise<number | null>;
  /** Sends messages in one transaction of that partition, with the consumed offsets. */
  transact(from: TopicPartition, messages: readonly OutgoingMessage[], consumed: ConsumedOffsets): Promise<unknown>;
}

/** A group that admits a member at once takes less. */
const longJoinMs = 3_000;

/** Bounds the commit before a restart: the stalled part may be the connection to the broker. */
const commitGraceMs = 3_000;

export class ConsumeLoop implements SourceHandlers {
  readonly group: string;
  readonly plan: GroupPlan;
  /** By topic; plans of topics that match a pattern are added when first assigned. */
  readonly #plans: Map<string, TopicPlan>;
  readonly #lanes = new Map<string, Lane>();
  readonly #closingLanes = new ClosingLanes();
  readonly #meters: GroupMeters;
  readonly #committer: OffsetCommitter;
  readonly #host: LaneHost;
  /** This member as the group knows it: offsets committed in transactions name their reader. */
  #member: ConsumedOffsets['member'];
  #joining = false;
  /** Reports a first join that takes long. */
  #joinTimer: NodeJS.Timeout | undefined;
  #stopping = false;
  #quiet = false;
  /** Called with an error that must stop the process; `start` sets it. */
  #onFatal: (error: Error) => void = () => {};

  constructor(private readonly options: LoopOptions) {
    const { group, source, lookup, bufferBudget, limiter, monitor, logger, commitIntervalMs } = options;
    this.group = group.id;
    this.plan = group;
    this.#plans = new Map(group.topics.map((topic) => [topic.topic, topic]));
    for (const plan of group.topics) {
      if (plan.pattern === undefined) LaneSeries.bindAtZero(monitor.measurements, plan);
    }
    this.#meters = new GroupMeters(monitor, group.id);
    this.#committer = new OffsetCommitter(group.id, source, monitor, this.#meters, commitIntervalMs);
    this.#host = {
      monitor,
      logger,
      bufferBudget,
      limiter,
      respond: options.respond,
      deliver: options.deliver,
      fencePartition: (lane) => options.fencePartition(topicPartitionOf(lane)),
      sendAndCommit: (lane, messages, offset) => this.#sendAndCommit(lane, messages, offset),
      pauseFetching: (lane) => source.pause([topicPartitionOf(lane)]),
      resumeFetching: (lane) => source.resume([topicPartitionOf(lane)]),
      resolveSeekTarget: (lane, target) => resolveSeekTarget(lookup, lane, target),
      fetchFrom: (lane, offset) => source.resetTo({ ...topicPartitionOf(lane), offset, generation: lane.generation }),
      progressed: (lane) => this.#committer.note(lane),
      stop: (error) => this.#onFatal(error),
    };
  }

  /** Joins the group; resolves when the subscription is made. `onFatal` receives an error that must stop the process. */
  start(onFatal: (error: Error) => void): Promise<void> {
    this.#onFatal = onFatal;
    const { monitor, sessionTimeoutMs } = this.options;
    monitor.publish('group.joining', { group: this.group });
    this.#joining = true;
    this.#joinTimer = setTimeout(() => {
      monitor.publish('group.waiting', { group: this.group, waitedMs: longJoinMs, sessionTimeoutMs });
    }, longJoinMs);
    return this.options.source.start(this);
  }

  /** Begins no more consume calls; resolves when the running ones have ended. Partitions are kept. */
  async quiet(): Promise<void> {
    this.#quiet = true;
    await this.#hold();
  }

  async #hold(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.hold()));
  }

  /** Finishes running calls, commits and leaves the group. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endJoining();
    await this.quiet();
    await this.#committer.commitNow();
    await this.options.source.stop();
    await this.#closingLanes.closed();
    this.#committer.close();
  }

  /** Abandons calls that still run: the signals of their handlers fire. */
  abandon(): void {
    for (const lane of this.#lanes.values()) lane.abandon('the stop was forced');
  }

  /**
   * Leaves the group and joins it again. Handlers of stalled partitions are abandoned: their signals fire and nothing waits
   * for them; the work that they had finished is committed. Throws what a start throws.
   */
  async restart(stalled: readonly TopicPartition[]): Promise<void> {
    const stalledLanes = stalled.flatMap((topicPartition) => this.#lanes.get(partitionName(topicPartition)) ?? []);
    for (const lane of stalledLanes) lane.abandon('the partition stalled, and its group is restarted');
    await settlesWithin(commitGraceMs, this.#committer.commitNow());
    for (const lane of stalledLanes) this.#remove(lane);
    void this.#closingLanes.close(stalledLanes, 'onRevoked');
    await this.options.source.restart?.();
  }

  /** The progress of the group, for the detection of stalls. */
  get progress(): LoopProgress {
    return progressOf(this.#lanes.values(), this.options.source.progress?.());
  }

  get running(): RunningWork[] {
    return [...[...this.#lanes.values()].flatMap((lane) => lane.running ?? []), ...this.#closingLanes.running];
  }

  /** The state of each lane. */
  get lanes(): LaneStatus[] {
    return this.progress.lanes.map(({ status }) => status);
  }

  /** Whether the group has not admitted this member yet. */
  get isJoining(): boolean {
    return this.#joining;
  }

  onJoined({ memberId, generation, groupGeneration }: JoinedMember): void {
    this.#member = { memberId, generation: groupGeneration };
    this.#meters.joined();
    this.#endJoining();
    this.options.monitor.publish('group.joined', { group: this.group, memberId, generation });
    if (!this.#quiet) for (const lane of this.#lanes.values()) lane.release();
  }

  onAssigned({ generation, partitions }: Assignment): void {
    for (const topicPartition of partitions) {
      const plan = this.#planOf(topicPartition.topic);
      if (plan === undefined) continue;
      const lane = createLane(plan, topicPartition.partition, generation, this.#host);
      this.#lanes.set(partitionName(topicPartition), lane);
      if (this.#quiet) void lane.hold();
      void lane.open();
    }
    this.options.monitor.publish('partitions.assigned', { group: this.group, generation, partitions });
  }

  onBatch(batch: RawBatch): void {
    const lane = this.#lanes.get(partitionName(batch));
    if (lane?.generation === batch.generation) lane.take(batch);
  }

  /** Any partition may be lost: running calls are finished and committed; retained partitions continue in `onJoined`. */
  async onRebalancing({ deadlineMs }: { deadlineMs: number }): Promise<void> {
    this.#meters.rebalancing();
    await settlesWithin(deadlineMs, this.#hold());
    await this.#committer.commitNow();
  }

  async onRevoked(revocation: Assignment & { deadlineMs: number; lost: boolean }): Promise<void> {
    const { generation, partitions, deadlineMs, lost } = revocation;
    const endsAt = performance.now() + deadlineMs;
    // A member that loses a partition and stays one continues with the others: such as when a topic is deleted.
    const isRebalance = !lost || this.options.source.progress?.()?.isMember !== true;
    if (isRebalance) this.#meters.rebalancing();
    const lanes = partitions.flatMap((topicPartition) => this.#lanes.get(partitionName(topicPartition)) ?? []);
    if (lost) for (const lane of lanes) lane.abandon('the partition was lost');
    const drained = Promise.all(lanes.map((lane) => lane.hold()));
    await settlesWithin(deadlineMs, drained);
    if (!lost) await this.#committer.commitNow();
    for (const lane of lanes) {
      lane.abandon('the partition was revoked');
      this.#remove(lane);
    }
    const callbacks = this.#closingLanes.close(lanes, this.#stopping ? 'onShutdown' : 'onRevoked');
    await settlesWithin(Math.max(0, endsAt - performance.now()), callbacks);
    this.options.monitor.publish('partitions.revoked', { group: this.group, generation, partitions });
  }

  onCrash(error: Error): void {
    this.#onFatal(error);
  }

  async #sendAndCommit(lane: LaneView, messages: readonly OutgoingMessage[], offset: number): Promise<void> {
    const { monitor, transact } = this.options;
    const from = topicPartitionOf(lane);
    const { group } = this;
    const offsets = [{ ...from, offset }];
    const trace = monitor.tracer?.committing({ group, offsets, messages: messages.length });
    const startedAt = performance.now();
    try {
      await transact(from, messages, { group, offsets, ...(this.#member && { member: this.#member }) });
    } catch (thrown) {
      const error = toError(thrown);
      trace?.ended(error);
      this.#meters.commitFailed(startedAt, error);
      throw thrown;
    }
    trace?.ended();
    this.#meters.committed(startedAt);
    if (monitor.has('offsets.committed')) monitor.publish('offsets.committed', { group, offsets });
  }

  #endJoining(): void {
    this.#joining = false;
    clearTimeout(this.#joinTimer);
  }

  #planOf(topic: string): TopicPlan | undefined {
    const known = this.#plans.get(topic);
    if (known !== undefined) return known;
    const plan = this.options.group.topics.find(({ pattern }) => pattern?.test(topic))?.pattern?.planOf(topic);
    if (plan === undefined) return undefined;
    this.#plans.set(topic, plan);
    LaneSeries.bindAtZero(this.options.monitor.measurements, plan);
    return plan;
  }

  /** A lost partition may have been assigned again meanwhile: its new lane stays. */
  #remove(lane: Lane): void {
    const name = partitionName(topicPartitionOf(lane));
    if (this.#lanes.get(name) === lane) this.#lanes.delete(name);
    this.#committer.forget(lane);
  }
}

function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

function topicPartitionOf({ topic, partition }: LaneView): TopicPartition {
  return { topic, partition };
}
