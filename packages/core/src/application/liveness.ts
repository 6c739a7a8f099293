/**
 * The liveness of a server: watches its groups and the event loop while it runs, and reports stalls. Its timers do not keep
 * the process alive, and cost one check of each partition per interval.
 */
import type { ConsumeLoop } from '../consuming/group/consume-loop.js';
import { EventLoopMonitor } from '../consuming/watch/event-loop-monitor.js';
import type { PartitionStall } from '../consuming/watch/stall-detector.js';
import { toError } from '../errors/kfw-error.js';
import type { Monitor } from '../events/monitor.js';
import { GroupLiveness } from './group-liveness.js';

export interface LivenessSettings {
  /** How long a partition may not move, and a group not poll, before it has stalled; 0: nothing is watched. */
  readonly stallTimeoutMs: number;
  readonly sessionTimeoutMs: number;
}

export interface LivenessOptions extends LivenessSettings {
  readonly loops: readonly ConsumeLoop[];
  readonly monitor: Monitor;
  /** A restart has failed. */
  fail(error: Error): void;
}

/** The response of `/livez`. */
export interface LivenessReport {
  readonly alive: boolean;
  readonly stalled: readonly PartitionStall[];
  /** Groups that do not poll, and for how long. */
  readonly notPolling: readonly { readonly group: string; readonly stalledForMs: number }[];
}

const longestPauseMs = 5_000;
const shortestPauseMs = 10;

export class Liveness {
  readonly #groups: readonly GroupLiveness[];
  readonly #everyMs: number;
  readonly #eventLoopMonitor: EventLoopMonitor;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LivenessOptions) {
    const { loops, monitor, stallTimeoutMs, sessionTimeoutMs } = options;
    this.#everyMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, stallTimeoutMs / 10));
    const every = { monitor, stallTimeoutMs, everyMs: this.#everyMs };
    this.#groups = stallTimeoutMs === 0 ? [] : loops.map((loop) => new GroupLiveness({ ...every, loop }));
    const running = () => loops.flatMap((loop) => loop.running);
    this.#eventLoopMonitor = new EventLoopMonitor({ monitor, sessionTimeoutMs, running });
  }

  /** Starts reporting stalls and restarting groups. */
  start(): void {
    this.#eventLoopMonitor.start();
    if (this.#groups.length === 0) return;
    this.#timer = setInterval(() => this.#check(), this.#everyMs);
    this.#timer.unref();
  }

  /** Ends restarts. A report still checks. */
  stopRestarting(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const group of this.#groups) group.stopRestarting();
  }

  stop(): void {
    this.stopRestarting();
    this.#eventLoopMonitor.stop();
  }

  /** That of a group; `undefined` when nothing is watched. */
  of(group: string): GroupLiveness | undefined {
    return this.#groups.find((each) => each.group === group);
  }

  get report(): LivenessReport {
    const stalls = this.#groups.map((group) => ({ group: group.group, ...group.currentStalls() }));
    const stalled = stalls.flatMap(({ partitions }) => partitions);
    const notPolling = stalls.flatMap(({ group, pollingMs }) =>
      pollingMs === undefined ? [] : { group, stalledForMs: pollingMs },
    );
    return { alive: stalled.length === 0 && notPolling.length === 0, stalled, notPolling };
  }

  #check(): void {
    for (const group of this.#groups) group.check().catch((thrown) => this.options.fail(toError(thrown)));
  }
}
