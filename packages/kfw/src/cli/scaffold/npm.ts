/** Runs npm for `kfw new`. Its output is kept for the error message in case it fails. */
import { spawn } from 'node:child_process';
import { toError } from '@kfw/core';
import { cliError } from '../errors.js';

interface NpmRun {
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Throws `KFW_INSTALL_FAILED`, or the signal's abort reason. */
export async function npmInstall(folder: string, signal: AbortSignal): Promise<void> {
  const failed = await npm(['install', '--no-audit', '--no-fund'], { folder, signal });
  if (failed !== undefined) throw cliError('KFW_INSTALL_FAILED', { folder, ...failed });
}

/** Packs the packages in these folders of `folder` into tarballs there, without running their scripts. */
export async function npmPack(folder: string, packages: readonly string[], signal: AbortSignal): Promise<void> {
  const failed = await npm(['pack', '--ignore-scripts', ...packages.map((name) => `./${name}`)], { folder, signal });
  if (failed !== undefined) throw cliError('KFW_PACK_FAILED', failed);
}

/** `undefined` when npm succeeded. Throws the signal's abort reason. */
function npm(
  args: readonly string[],
  { folder, signal }: NpmRun,
): Promise<{ readonly status: string; readonly output: string } | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', [...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      signal,
      killSignal: 'SIGINT',
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    const fail = (status: string): void => resolve({ status, output: Buffer.concat(output).toString().trim() });
    child.on('error', (error) => (signal.aborted ? reject(toError(signal.reason)) : fail(error.message)));
    child.on('close', (code, killed) => (code === 0 ? resolve(undefined) : fail(killed ?? `exit code ${code}`)));
  });
}
