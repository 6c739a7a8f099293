/**
 * Makes the folder of an embedded broker, and says in words why a folder cannot be used. Each level is made on its own:
 * where nothing can be made, as below /proc, Node's own recursive way never returns.
 */
import { lstat, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type KfwError, toError } from '@kfw/core';
import { kfwError } from '../../errors.js';
import { systemCode } from '../../system-code.js';

/** Readable by its owner alone, and those above that are missing too. Throws `KFW_EMBEDDED_DATA_UNUSABLE`. */
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

/** The error for what the file system said of something in the folder. */
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

/** A link counts, wherever it leads. */
async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (thrown) {
    // Below a file: that is found on the way up.
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
