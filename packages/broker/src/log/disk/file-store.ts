/**
 * A segment on disk: `00000000000000000042.log` holds the batches from offset 42 on, `00000000000000000042.summary`
 * (JSON) the index, producers and transactions of a full segment. Like Kafka it relies on the page cache: a write
 * returns before the producer gets its response, so that a killed process loses nothing; the file is flushed when it is
 * closed. A file that is only read is opened on first use.
 */
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Blocks } from '../segment/blocks.js';
import type { SegmentStore, SegmentSummary } from '../segment/segment-store.js';
import type { TailCache } from './tail-cache.js';

const fileName = /^(\d{20})\.log$/;

/** An offset as file names have it. */
export const offsetName = (offset: number): string => String(offset).padStart(20, '0');

export const segmentFile = (baseOffset: number): string => `${offsetName(baseOffset)}.log`;

/** The base offset in the name of a segment file, or undefined for other files. */
export const segmentOffset = (name: string): number | undefined => {
  const digits = fileName.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

export class FileStore implements SegmentStore {
  readonly #folder: string;
  #logFile: string;
  readonly #cache: TailCache;
  readonly #blocks: Blocks;
  #descriptor: number | undefined;
  #sizeBytes: number;
  #dirty = false;

  /** Opens the segment file, or creates an empty one. */
  constructor(folder: string, file: string, cache: TailCache) {
    this.#folder = folder;
    this.#logFile = join(folder, file);
    this.#cache = cache;
    closeSync(openSync(this.#logFile, 'a'));
    this.#sizeBytes = statSync(this.#logFile).size;
    this.#blocks = new Blocks(this.#sizeBytes);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Buffer): void {
    const descriptor = this.#open();
    this.#dirty = true;
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(descriptor, bytes, written, bytes.length - written, this.#sizeBytes + written);
      }
    } catch (error) {
      ftruncateSync(descriptor, this.#sizeBytes);
      throw error;
    }
    this.#sizeBytes += bytes.length;
    this.#cache.append(this.#blocks, bytes);
  }

  read(position: number, maxBytes: number): Buffer {
    const cached = this.#blocks.sliceAt(position);
    if (cached !== undefined) return cached.subarray(0, maxBytes);
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(maxBytes, this.#sizeBytes - position)));
    const read = readSync(this.#open(), bytes, 0, bytes.length, position);
    if (read < 1) throw new RangeError(`${this.#logFile} has no byte at ${position}`);
    return bytes.subarray(0, read);
  }

  /**
   * The summary of a segment that was closed in order; undefined when there is none, when it is for another file size,
   * or when it was written before transactions existed.
   */
  summary(): SegmentSummary | undefined {
    try {
      const summary = JSON.parse(readFileSync(this.#summaryFile, 'utf8')) as Partial<SegmentSummary>;
      const isCurrent = summary.sizeBytes === this.#sizeBytes && summary.transactions !== undefined;
      return isCurrent ? (summary as SegmentSummary) : undefined;
    } catch {
      // Missing or incomplete: reading through the segment finds the same.
      return undefined;
    }
  }

  /** Truncates to `sizeBytes`: removes the incomplete end of an append that a kill interrupted. */
  truncate(sizeBytes: number): void {
    ftruncateSync(this.#open(), sizeBytes);
    this.#sizeBytes = sizeBytes;
    this.#blocks.restart(sizeBytes);
    this.#dirty = true;
  }

  seal(summary: SegmentSummary): void {
    const temporary = `${this.#summaryFile}.new`;
    writeFileSync(temporary, JSON.stringify(summary));
    renameSync(temporary, this.#summaryFile);
  }

  /** Flushes to disk. */
  flush(): void {
    if (this.#dirty) fsyncSync(this.#open());
    this.#dirty = false;
  }

  /** Renames the file and replaces any file of that name. Its summary is not renamed. */
  moveTo(file: string): void {
    this.close();
    const moved = join(this.#folder, file);
    renameSync(this.#logFile, moved);
    this.#logFile = moved;
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    this.flush();
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  delete(): void {
    this.#blocks.clear();
    this.#dirty = false;
    this.close();
    rmSync(this.#logFile, { force: true });
    rmSync(this.#summaryFile, { force: true });
  }

  get #summaryFile(): string {
    return `${this.#logFile.replace(/\.log$/, '')}.summary`;
  }

  #open(): number {
    this.#descriptor ??= openSync(this.#logFile, 'r+');
    return this.#descriptor;
  }
}
