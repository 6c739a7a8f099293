/** Starts stand-ins for the broker's process, and ends those that a test leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import path from 'node:path';
import type { EmbeddedFolder } from '../../../src/embedded/folder/embedded-folder.js';
import type { BackgroundBroker } from '../../../src/embedded/start-in-background.js';

const program = path.join(__dirname, 'stand-in.mjs');

export class StandIns {
  readonly children: ChildProcess[] = [];

  constructor(private readonly endsAfterMs: number) {}

  /** As `startInBackground`. */
  readonly start = async (folder: EmbeddedFolder): Promise<BackgroundBroker> => {
    const log = openSync(folder.logFile, 'a');
    const child = spawn(process.execPath, [program, folder.root, String(this.endsAfterMs)], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', log, log],
    });
    this.children.push(child);
    return { pid: child.pid, exitCode: () => (child.signalCode === null ? (child.exitCode ?? undefined) : -1) };
  };

  running(): ChildProcess[] {
    return this.children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  }

  async end(): Promise<void> {
    await Promise.all(
      this.running().map((child) => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        return ended;
      }),
    );
  }
}
