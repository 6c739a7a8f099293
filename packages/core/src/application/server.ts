/**
 * Runs the groups of a plan: connect, start every loop, and stop in order. It ends with an exit code: 0 after an ordered
 * stop, 1 after an error, 2 when the stop had to be forced.
 */

import type { ConsumeLoop } from '../consuming/group/consume-loop.js';
import { settlesWithin } from '../consuming/timing/settles-within.js';
import { toError } from '../errors/kfw-error.js';
import type { LaneStatus, RunningWork } from '../events/events.js';
import type { Monitor } from '../events/monitor.js';
import type { TopicPartition } from '../events/topic-partition.js';
import { Lifecycle, type LifecycleState } from './lifecycle.js';
import { Liveness, type LivenessReport, type LivenessSettings } from './liveness.js';
import { reportStatus, type ServerIdentity } from './report-status.js';
import { addServerGauges, type GaugedGroup } from './server-gauges.js';
import type { BufferStatus, ServerStatus } from './server-status.js';

export type ExitCode = 0 | 1 | 2;

export interface ServerOptions {
  readonly loops: readonly ConsumeLoop[];
  readonly monitor: Monitor;
  readonly shutdownTimeoutMs: number;
  /** Without it the server is not watched for stalls. */
  readonly liveness?: LivenessSettings | undefined;
  /** For its status. */
  readonly identity?: ServerIdentity | undefined;
  /** The bytes of messages in memory, for its status. */
  readonly buffers?: (() => BufferStatus) | undefined;
  /** Connects to brokers and registry; ends early when the signal fires. */
  connect(signal: AbortSignal): Promise<void>;
  /** Runs after the last loop has stopped: flushes producers, closes connections. `error` is the cause of the stop, if any. */
  close(why: { readonly reason: string; readonly error: Error | undefined }): Promise<void>;
}

/** The response of `/readyz`. */
export interface ReadinessReport {
  /** It runs and is a member of every group, with or without partitions. */
  readonly ready: boolean;
  readonly state: LifecycleState;
  /** Groups that it is not a member of. */
  readonly joining: readonly string[];
}

/** The response of `/startupz`. */
export interface StartupReport {
  /** It has connected once, and its groups join. */
  readonly started: boolean;
  readonly state: LifecycleState;
  /** Groups that have not admitted it yet. */
  readonly joining: readonly string[];
}

export class Server {
  /** Resolves when the server has stopped for any reason; `error` is the cause, if something failed. */
  readonly ended: Promise<{ readonly exitCode: ExitCode; readonly error?: Error }>;
  readonly #lifecycle = new Lifecycle();
  readonly #connecting = new AbortController();
  readonly #forced = Promise.withResolvers<void>();
  /** How often a stop was requested; a stop because of an error does not count. */
  #timesAsked = 0;
  /** Errors, the cause of the stop first. */
  readonly #failures: Error[] = [];
  readonly #liveness: Liveness | undefined;
  readonly #removeGauges: () => void;
  #hasConnected = false;
  #end: (result: { exitCode: ExitCode; error?: Error }) => void = () => {};

