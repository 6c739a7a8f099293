/**
 * Whether a server does its work: watches its groups and the event loop while it runs, and says what has stalled. The
 * timers keep no process alive, and cost a look at each partition now and then.
 */
import type { ConsumeLoop } from '../consuming/group/consume-loop.js';
import { EventLoopMonitor } from '../consuming/watch/event-loop-monitor.js';
import type { PartitionStall } from '../consuming/watch/stall-detector.js';
import { toError } from '../errors/kfw-error.js';
import type { Monitor } from '../events/monitor.js';
import { GroupLiveness } from './group-liveness.js';

export interface LivenessSettings {
  /** After so long without a move a partition has stalled, and a group that does not poll; 0: nothing is watched. */
  readonly stallTimeoutMs: number;
  readonly sessionTimeoutMs: number;
}

export interface LivenessOptions extends LivenessSettings {
  readonly loops: readonly ConsumeLoop[];
  readonly monitor: Monitor;
  /** A restart has failed. */
  fail(error: Error): void;
}

/** What `/livez` answers with. */
export interface LivenessReport {
  readonly alive: boolean;
  readonly stalled: readonly PartitionStall[];
  /** Groups that ask for no messages, and for how long. */
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

  /** From now on stalls are told, and groups restarted. */
  start(): void {
    this.#eventLoopMonitor.start();
    if (this.#groups.length === 0) return;
    this.#timer = setInterval(() => this.#check(), this.#everyMs);
    this.#timer.unref();
  }

  /** Restarts nothing any more. Asked for a report, it still looks. */
  stopRestarting(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const group of this.#groups) group.stopRestarting();
  }

  stop(): void {
    this.stopRestarting();
    this.#eventLoopMonitor.stop();
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
