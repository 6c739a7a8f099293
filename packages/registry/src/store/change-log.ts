/**
 * The log of a registry's changes, append-only: `registry.log`, one line per change, each with the CRC-32 of its JSON
 * in front. A line is on disk before the response. A process that is killed while it writes leaves an incomplete line
 * that was never acknowledged: it is truncated at the next start.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { startError } from '../start-error.js';
import type { Change } from './change.js';

export interface ChangeLog {
  append(change: Change): void;
  close(): void;
}

/** For registries in memory. */
export const memoryLog: ChangeLog = {
  append() {},
  close() {},
};

/** Passes every change of the log to `replay`, in order, then accepts more. @throws RegistryStartError */
export function openChangeLog(folder: string, replay: (change: Change) => void): ChangeLog {
  const file = path.join(folder, 'registry.log');
  const descriptor = openLog(folder, file);
  try {
    const length = readChanges(file, readFileSync(descriptor), replay);
    ftruncateSync(descriptor, length);
    return new FileLog(descriptor, length);
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
  }
}

function openLog(folder: string, file: string): number {
  try {
    makeFolder(path.resolve(folder));
    return openSync(file, 'a+');
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw startError('KFW_REGISTRY_DATA_UNUSABLE', { folder, reason }, { cause: thrown });
  }
}

/** One level at a time: where no folder can be created, as below /proc, Node's recursive mkdir never returns. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
}

class FileLog implements ChangeLog {
  #length: number;

  constructor(
    readonly descriptor: number,
    length: number,
  ) {
    this.#length = length;
  }

  append(change: Change): void {
    const line = Buffer.from(lineOf(change));
    try {
      let written = 0;
      while (written < line.length) written += writeSync(this.descriptor, line, written);
      fdatasyncSync(this.descriptor);
    } catch (thrown) {
      ftruncateSync(this.descriptor, this.#length);
      throw thrown;
    }
    this.#length += line.length;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

const newline = 0x0a;

function lineOf(change: Change): string {
  const json = JSON.stringify(change);
  return `${checksum(json)} ${json}\n`;
}

const checksum = (json: string): string => crc32(json).toString(16).padStart(8, '0');

/** Returns the size of the valid beginning of the file. Only an incomplete end may follow it. */
function readChanges(file: string, bytes: Buffer, replay: (change: Change) => void): number {
  let good = 0;
  let torn = false;
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(newline, from);
    const change = end === -1 ? undefined : changeOf(bytes.toString('utf8', from, end));
    if (change === undefined) torn = true;
    else if (torn) throw startError('KFW_REGISTRY_LOG_DAMAGED', { file, position: good });
    else replay(change);
    from = end === -1 ? bytes.length : end + 1;
    if (!torn) good = from;
  }
  return good;
}

function changeOf(line: string): Change | undefined {
  const json = line.slice(9);
  return line[8] === ' ' && line.slice(0, 8) === checksum(json) ? (JSON.parse(json) as Change) : undefined;
}
