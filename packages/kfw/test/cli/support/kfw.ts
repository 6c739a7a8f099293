/** Runs the built `kfw` command, or a script in this folder, as a separate process. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';

export interface Run {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  /** Over this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what standard error has so far, whenever it grows. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

const repository = path.resolve(__dirname, '../../../../..');

export function kfw(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run([path.join(repository, 'bin/kfw'), ...args], options);
}

/** The console over an app without brokers. */
export function fakeConsole(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run([path.join(__dirname, 'fake-console.mjs'), ...args], options);
}

/** Node with these arguments. */
export function run(args: readonly string[], { cwd, input = '', env, onStderr }: RunOptions): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      onStderr?.(stderr, (signal) => child.kill(signal));
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal, stdout, stderr }));
    child.stdin.end(input);
  });
}

/** A folder for one test file, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kfw-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
