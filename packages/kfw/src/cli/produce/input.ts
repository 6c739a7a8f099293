/**
 * The lines of `kfw produce`, from a file or standard input, as often as they are needed: they are checked before the
 * first is sent. Standard input is kept in memory, and what is more than a few megabytes in a temporary file.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { toError } from '@kfw/core';
import { cliError } from '../errors.js';

export interface Input {
  /** The bytes, from the beginning. */
  chunks(): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

const noClose = async (): Promise<void> => undefined;

/** Throws `KFW_PRODUCE_FILE_UNREADABLE`. */
export async function fileInput(file: string): Promise<Input> {
  const unreadable = (thrown: unknown) =>
    cliError('KFW_PRODUCE_FILE_UNREADABLE', { file, reason: toError(thrown).message }, { cause: thrown });
  try {
    await (await open(file)).close();
  } catch (thrown) {
    throw unreadable(thrown);
  }
  return {
    async *chunks() {
      try {
        yield* createReadStream(file) as AsyncIterable<Buffer>;
      } catch (thrown) {
        throw unreadable(thrown);
      }
    },
    close: noClose,
  };
}

/** Standard input as it comes, once. */
export function streamInput(stream: AsyncIterable<Buffer>): Input {
  return { chunks: () => stream, close: noClose };
}

const memoryBytes = 16 * 1024 * 1024;

/** Reads a stream to its end, so that it can be read again. */
export async function spooledInput(stream: AsyncIterable<Buffer>, limitBytes: number = memoryBytes): Promise<Input> {
  const kept: Buffer[] = [];
  let bytes = 0;
  let file: SpoolFile | undefined;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes <= limitBytes) kept.push(chunk);
      else {
        file ??= await SpoolFile.create();
        await file.append(chunk);
      }
    }
  } catch (thrown) {
    await file?.close();
    throw thrown;
  }
  return {
    async *chunks() {
      yield* kept;
      if (file !== undefined) yield* file.chunks();
    },
    close: async () => file?.close(),
  };
}

/** A file that only this process has: nobody else can read it, and nothing is left of it after a kill, where possible. */
class SpoolFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly folder: string,
  ) {}

  static async create(): Promise<SpoolFile> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kfw-produce-'));
    const handle = await open(path.join(folder, 'lines'), 'wx+', 0o600);
    const file = new SpoolFile(handle, folder);
    // Windows keeps the name of an open file.
    if (process.platform !== 'win32') await file.#remove();
    return file;
  }

  async append(chunk: Buffer): Promise<void> {
    await this.handle.appendFile(chunk);
  }

  chunks(): AsyncIterable<Buffer> {
    return this.handle.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>;
  }

  async close(): Promise<void> {
    await this.handle.close();
    await this.#remove();
  }

  async #remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
