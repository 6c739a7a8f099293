/** Runs `npm install` in a new app. What npm says is shown only when it fails. */
import { spawn } from 'node:child_process';
import { cliError } from '../errors.js';

/** Throws `KFW_INSTALL_FAILED`, or the signal's abort reason. */
export function npmInstall(folder: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const npm = spawn('npm', ['install', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      signal,
      killSignal: 'SIGINT',
    });
    const output: Buffer[] = [];
    npm.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    npm.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    const fail = (status: string): void =>
      reject(cliError('KFW_INSTALL_FAILED', { folder, status, output: Buffer.concat(output).toString().trim() }));
    npm.on('error', (error) => (signal.aborted ? reject(signal.reason) : fail(error.message)));
    npm.on('close', (code, killed) => (code === 0 ? resolve() : fail(killed ?? `exit code ${code}`)));
  });
}
