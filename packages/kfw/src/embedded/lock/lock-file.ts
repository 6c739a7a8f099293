/**
 * The lock of an embedded broker's folder as a file: one JSON object with the holder and, once that process serves,
 * its addresses. The file is created exclusively and changed by renaming, so that no reader sees half a change. Only
 * its owner may read it.
 */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { systemCode } from '../../system-code.js';

/** The content of a lock. */
export interface LockContent {
  /** Of this run of the broker: its lease server sends the same. */
  readonly id: string;
  readonly pid: number;
  readonly state: 'starting' | 'running' | 'ending';
  /** `127.0.0.1:9092`; like the other two set once it runs. */
  readonly brokers: string;
  readonly registry: string;
  readonly leasePort: number;
}

const ownerOnly = 0o600;

/** `undefined` without a lock; `unreadable` if the content is not valid, as right after the file was created. */
export async function readLock(file: string): Promise<LockContent | 'unreadable' | undefined> {
  const text = await readFile(file, 'utf8').catch(whenMissing);
  if (text === undefined) return undefined;
  return parseLockContent(parseJson(text)) ?? 'unreadable';
}

/** Whether the lock could be created; false if there is one. */
export async function createLock(file: string, held: LockContent): Promise<boolean> {
  return createFile(file, JSON.stringify(held));
}

/** Whether the file could be created; false if there is one. */
export async function createFile(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: ownerOnly });
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

/** For the process that holds the lock. */
export async function changeLock(file: string, held: LockContent): Promise<void> {
  const next = `${file}.${held.id}`;
  await writeFile(next, JSON.stringify(held), { mode: ownerOnly });
  await rename(next, file);
}

/** Removes the lock if it is still that of the run `id`: the folder may have been removed meanwhile. */
export async function removeLock(file: string, id: string): Promise<void> {
  const found = await readLock(file);
  if (typeof found === 'object' && found.id === id) await rm(file, { force: true });
}

/** Milliseconds since the file was written; `undefined` when it is gone. */
export async function ageMs(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(whenMissing);
  return found && Date.now() - found.mtimeMs;
}

function whenMissing(thrown: unknown): undefined {
  if (systemCode(thrown) === 'ENOENT') return undefined;
  throw thrown;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half-written, or not ours: both count as `unreadable`.
    return undefined;
  }
}

/** `undefined` if it is not a lock. Checked by hand: a start of the command must not load zod for six fields. */
function parseLockContent(value: unknown): LockContent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, pid, state, brokers = '', registry = '', leasePort = 0 } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || typeof brokers !== 'string' || typeof registry !== 'string') return undefined;
  if (!isWhole(pid) || pid === 0 || !isWhole(leasePort)) return undefined;
  if (state !== 'starting' && state !== 'running' && state !== 'ending') return undefined;
  return { id, pid, state, brokers, registry, leasePort };
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