  constructor(private readonly options: ServerOptions) {
    const { loops, monitor, liveness } = options;
    if (liveness) this.#liveness = new Liveness({ ...liveness, loops, monitor, fail: (error) => this.fail(error) });
    this.#removeGauges = addServerGauges({
      measurements: monitor.measurements,
      state: () => this.#lifecycle.state,
      groups: () => loops.map((loop) => this.#gaugedGroup(loop)),
    });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Connects and starts every group. If that fails the server stops, and `ended` has the error. */
  async start(): Promise<void> {
    try {
      this.#lifecycle.enter('connecting');
      await this.options.connect(this.#connecting.signal);
      if (this.#isEnding) return;
      this.#hasConnected = true;
      await Promise.all(this.options.loops.map((loop) => loop.start((error) => this.fail(error))));
      if (!this.#lifecycle.allows('running')) return;
      this.#lifecycle.enter('running');
      this.#liveness?.start();
      this.options.monitor.publish('app.running', { groups: this.options.loops.map((loop) => loop.group) });
    } catch (error) {
      if (this.#connecting.signal.aborted) return;
      this.fail(toError(error));
    }
  }

  /** Stops because of an error: exit code 1. If the server is already stopping, the error is reported and still counts. */
  fail(error: Error): void {
    this.#failures.push(error);
    if (this.#isEnding) this.options.monitor.publish('app.stopFailed', { error });
    else void this.#stop(error.message);
  }

  /** Takes no new work and keeps the partitions, until a stop. */
  async quiet(reason: string): Promise<void> {
    if (!this.#lifecycle.allows('quiet')) return;
    this.#lifecycle.enter('quiet');
    this.#liveness?.stopRestarting();
    this.options.monitor.publish('app.quieting', { reason });
    await Promise.all(this.options.loops.map((loop) => loop.quiet()));
  }

  /** Stops in order; a second call forces the stop. */
  stop(reason: string): void {
    this.#timesAsked++;
    if (this.#timesAsked > 1) this.#forced.resolve();
    void this.#stop(reason);
  }

  /** Publishes the state of the server and of each lane. */
  inspect(): void {
    const { state, joining } = this.startup;
    this.options.monitor.publish('app.inspected', { state, joining, lanes: this.lanes });
  }

  /** Whether the server has started once; that does not change any more. */
  get startup(): StartupReport {
    const joining = this.options.loops.filter(({ isJoining }) => isJoining).map(({ group }) => group);
    return { started: this.#hasConnected, state: this.#lifecycle.state, joining };
  }

  /** What the server does, for people and tools. */
  get status(): ServerStatus {
    const { loops, monitor, identity, buffers } = this.options;
    return reportStatus({
      state: this.#lifecycle.state,
      groups: loops.map((loop) => {
        const { plan, progress, isStalled } = this.#gaugedGroup(loop);
        const { isMember, lanes } = progress;
        return { group: plan.id, isMember, isJoining: loop.isJoining, lanes, isStalled };
      }),
      identity,
      buffers: buffers?.(),
      measurements: monitor.measurements,
    });
  }

  /** The liveness of the server; without watching it counts as alive. */
  get liveness(): LivenessReport {
    return this.#liveness?.report ?? { alive: true, stalled: [], notPolling: [] };
  }

  /** Whether the server takes new work. */
  get readiness(): ReadinessReport {
    const { state } = this.#lifecycle;
    const joining = this.options.loops.filter((loop) => !loop.progress.isMember).map(({ group }) => group);
    return { ready: state === 'running' && joining.length === 0, state, joining };
  }

  get lanes(): LaneStatus[] {
    return this.options.loops.flatMap((loop) => loop.lanes);
  }

  get running(): RunningWork[] {
    return this.options.loops.flatMap((loop) => loop.running);
  }

  #gaugedGroup({ group, plan, progress }: ConsumeLoop): GaugedGroup {
    const liveness = this.#liveness?.of(group);
    const isHere = ({ topic, partition }: TopicPartition) =>
      progress.lanes.some(({ status }) => status.topic === topic && status.partition === partition);
    const restarting = (liveness?.restarting ?? []).filter((stall) => !isHere(stall));
    return { plan, progress, isStalled: liveness?.stalledLanes ?? (() => false), restarting };
  }

  get #isEnding(): boolean {
    return !this.#lifecycle.allows('stopping');
  }

  async #stop(reason: string): Promise<void> {
    if (this.#isEnding) return;
    const { loops, monitor, shutdownTimeoutMs } = this.options;
    const startedAt = performance.now();
    this.#lifecycle.enter('stopping');
    this.#connecting.abort();
    this.#liveness?.stopRestarting();
    monitor.publish('app.stopping', { reason });

    const work = this.#stopInOrder(reason);
    let orderly = false;
    const inOrder = work.then(() => {
      orderly = true;
    });
    await settlesWithin(shutdownTimeoutMs, Promise.race([inOrder, this.#forced.promise]));
    if (!orderly) {
      monitor.publish('app.stopForced', { running: this.running });
      for (const loop of loops) loop.abandon();
    }
    this.#liveness?.stop();
    this.#lifecycle.enter('stopped');
    this.#removeGauges();
    monitor.publish('app.stopped', { durationMs: performance.now() - startedAt });
    const [failure] = this.#failures;
    this.#end({ exitCode: orderly ? (failure === undefined ? 0 : 1) : 2, ...(failure && { error: failure }) });
  }

  async #stopInOrder(reason: string): Promise<void> {
    const stopped = await Promise.allSettled(this.options.loops.map((loop) => loop.stop()));
    const closed = await Promise.allSettled([this.options.close({ reason, error: this.#failures[0] })]);
    for (const result of [...stopped, ...closed]) {
      if (result.status === 'rejected') this.fail(toError(result.reason));
    }
  }
}
