/**
 * The fetched records of one partition that are not dispatched yet: compressed, which takes a fraction of the memory.
 * Batches are decompressed one after the other as they are taken, small ones synchronously and large ones off this
 * thread, when the memory budget allows. A large one is taken in slices, which keep only themselves in memory; the
 * batch counts against the budget until its last slice is taken.
 */
import { type BatchMemory, CooperativeYield, type RawRecord } from '@kfw/core';
import { isCompressed } from '../compression/compression-codecs.js';
import { maxSyncDecompressBytes } from '../compression/is-small.js';
import { readBatchRecords, withProblem } from '../record-batch/batch-records.js';
import {
  bytesToDecompress,
  type DecompressionContext,
  decompressInBackground,
  decompressNow,
  isLarge,
  maxRecordsAtOnce,
} from '../record-batch/decompress-batch.js';
import type { RecordBatch } from '../record-batch/record-batches.js';
import { type ReadLimits, RecordCursor } from '../record-batch/record-cursor.js';
import type { Chunk } from './fetched-chunk.js';

/** Records that are dispatched together: some small batches, or a part of a large one. */
export interface Slice {
  readonly records: readonly RawRecord[];
  readonly nextOffset: number;
  readonly highWatermark: number;
}

export interface FetchBufferOptions extends DecompressionContext {
  /** `undefined`: no limit. */
  readonly memory: BatchMemory | undefined;
}

/** A large batch, decompressed and checked. */
interface LargeBatch {
  readonly batch: RecordBatch;
  readonly cursor: RecordCursor;
  readonly heldBytes: number;
}

const sliceLimits: ReadLimits = { records: maxRecordsAtOnce, bytes: maxSyncDecompressBytes };

export class FetchBuffer {
  #chunks: Chunk[] = [];
  /** The index of the next batch in the first chunk. */
  #batchIndex = 0;
  /** That batch, if it is decompressed and not taken yet. */
  #decompressedBatch: RecordBatch | undefined;
  /** The large batch that is being taken. */
  #largeBatch: LargeBatch | undefined;
  #decompressing: Promise<void> | undefined;
  #position: number;
  /** Replaced when everything is dropped: pending work is obsolete then. */
  #clearToken = {};

  constructor(
    private readonly options: FetchBufferOptions,
    from: number,
  ) {
    this.#position = from;
  }

  /** The offset that is taken next. */
  get position(): number {
    return this.#position;
  }

  /** The offset after all chunks. */
  get end(): number {
    return this.#chunks.at(-1)?.next ?? this.#position;
  }

  /** The number of chunks that are not taken completely. */
  get size(): number {
    return this.#chunks.length;
  }

  /** Adds a chunk that follows all others. */
  add(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.options.memory?.adjust(chunk.sizeBytes);
  }

  /** Drops everything. */
  clear(): void {
    this.#clearToken = {};
    this.#releaseMemory(this.#chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, this.#largeBatch?.heldBytes ?? 0));
    this.#chunks = [];
    this.#batchIndex = 0;
    this.#decompressedBatch = undefined;
    this.#largeBatch = undefined;
    this.#decompressing = undefined;
  }

