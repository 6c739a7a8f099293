/**
 * One download at a time, across processes: a lock file that is created exclusively and holds its owner's pid.
 * The lock of an owner that is gone is taken over by renaming it first, which only one waiter can do.
 */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { scenarioError } from '../errors/errors.js';

const patienceMs = 10 * 60_000;
const askAgainMs = 200;

export async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  while (!(await acquire(lock))) {
    const waitedMs = Math.round(performance.now() - startedAt);
    if (waitedMs > patienceMs) throw scenarioError('KFW_CACHE_LOCKED', { lock, waitedMs });
    await pause(askAgainMs);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (thrown) {
    if (!isCode(thrown, 'EEXIST')) throw thrown;
    await removeAbandoned(lock);
    return false;
  }
}

async function removeAbandoned(lock: string): Promise<void> {
  const owner = await readFile(lock, 'utf8').catch(missingIsEmpty);
  if (owner === '' || isAlive(Number(owner))) return;
  const mine = `${lock}.${process.pid}`;
  await rename(lock, mine).catch(missingIsEmpty);
  await rm(mine, { force: true });
}

/** Empty also stands for a lock that its owner has only just created. */
function missingIsEmpty(thrown: unknown): string {
  if (isCode(thrown, 'ENOENT')) return '';
  throw thrown;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return isCode(thrown, 'EPERM');
  }
}

function isCode(thrown: unknown, code: string): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === code;
}
