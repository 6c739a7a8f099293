/**
 * Takes the lock of an embedded broker's folder. Of two processes that try at the same time one gets it: the lock is
 * created exclusively, and a stale one is removed only by the process that holds the guard, after a second look.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { kfwError } from '../../errors.js';
import { prepareFolder } from '../folder/check-folder-ownership.js';
import type { EmbeddedFolder } from '../folder/embedded-folder.js';
import { ageMs, createFile, createLock, type LockContent, readLock } from './lock-file.js';
import { lockHolder } from './lock-holder.js';

const claimTimeoutMs = 20_000;
const pollIntervalMs = 25;
/** The guard is held for two calls to the file system. An older one was left behind. */
const guardMaxAgeMs = 5_000;

/**
 * Returns the broker that runs there, if one does; otherwise `undefined`, and the caller holds the lock. Throws the
 * errors of `prepareFolder`, or `KFW_EMBEDDED_STUCK`.
 */
export async function claimFolder(folder: EmbeddedFolder, id: string): Promise<LockContent | undefined> {
  await prepareFolder(folder);
  const claim: LockContent = { id, pid: process.pid, state: 'starting', brokers: '', registry: '', leasePort: 0 };
  const until = Date.now() + claimTimeoutMs;
  while (!(await createLock(folder.lockFile, claim))) {
    const holder = await lockHolder(folder);
    if (holder.state === 'running') {
      holder.lease.destroy();
      return holder.held;
    }
    if (holder.state === 'stale') await removeStale(folder, holder.id);
    if (holder.state !== 'busy') continue;
    const held = await readLock(folder.lockFile);
    const pid = typeof held === 'object' ? held.pid : 0;
    if (Date.now() > until) throw kfwError('KFW_EMBEDDED_STUCK', { pid, lockFile: folder.lockFile });
    await delay(pollIntervalMs);
  }
  return undefined;
}

async function removeStale({ lockFile, guardFile }: EmbeddedFolder, id: string | undefined): Promise<void> {
  if (!(await createFile(guardFile, String(process.pid)))) {
    const age = await ageMs(guardFile);
    if (age !== undefined && age > guardMaxAgeMs) await rm(guardFile, { force: true });
    await delay(pollIntervalMs);
    return;
  }
  try {
    const found = await readLock(lockFile);
    const isTheSame = found === 'unreadable' ? id === undefined : found?.id === id;
    if (isTheSame) await rm(lockFile, { force: true });
  } finally {
    await rm(guardFile, { force: true });
  }
}