  /**
   * Takes the next slice; `undefined` when there is none. Returns a promise when a large batch is next: call again
   * when it resolves, which it does when the batch is decompressed and checked, or dropped. It never rejects.
   */
  take(): Slice | Promise<void> | undefined {
    if (this.#decompressing !== undefined) return this.#decompressing;
    const [chunk] = this.#chunks;
    if (chunk === undefined) return undefined;
    return this.#largeBatch === undefined ? this.#takeBatches(chunk) : this.#takePart(chunk, this.#largeBatch);
  }

  #takeBatches(chunk: Chunk): Slice | Promise<void> {
    const { batches } = chunk;
    const records: RawRecord[] = [];
    let bytes = 0;
    for (
      ;
      this.#batchIndex < batches.length && bytes < sliceLimits.bytes && records.length < sliceLimits.records;
      this.#batchIndex++
    ) {
      const batch = batches[this.#batchIndex] as RecordBatch;
      if (batch.nextOffset <= this.#position) continue;
      const decompressedBatch = this.#decompressedBatch ?? decompressNow(batch, this.options);
      this.#decompressedBatch = decompressedBatch;
      if (decompressedBatch === undefined || isLarge(decompressedBatch)) {
        if (records.length > 0) return this.#slice(chunk, records);
        return this.#prepareLarge(batch, decompressedBatch);
      }
      this.#decompressedBatch = undefined;
      readBatchRecords(decompressedBatch, this.#position, this.options, records);
      bytes += decompressedBatch.body.length;
      this.#position = batch.nextOffset;
    }
    return this.#slice(chunk, records);
  }

  #takePart(chunk: Chunk, { batch, cursor, heldBytes }: LargeBatch): Slice {
    const records: RawRecord[] = [];
    while (records.length === 0 && !cursor.isDone) cursor.read(records, sliceLimits);
    if (cursor.isDone) {
      this.#position = batch.nextOffset;
      this.#largeBatch = undefined;
      this.#batchIndex++;
      this.#releaseMemory(heldBytes);
    } else this.#position = (records.at(-1)?.offset ?? this.#position) + 1;
    return this.#slice(chunk, records);
  }

  #slice({ next, highWatermark, batches, sizeBytes }: Chunk, records: RawRecord[]): Slice {
    if (this.#batchIndex >= batches.length) {
      this.#position = next;
      this.#chunks.shift();
      this.#batchIndex = 0;
      this.#releaseMemory(sizeBytes);
    }
    return { records, nextOffset: this.#position, highWatermark };
  }

  /** `decompressedBatch`: if it is decompressed already. */
  #prepareLarge(batch: RecordBatch, decompressedBatch: RecordBatch | undefined): Promise<void> {
    const context = this.#decompress(batch, decompressedBatch, this.#clearToken);
    this.#decompressing = context;
    return context;
  }

  async #decompress(batch: RecordBatch, decompressedBatch: RecordBatch | undefined, clearToken: object): Promise<void> {
    const { options } = this;
    const { memory } = options;
    const expected = decompressedBatch === undefined ? bytesToDecompress(batch, options) : 0;
    // Without more memory there is nothing to wait for.
    if (expected > 0) await memory?.reserve(expected);
    const decompressed =
      decompressedBatch ?? (clearToken === this.#clearToken ? await decompressInBackground(batch, options) : batch);
    const checked = clearToken === this.#clearToken ? await checkedBatch(decompressed, options) : batch;
    if (clearToken !== this.#clearToken) {
      this.#releaseMemory(expected);
      return;
    }
    const heldBytes = checked.problem === undefined && isCompressed(batch.codec) ? checked.body.length : 0;
    memory?.adjust(heldBytes - expected);
    if (checked.problem === undefined) {
      this.#largeBatch = { batch: checked, cursor: new RecordCursor(checked, this.#position), heldBytes };
    }
    this.#decompressedBatch = checked.problem === undefined ? undefined : checked;
    this.#decompressing = undefined;
  }

  #releaseMemory(sizeBytes: number): void {
    if (sizeBytes > 0) this.options.memory?.adjust(-sizeBytes);
  }
}

/** Checks all records before any is taken, yielding to other work in between. */
async function checkedBatch(batch: RecordBatch, context: DecompressionContext): Promise<RecordBatch> {
  if (batch.problem !== undefined) return batch;
  const turn = new CooperativeYield();
  const cursor = new RecordCursor(batch, batch.baseOffset);
  do {
    const problem = cursor.read(undefined, sliceLimits);
    if (problem !== undefined) return withProblem(batch, context, problem);
    await turn.yieldIfDue();
  } while (!cursor.isDone);
  return batch;
}
