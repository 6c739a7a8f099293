/**
 * A worker process that is killed, stopped and started again. Its output goes to a file. One that ends by itself is
 * started again after a second, as a supervisor would, and the end is recorded.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { eventually, within } from '@kfw/test-cluster';
import type { Fault } from '../workers/fault.js';
import { faultVariable, taskVariable, type WorkerMessage, type WorkerTask } from '../workers/worker-task.js';

const startAgainAfterMs = 1_000;
const runsWithinMs = 60_000;
const leavesWithinMs = 40_000;

export interface WorkerOptions {
  /** For people. */
  readonly name: string;
  /** The JavaScript file to run. */
  readonly program: string;
  readonly task: WorkerTask;
  /** A fault to plant. */
  readonly fault?: Fault;
  /** The file of its output. */
  readonly log: string;
  /** It ended by itself, with an exit code or by a signal that this run did not send. */
  onEnd(pid: number, how: number | string): void;
}

export class WorkerProcess {
  /** Messages that it reported as handled, over all its processes. */
  handled = 0;
  /** When it handled the last message that it reported, by partition. */
  readonly handledAt = new Map<number, number>();
  #child: ChildProcess | undefined;
  #running = false;
  /** Whether it is meant to run. */
  #wanted = false;
  readonly #options: WorkerOptions;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** 0 when it does not run. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(): void {
    if (this.#child !== undefined) return;
    this.#wanted = true;
    const { program, task, fault, log } = this.#options;
    const output = openSync(log, 'a');
    // A group of its own: Ctrl-C reaches the command alone, which ends everything in order.
    const child = spawn(process.execPath, ['--enable-source-maps', program], {
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
      env: { ...process.env, [taskVariable]: JSON.stringify(task), ...(fault && { [faultVariable]: fault }) },
    });
    closeSync(output);
    this.#child = child;
    child.on('message', (message: WorkerMessage) => this.#onMessage(message));
    child.once('exit', (code, signal) => this.#ended(child, code ?? signal ?? ''));
  }

  /** Resolves when it reports that it runs. */
  async runs(): Promise<void> {
    const running = async () => (this.#running ? true : undefined);
    await eventually(`${this.name} to run (${this.#options.log})`, running, { deadlineMs: runsWithinMs, everyMs: 50 });
  }

  /** SIGKILL; resolves when it is gone. Returns its pid. */
  async kill(): Promise<number> {
    this.#wanted = false;
    const { pid } = this;
    await this.#signal('SIGKILL');
    return pid;
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** SIGTERM, and SIGKILL when it does not leave in time. Resolves with its exit code, or with the signal. */
  async leave(): Promise<number | string> {
    const child = this.#child;
    this.#wanted = false;
    if (child === undefined) return 0;
    const gone = this.#signal('SIGTERM');
    await within(`${this.name} to leave`, gone, leavesWithinMs).catch(() => this.#signal('SIGKILL'));
    return child.exitCode ?? child.signalCode ?? '';
  }

  async #signal(name: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill(name);
    await exited;
  }

  #onMessage(message: WorkerMessage): void {
    if (message.kind === 'running') {
      this.#running = true;
      return;
    }
    this.handled += message.count;
    for (const [partition, at] of message.partitions) this.handledAt.set(partition, at);
  }

  #ended(child: ChildProcess, how: number | string): void {
    this.#child = undefined;
    this.#running = false;
    if (!this.#wanted) return;
    this.#options.onEnd(child.pid ?? 0, how);
    setTimeout(() => this.#wanted && this.start(), startAgainAfterMs);
  }
}
