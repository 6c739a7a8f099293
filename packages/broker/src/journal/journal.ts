/**
 * A file of changes, for stored offsets and transactions: one entry after the other, each with its length, its CRC-32
 * and its content, encoded by a codec. When an append returns, the operating system has it, so what was acknowledged
 * survives a SIGKILL of the process, but not a crash of the machine. An incomplete entry, left by a kill or a full
 * disk, fails its checksum and is truncated when the file is opened. The file is rewritten without outdated entries
 * when it is opened and whenever it has grown fourfold.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import { brokerError } from '../errors.js';

const headBytes = 8;
const growthFactor = 4;
/** A smaller file is not worth rewriting. */
const leastRewriteBytes = 4 * 1024 * 1024;
const changesPerEntry = 1_000;

/** The content of an entry: the changes of one request, all or nothing. */
export interface JournalCodec<Change> {
  encode(changes: readonly Change[]): Buffer;
  /** Throws when `content` is not an entry. */
  decode(content: Buffer): Change[];
}

export class Journal<Change> {
  readonly #file: string;
  readonly #codec: JournalCodec<Change>;
  #descriptor: number | undefined;
  #bytes = 0;
  #rewriteAtBytes = leastRewriteBytes;

  /** The first rewrite creates a missing file. */
  constructor(file: string, codec: JournalCodec<Change>) {
    this.#file = file;
    this.#codec = codec;
  }

  /** The changes of all complete entries, oldest first, and the size of an incomplete tail. */
  read(): { readonly changes: Change[]; readonly tornBytes: number } {
    const bytes = existsSync(this.#file) ? readFileSync(this.#file) : Buffer.alloc(0);
    const changes: Change[] = [];
    let at = 0;
    for (let content = entryAt(bytes, at); content !== undefined; content = entryAt(bytes, at)) {
      for (const change of this.#decode(content)) changes.push(change);
      at += headBytes + content.length;
    }
    return { changes, tornBytes: bytes.length - at };
  }

  /** An entry with a valid checksum that cannot be decoded was written by another program. */
  #decode(content: Buffer): Change[] {
    try {
      return this.#codec.decode(content);
    } catch (error) {
      throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file: this.#file, reason: String(error) }, { cause: error });
    }
  }

  /** Replaces all entries by `changes`. A kill during it leaves the file as it was. */
  rewrite(changes: readonly Change[]): void {
    const next = `${this.#file}.next`;
    const descriptor = openSync(next, 'w');
    try {
      const bytes = this.#writeAll(descriptor, changes);
      fsyncSync(descriptor);
      renameSync(next, this.#file);
      this.close();
      this.#descriptor = descriptor;
      this.#bytes = bytes;
      this.#rewriteAtBytes = Math.max(leastRewriteBytes, bytes * growthFactor);
    } catch (error) {
      closeSync(descriptor);
      this.#rewriteAtBytes = this.#bytes * growthFactor;
      throw error;
    }
  }

  /** Whether it has grown so much that `rewrite` is due. */
  get isOvergrown(): boolean {
    return this.#bytes > this.#rewriteAtBytes;
  }

  /** Throws an error of the file system, and has then changed nothing. */
  append(changes: readonly Change[]): void {
    if (this.#descriptor === undefined) throw new Error(`${this.#file} is not open`);
    try {
      this.#bytes += writeWhole(this.#descriptor, entryOf(this.#codec.encode(changes)), this.#bytes);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#bytes);
      throw error;
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** Returns their size in bytes. */
  #writeAll(descriptor: number, changes: readonly Change[]): number {
    let bytes = 0;
    for (let at = 0; at < changes.length; at += changesPerEntry) {
      const content = this.#codec.encode(changes.slice(at, at + changesPerEntry));
      bytes += writeWhole(descriptor, entryOf(content), bytes);
    }
    return bytes;
  }
}

/** The content of the entry at `at`; `undefined` if it is incomplete. */
function entryAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + headBytes > bytes.length) return undefined;
  const start = at + headBytes;
  const end = start + bytes.readUInt32BE(at);
  if (end === start || end > bytes.length) return undefined;
  const content = bytes.subarray(start, end);
  return crc32(content) === bytes.readUInt32BE(at + 4) ? content : undefined;
}

function entryOf(content: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(content.length, 0);
  head.writeUInt32BE(crc32(content), 4);
  return Buffer.concat([head, content]);
}

/** A write may take fewer bytes than it is given. */
function writeWhole(descriptor: number, bytes: Buffer, position: number): number {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, position + written);
  }
  return written;
}
