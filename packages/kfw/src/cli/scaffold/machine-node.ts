/** The Node of the machine: the one that the user's commands run with, whatever Node this process runs on. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

/**
 * Whether an app needs its own Node: this process runs on one that npm installed, and the first `node` in the PATH
 * that npm did not install is missing or too old.
 */
export function lacksNode(env: NodeJS.ProcessEnv = process.env, execPath: string = process.execPath): boolean {
  if (!isOfPackage(execPath)) return false;
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '' && !isOfPackage(folder));
  const asked = spawnSync('node', ['--version'], {
    encoding: 'utf8',
    env: { ...env, PATH: folders.join(path.delimiter) },
  });
  return asked.status !== 0 || !isSupported(asked.stdout);
}

/** The same as `engines` in package.json. */
function isSupported(version: string): boolean {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 22 || (Number(major) === 22 && Number(minor) >= 22);
}

function isOfPackage(location: string): boolean {
  return location.split(path.sep).includes('node_modules');
}
