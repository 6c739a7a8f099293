/**
 * A terminal: runs a command line in a pseudo-terminal and shows the text that a person would read, without colours and
 * cursor movements. It is made by `script`, which every Linux has.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { type Inbox, type SpawnOptions, userEnvironment, type World } from '@kfw/test-cluster';

const size = 'stty columns 140 rows 50';

export class Terminal {
  /** Resolves with the exit code of the command line, or the signal that ended the terminal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly #chunks: Inbox<string>;
  #read = 0;

  constructor(
    world: World,
    name: string,
    private readonly child: ChildProcess,
  ) {
    this.#chunks = world.inbox(`terminal of ${name}`);
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.#chunks.push(chunk));
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    this.ended = closed.then(([code, signal]) => code ?? signal);
    world.after(async () => {
      child.kill('SIGKILL');
      await this.ended;
    });
  }

  /** Everything shown so far, colours and all. */
  get raw(): string {
    return this.#chunks.items.join('');
  }

  /** All that a person has read so far. */
  get text(): string {
    return stripVTControlCharacters(this.raw).replaceAll('\r', '');
  }

  /** Resolves when a match is shown after the last one that was waited for. */
  async shows(pattern: RegExp, deadlineMs?: number): Promise<RegExpExecArray> {
    const unread = () => pattern.exec(this.text.slice(this.#read));
    await this.#chunks.until(String(pattern), () => unread() !== null, deadlineMs);
    const match = unread() as RegExpExecArray;
    this.#read += match.index + match[0].length;
    return match;
  }

  /** Types text; `\r` is the return key, `\x03` Ctrl-C, `\x04` Ctrl-D. */
  type(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Closes its window: its processes get SIGHUP, and can write no more. */
  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Runs a shell's command line in a terminal. When the scenario ends, the terminal is closed with its processes. */
export function openTerminal(world: World, commandLine: string, { cwd, env }: SpawnOptions): Terminal {
  const child = spawn(
    'script',
    ['--quiet', '--return', '--flush', '--command', `${size}; ${commandLine}`, '/dev/null'],
    {
      cwd,
      env: userEnvironment({ TERM: 'xterm-256color', SHELL: '/bin/sh', ...env }),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  return new Terminal(world, commandLine, child);
}
