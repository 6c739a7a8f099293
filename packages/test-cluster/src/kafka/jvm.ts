/**
 * A JVM that never outlives the process that started it. `sh` forks a watcher and then becomes the JVM, so the child's
 * pid is the JVM's own; the watcher reads a pipe from us, and when that ends while the JVM is there (we were killed,
 * even with SIGKILL) it kills the JVM and removes its folder. The JVM has a session of its own: Ctrl-C in a terminal
 * reaches us alone, and we stop everything in order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const watched = `
folder=$1; shift
exec 3<&0
( read -r line <&3; kill -9 $$ && sleep 1 && rm -rf "$folder" ) >/dev/null 2>&1 &
exec "$@" </dev/null 3<&-
`;

export interface JvmOptions {
  readonly java: string;
  readonly args: readonly string[];
  /** Removed by the watcher when we are gone. */
  readonly folder: string;
  /** Where standard output and error go. */
  readonly log: string;
}

export class Jvm {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(
    child: ChildProcess,
    readonly pid: number,
    readonly log: string,
  ) {
    this.#child = child;
    this.#exited = once(child, 'exit');
  }

  static async start({ java, args, folder, log }: JvmOptions): Promise<Jvm> {
    const output = openSync(log, 'a');
    const child = spawn('sh', ['-c', watched, 'sh', folder, java, ...args], {
      detached: true,
      stdio: ['pipe', output, output],
    });
    closeSync(output);
    await once(child, 'spawn');
    return new Jvm(child, child.pid ?? 0, log);
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** How it ended, for a person. */
  get ending(): string {
    return this.running
      ? 'still running'
      : `ended with ${this.#child.signalCode ?? `exit code ${this.#child.exitCode}`}`;
  }

  /** Sends a signal. After SIGTERM and SIGKILL it waits until the process is gone. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    this.#child.kill(signal);
    if (signal === 'SIGTERM' || signal === 'SIGKILL') await this.#exited;
  }

  /** SIGTERM, and SIGKILL when `deadlineMs` has passed. */
  async stop(deadlineMs: number): Promise<void> {
    const cancel = new AbortController();
    const late = pause(deadlineMs, undefined, { signal: cancel.signal }).then(
      () => this.kill('SIGKILL'),
      () => undefined,
    );
    await this.kill('SIGTERM');
    cancel.abort();
    await late;
  }

  async ended(): Promise<number | null> {
    if (this.running) await this.#exited;
    return this.#child.exitCode;
  }

  async endOfLog(): Promise<string> {
    return (await readFile(this.log, 'utf8')).trimEnd().split('\n').slice(-20).join('\n');
  }
}
