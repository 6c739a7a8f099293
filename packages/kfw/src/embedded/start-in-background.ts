/**
 * Starts `kfw broker` as a process without a terminal: Ctrl-C does not reach it, and it ends by itself ten seconds
 * after its last client. Its output goes to a log next to its data.
 */
import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { backgroundEnvironment } from './background-environment.js';
import { prepareFolder } from './folder/check-folder-ownership.js';
import type { EmbeddedFolder } from './folder/embedded-folder.js';
import { ageMs } from './lock/lock-file.js';

export interface BackgroundBroker {
  readonly pid: number | undefined;
  /** `undefined` while it runs; 0 if it found another broker on its folder. */
  exitCode(): number | undefined;
}

export const endsAfterMs = 10_000;

const command = fileURLToPath(new URL('../../bin/kfw.js', import.meta.url));
const logMaxAgeMs = 24 * 60 * 60_000;
const shownLogCharacters = 2_000;

/** Throws the errors of `prepareFolder`. */
export async function startInBackground(folder: EmbeddedFolder): Promise<BackgroundBroker> {
  await prepareFolder(folder);
  const age = await ageMs(folder.logFile);
  const log = await open(folder.logFile, age !== undefined && age > logMaxAgeMs ? 'w' : 'a', 0o600);
  const args = ['broker', '--json', '--data', folder.root, '--ends-after', String(endsAfterMs)];
  const child = spawn(process.execPath, [command, ...args], {
    cwd: folder.root,
    detached: true,
    env: backgroundEnvironment(process.env),
    stdio: ['ignore', log.fd, log.fd],
    windowsHide: true,
  });
  let exitCode: number | undefined;
  child.on('error', () => {
    exitCode = -1;
  });
  child.on('exit', (code) => {
    exitCode = code ?? -1;
  });
  child.unref();
  await log.close();
  return { pid: child.pid, exitCode: () => exitCode };
}

/** The end of its output, for an error. */
export async function endOfLog({ logFile }: EmbeddedFolder): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch((thrown: Error) => thrown.message);
  return text.slice(-shownLogCharacters).trim();
}
