/**
 * The holder of the lock of an embedded broker's folder. A lock outlives a killed process: it is stale when the
 * process is gone, or when nothing, or another program, responds at its port.
 */
import type { Socket } from 'node:net';
import { kfwError } from '../../errors.js';
import { systemCode } from '../../system-code.js';
import type { EmbeddedFolder } from '../folder/embedded-folder.js';
import { openLease } from './lease.js';
import { ageMs, type LockContent, readLock } from './lock-file.js';

export type LockHolder =
  | { readonly state: 'none' }
  /** Its process is gone; without an id, the file was never filled. */
  | { readonly state: 'stale'; readonly id: string | undefined }
  /** A process is starting or stopping. */
  | { readonly state: 'busy' }
  | { readonly state: 'running'; readonly held: LockContent; readonly lease: Socket };

/** A lock file is filled right after it was created. */
const fillTimeoutMs = 2_000;

/** Throws `KFW_EMBEDDED_STUCK` if its process is alive and does not respond. */
export async function lockHolder({ lockFile }: EmbeddedFolder): Promise<LockHolder> {
  const held = await readLock(lockFile);
  if (held === undefined) return { state: 'none' };
  if (held === 'unreadable') {
    const age = await ageMs(lockFile);
    return age !== undefined && age > fillTimeoutMs ? { state: 'stale', id: undefined } : { state: 'busy' };
  }
  if (!isAlive(held.pid)) return { state: 'stale', id: held.id };
  if (held.state !== 'running') return { state: 'busy' };
  const response = await openLease(held.leasePort, held.id);
  switch (response) {
    case 'refused':
    case 'stranger':
      return { state: 'stale', id: held.id };
    case 'closed':
      return { state: 'busy' };
    case 'silent':
      throw kfwError('KFW_EMBEDDED_STUCK', { pid: held.pid, lockFile });
    default:
      return { state: 'running', held, lease: response };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // The process of another user is also alive.
    return systemCode(thrown) === 'EPERM';
  }
}
