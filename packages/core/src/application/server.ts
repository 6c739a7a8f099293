/**
 * Runs the groups of a plan: connect, start every loop, and stop in order. It ends with an exit code: 0 after an ordered
 * stop, 1 after an error, 2 when the stop had to be forced.
 */

import type { ConsumeLoop } from '../consuming/consume-loop.js';
import { within } from '../consuming/within.js';
import type { RunningWork } from '../events/events.js';
import type { Monitor } from '../events/monitor.js';
import { Lifecycle } from './lifecycle.js';

export type ExitCode = 0 | 1 | 2;

export interface ServerOptions {
  readonly loops: readonly ConsumeLoop[];
  readonly monitor: Monitor;
  readonly shutdownTimeoutMs: number;
  /** Reaches brokers and registry; ends early when the signal fires. */
  connect(signal: AbortSignal): Promise<void>;
  /** Runs after the last loop has stopped: flushes producers and closes connections. */
  close(): Promise<void>;
}

export class Server {
  /** Resolves when the server has stopped, whatever stopped it; `error` is what did, if something failed. */
  readonly ended: Promise<{ readonly exitCode: ExitCode; readonly error?: Error }>;
  readonly #lifecycle = new Lifecycle();
  readonly #connecting = new AbortController();
  readonly #forced = Promise.withResolvers<void>();
  #end: (result: { exitCode: ExitCode; error?: Error }) => void = () => {};

  constructor(private readonly options: ServerOptions) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Connects and starts every group. When that fails the server stops: `ended` says why. */
  async start(): Promise<void> {
    try {
      this.#lifecycle.enter('connecting');
      await this.options.connect(this.#connecting.signal);
      if (this.#lifecycle.state !== 'connecting') return;
      await Promise.all(this.options.loops.map((loop) => loop.start((error) => this.fail(error))));
      if (!this.#lifecycle.allows('running')) return;
      this.#lifecycle.enter('running');
      this.options.monitor.publish('app.running', { groups: this.options.loops.map((loop) => loop.group) });
    } catch (error) {
      if (this.#connecting.signal.aborted) return;
      this.fail(error as Error);
    }
  }

  /** Stops because of an error: exit code 1. */
  fail(error: Error): void {
    void this.#stop(error.message, error);
  }

  /** Takes no new work and keeps the partitions. */
  async quiet(reason: string): Promise<void> {
    if (!this.#lifecycle.allows('quiet')) return;
    this.#lifecycle.enter('quiet');
    this.options.monitor.publish('app.quieting', { reason });
    await Promise.all(this.options.loops.map((loop) => loop.quiet()));
  }

  /** Stops in order; asked a second time, it forces the stop. */
  stop(reason: string): void {
    if (this.#lifecycle.allows('stopping')) void this.#stop(reason);
    else this.#forced.resolve();
  }

  get running(): RunningWork[] {
    return this.options.loops.flatMap((loop) => loop.running);
  }

  async #stop(reason: string, error?: Error): Promise<void> {
    if (!this.#lifecycle.allows('stopping')) return;
    const { loops, monitor, shutdownTimeoutMs } = this.options;
    const startedAt = performance.now();
    this.#lifecycle.enter('stopping');
    this.#connecting.abort();
    monitor.publish('app.stopping', { reason });

    const failures: Error[] = error === undefined ? [] : [error];
    const work = this.#stopInOrder(failures);
    let orderly = false;
    const inOrder = work.then(() => {
      orderly = true;
    });
    await within(shutdownTimeoutMs, Promise.race([inOrder, this.#forced.promise]));
    if (!orderly) {
      monitor.publish('app.stopForced', { running: this.running });
      for (const loop of loops) loop.abandon();
    }
    this.#lifecycle.enter('stopped');
    monitor.publish('app.stopped', { durationMs: performance.now() - startedAt });
    const [failure] = failures;
    this.#end({ exitCode: orderly ? (failure === undefined ? 0 : 1) : 2, ...(failure && { error: failure }) });
  }

  async #stopInOrder(failures: Error[]): Promise<void> {
    const stopped = await Promise.allSettled(this.options.loops.map((loop) => loop.stop()));
    const closed = await Promise.allSettled([this.options.close()]);
    for (const result of [...stopped, ...closed]) {
      if (result.status === 'rejected') failures.push(result.reason as Error);
    }
  }
}
