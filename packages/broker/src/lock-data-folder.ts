/**
 * The lock of a data folder: two brokers that write to the same logs would corrupt them. A lock file, created
 * exclusively, holds the pid of its owner. It is ignored when that process is gone, or had our own pid (the first
 * process of a container has the same pid each time).
 */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brokerError } from './errors.js';

const lockedHere = new Set<string>();

/** Creates the folder and locks it. Returns a function that unlocks it. Throws KFW_BROKER_DATA_UNUSABLE. */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.resolve(folder, 'broker.lock');
  try {
    await makeFolder(path.resolve(folder));
    await writeLock(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file: folder, reason }, { cause });
  }
  lockedHere.add(file);
  return async () => {
    lockedHere.delete(file);
    await rm(file, { force: true });
  };
}

/** One level at a time: where no folder can be created, as below /proc, Node's recursive mkdir never returns. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder || (await exists(parent))) throw error;
    await makeFolder(parent);
    await mkdir(folder);
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function writeLock(file: string): Promise<void> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const text = await readFile(file, 'utf8');
    // Without a line end it is half a pid, possibly of another process: the owner was killed while writing it.
    const owner = text.endsWith('\n') ? Number(text) : 0;
    if (lockedHere.has(file) || (owner !== process.pid && isAlive(owner))) {
      throw new Error(`a broker in the process with pid ${owner} uses it`);
    }
    await rm(file);
    await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
