/**
 * Creates the folder of an embedded broker, and explains why a folder cannot be used. Each level is created
 * separately: where nothing can be created, as below /proc, Node's own recursive mkdir never returns.
 */
import { lstat, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type KfwError, toError } from '@kfw/core';
import { kfwError } from '../../errors.js';
import { systemCode } from '../../system-code.js';

/** Readable by its owner only, as are missing parents. Throws `KFW_EMBEDDED_DATA_UNUSABLE`. */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  let at = folder;
  try {
    while (!(await isThere(at))) {
      missing.unshift(at);
      at = path.dirname(at);
    }
    const found = await stat(at).catch(whenMissing);
    if (found === undefined) throw unusable(folder, `${at} is a symbolic link to nothing`);
    if (!found.isDirectory()) throw unusable(folder, `${at} is a file`);
    for (const next of missing) {
      at = next;
      await mkdir(next, { mode: 0o700 }).catch(unlessThere);
    }
  } catch (thrown) {
    throw systemCode(thrown)?.startsWith('KFW_') ? thrown : unusableFor(thrown, folder, at);
  }
}

/** The error for an error of the file system in the folder. */
export function unusableFor(thrown: unknown, folder: string, at = folder): KfwError {
  return unusable(folder, reasonFor(thrown, at), thrown);
}

function unusable(folder: string, reason: string, cause?: unknown): KfwError {
  return kfwError('KFW_EMBEDDED_DATA_UNUSABLE', { folder, reason }, { cause });
}

function reasonFor(thrown: unknown, at: string): string {
  switch (systemCode(thrown)) {
    case 'EACCES':
    case 'EPERM':
      return `this user may not write to ${at}`;
    case 'EROFS':
      return `${at} cannot be written to: its file system is read-only`;
    case 'ENOSPC':
      return 'no space is left on its disk';
    case 'ELOOP':
      return `${at} is a symbolic link to itself`;
    case 'ENOENT':
      return `nothing can be made in ${path.dirname(at)}`;
    default:
      return toError(thrown).message;
  }
}

/** A link counts, whatever its target. */
async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (thrown) {
    // Below a file: that is found at a higher level.
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '')) return false;
    throw thrown;
  }
}

function whenMissing(thrown: unknown): undefined {
  if (systemCode(thrown) !== 'ENOENT') throw thrown;
}

function unlessThere(thrown: unknown): void {
  if (systemCode(thrown) !== 'EEXIST') throw thrown;
}
