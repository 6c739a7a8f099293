/**
 * A program in its own process, as a person or another program sees it: its lines as they come, its parsed log lines,
 * its exit. A program that still runs when the scenario ends is killed, with the processes that it started.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Inbox } from '../world/inbox.js';
import type { World } from '../world/world.js';
import { userEnvironment } from './user-environment.js';

export interface SpawnOptions {
  readonly cwd: string;
  /** Over those of a person's terminal. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether `send` reaches its `process.on('message')`. */
  readonly messages?: boolean;
  /** The user that runs it; only root may set it. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** One JSON line of a log. */
export type LogLine = Readonly<Record<string, unknown>>;

export class Spawned {
  /** Lines of standard output, and of standard error, without colours. */
  readonly lines: Inbox<string>;
  readonly errorLines: Inbox<string>;
  /** Those lines of standard output that are JSON objects. */
  readonly log: Inbox<LogLine>;
  /** Resolves with the exit code, or the signal that ended it, when all its output has been read. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  #running = true;

  constructor(
    world: World,
    name: string,
    private readonly child: ChildProcess,
  ) {
    this.lines = world.inbox(`lines of ${name}`);
    this.errorLines = world.inbox(`error lines of ${name}`);
    this.log = world.inbox(`log lines of ${name}`);
    const finished = Promise.all([
      eachLine(child.stdout, (line) => {
        this.lines.push(line);
        if (line.startsWith('{')) this.log.push(JSON.parse(line) as LogLine);
      }),
      eachLine(child.stderr, (line) => this.errorLines.push(line)),
    ]);
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.#running = false;
        finished.then(() => resolve(code ?? signal), reject);
      });
    });
    world.after(() => this.#kill());
  }

  /** Of the operating system; `undefined` when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The next log line of that event that fits. */
  logged(event: string, fits: (line: LogLine) => boolean = () => true): Promise<LogLine> {
    return this.log.first(`a log line ${event}`, (line) => line.event === event && fits(line));
  }

  /** Sends a signal to the program alone. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** What Ctrl-C does on a terminal: the program gets SIGINT, and so do those that it started. */
  interrupt(): void {
    if (this.#running && this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGINT');
  }

  /** Sends a message to a program that was spawned with `messages`. */
  send(message: string): void {
    this.child.send(message);
  }

  async #kill(): Promise<void> {
    if (!this.#running || this.child.pid === undefined) return;
    process.kill(-this.child.pid, 'SIGKILL');
    await this.ended;
  }
}

/** Starts a program. It leads a process group of its own. */
export function spawnProgram(world: World, program: string, args: readonly string[], options: SpawnOptions): Spawned {
  const { cwd, env, messages = false, user } = options;
  const child = spawn(program, args, {
    cwd,
    env: userEnvironment(env),
    detached: true,
    ...user,
    stdio: ['ignore', 'pipe', 'pipe', ...(messages ? (['ipc'] as const) : [])],
  });
  return new Spawned(world, [program, ...args].join(' '), child);
}

async function eachLine(stream: Readable | null, take: (line: string) => void): Promise<void> {
  if (stream === null) return;
  for await (const line of createInterface({ input: stream })) take(stripVTControlCharacters(line));
}
