/**
 * The liveness of one group: whether its partitions move and its source polls. A stall is reported once, and the group is
 * restarted for it once: a restart fixes a stuck membership or fetch, not a handler that hangs again at the same message.
 * That is left to the supervisor that checks `/livez`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { ConsumeLoop } from '../consuming/group/consume-loop.js';
import type { LaneProgress } from '../consuming/group/loop-progress.js';
import { type PartitionStall, StallDetector, type Stalls } from '../consuming/watch/stall-detector.js';
import { isKfwError, toError } from '../errors/kfw-error.js';
import type { Monitor } from '../events/monitor.js';

export interface GroupLivenessOptions {
  readonly loop: Pick<ConsumeLoop, 'group' | 'progress' | 'restart'>;
  readonly monitor: Monitor;
  readonly stallTimeoutMs: number;
  readonly everyMs: number;
}

/** The pause between restarts while the brokers are down. */
const pauseMs = 5_000;

export class GroupLiveness {
  readonly group: string;
  readonly #detector: StallDetector;
  /** Stalled partitions that have been reported. */
  #reported: ReadonlySet<string> = new Set();
  #isPollingReported = false;
  /** The offset of each partition when the group was restarted for it. */
  readonly #restartedAt = new Map<string, number | undefined>();
  /** The partitions that a running restart is for. */
  #restartedFor: readonly PartitionStall[] = [];
  /** The last restart because the source did not poll, on the clock of the detector. */
  #restartedPollingAt: number | undefined;
  #restartingSince: number | undefined;
  readonly #restarting = new AbortController();

  constructor(private readonly options: GroupLivenessOptions) {
    this.group = options.loop.group;
    this.#detector = new StallDetector(options.stallTimeoutMs, options.everyMs, performance.now());
  }

  /** The current stalls. A restart that takes as long as a stall counts as one. */
  currentStalls(): Stalls {
    const { partitions, pollingMs } = this.#detector.check(this.options.loop.progress, performance.now());
    const restartingMs = this.#restartingSince === undefined ? 0 : this.#detector.clock - this.#restartingSince;
    const isStuck = restartingMs >= this.options.stallTimeoutMs;
    return { partitions, pollingMs: isStuck ? Math.round(restartingMs) : pollingMs };
  }

  /**
   * Tells stalled partitions from others, for people: also one that is handled again after a restart, until it has moved.
   */
  get stalledLanes(): (lane: LaneProgress) => boolean {
    const stalled = new Set(this.currentStalls().partitions.map(partitionName));
    return ({ status, frontier }) => {
      const name = partitionName(status);
      if (stalled.has(name)) return true;
      const restartedAt = this.#restartedAt.get(name);
      return restartedAt !== undefined && (frontier === undefined || frontier === restartedAt);
    };
  }

  /** The stalled partitions that were given up, while the group is restarted for them. */
  get restarting(): readonly PartitionStall[] {
    return this.#restartedFor;
  }

  /** Reports new stalls, and restarts the group for those that it has not been restarted for. */
  async check(): Promise<void> {
    const stalls = this.currentStalls();
    if (this.#restartingSince !== undefined) return;
    const fresh = stalls.partitions.filter((stall) => !this.#reported.has(partitionName(stall)));
    this.#reported = new Set(stalls.partitions.map(partitionName));
    const isPollingFresh = stalls.pollingMs !== undefined && !this.#isPollingReported;
    this.#isPollingReported = stalls.pollingMs !== undefined;
    if (fresh.length === 0 && !isPollingFresh) return;
    const restarting = fresh.some((stall) => this.#isNew(stall)) || (isPollingFresh && this.#mayRestartPolling);
    this.#report(fresh, isPollingFresh ? stalls.pollingMs : undefined, restarting);
    if (restarting) await this.#restart(stalls);
  }

  /** Ends restarts, also one that waits for brokers. */
  stopRestarting(): void {
    this.#restarting.abort();
  }

  #report(partitions: readonly PartitionStall[], pollingMs: number | undefined, restarting: boolean): void {
    const { monitor } = this.options;
    for (const stall of partitions) monitor.publish('consumer.stalled', { ...stall, restarting });
    if (pollingMs === undefined) return;
    monitor.publish('group.stalled', { group: this.group, stalledForMs: pollingMs, restarting });
  }

  async #restart({ partitions: stalled, pollingMs }: Stalls): Promise<void> {
    const { loop, monitor } = this.options;
    const startedAt = performance.now();
    for (const stall of stalled) this.#restartedAt.set(partitionName(stall), stall.offset);
    if (pollingMs !== undefined) this.#restartedPollingAt = this.#detector.clock;
    this.#restartingSince = this.#detector.clock;
    monitor.measurements.counter('kfw_group_restarts_total', { group: this.group, cause: 'stalled' }).add();
    this.#restartedFor = stalled;
    try {
      const partitions = stalled.map(({ topic, partition }) => ({ topic, partition }));
      await this.#restartUntilReachable(() => loop.restart(partitions));
      const durationMs = performance.now() - startedAt;
      if (!this.#isRestartingStopped) monitor.publish('group.restarted', { group: this.group, partitions, durationMs });
    } finally {
      this.#restartingSince = undefined;
      this.#restartedFor = [];
      this.#detector.reset();
    }
  }

  /** Tries again while the brokers are down, as a broken membership does. */
  async #restartUntilReachable(restart: () => Promise<void>): Promise<void> {
    for (let attempt = 1; !this.#isRestartingStopped; attempt++) {
      try {
        return await restart();
      } catch (thrown) {
        const error = toError(thrown);
        if (!isKfwError(error, 'KFW_BROKER_UNREACHABLE')) throw error;
        const { group } = this;
        this.options.monitor.publish('group.crashed', { group, error, attempt, restartInMs: pauseMs });
        await wait(pauseMs, undefined, { signal: this.#restarting.signal }).catch(() => {});
      }
    }
  }

  get #isRestartingStopped(): boolean {
    return this.#restarting.signal.aborted;
  }

  /** Whether the group has not been restarted for this partition at this offset. */
  #isNew(stall: PartitionStall): boolean {
    const name = partitionName(stall);
    return !this.#restartedAt.has(name) || this.#restartedAt.get(name) !== stall.offset;
  }

  /** Whether the source has polled for long enough since the last restart. */
  get #mayRestartPolling(): boolean {
    const { stallTimeoutMs } = this.options;
    return (
      this.#restartedPollingAt === undefined || this.#detector.clock - this.#restartedPollingAt >= 2 * stallTimeoutMs
    );
  }
}

function partitionName({ topic, partition }: Pick<PartitionStall, 'topic' | 'partition'>): string {
  return `${topic}/${partition}`;
}
