/**
 * What was fetched of one partition and is not handed over yet: packed, since it is a fraction of its size so. Batches are
 * unpacked one after the other as they are taken, small ones at once and large ones off this thread, when there is room
 * for them. A large one is handed over in slices, which keep nothing alive but themselves; the rest of it counts as held
 * until the last slice is taken.
 */
import { type BatchMemory, CooperativeYield, type RawRecord } from '@kfw/core';
import { isCompressed } from '../compression/codecs.js';
import { nowBytes } from '../compression/small.js';
import { readBatchRecords, withMistake } from './batch-records.js';
import { bytesToOpen, isLarge, mostRecordsAtOnce, type Opening, openAside, openNow } from './open-batch.js';
import type { RecordBatch } from './record-batches.js';
import { RecordCursor, type Stretch } from './record-cursor.js';

/** What one fetch brought. */
export interface Chunk {
  /** One past all of it. */
  readonly next: number;
  readonly highWatermark: number;
  readonly batches: readonly RecordBatch[];
  /** As it came. */
  readonly sizeBytes: number;
}

/** What is handed over at once: some small batches, or a part of a large one. */
export interface Slice {
  readonly records: readonly RawRecord[];
  readonly nextOffset: number;
  readonly highWatermark: number;
}

export interface FeedOptions extends Opening {
  /** Left out: there is room for everything. */
  readonly memory: BatchMemory | undefined;
}

/** A large batch that is unpacked and checked. */
interface OpenBatch {
  readonly batch: RecordBatch;
  readonly cursor: RecordCursor;
  readonly heldBytes: number;
}

const stretch: Stretch = { records: mostRecordsAtOnce, bytes: nowBytes };

export class Feed {
  #chunks: Chunk[] = [];
  /** The place in the first chunk of the batch that is next. */
  #at = 0;
  /** That batch, when it was opened and not taken yet. */
  #opened: RecordBatch | undefined;
  /** The large batch that is being taken. */
  #open: OpenBatch | undefined;
  #opening: Promise<void> | undefined;
  #position: number;
  /** Changes when everything is dropped: what is on its way then is not wanted. */
  #life = {};

  constructor(
    private readonly options: FeedOptions,
    from: number,
  ) {
    this.#position = from;
  }

  /** The offset that is taken next. */
  get position(): number {
    return this.#position;
  }

  /** One past all that it holds. */
  get end(): number {
    return this.#chunks.at(-1)?.next ?? this.#position;
  }

  /** Chunks that are not taken to their end. */
  get size(): number {
    return this.#chunks.length;
  }

  /** Adds what lies behind all that it holds. */
  add(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.options.memory?.adjust(chunk.sizeBytes);
  }

  /** Drops everything. */
  clear(): void {
    this.#life = {};
    this.#letGo(this.#chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, this.#open?.heldBytes ?? 0));
    this.#chunks = [];
    this.#at = 0;
    this.#opened = undefined;
    this.#open = undefined;
    this.#opening = undefined;
  }

  /**
   * Takes the next slice; nothing when all was taken. A promise when a large batch comes next: ask again when it has
   * resolved, which it does when the batch is unpacked and checked, or dropped. It never rejects.
   */
  take(): Slice | Promise<void> | undefined {
    if (this.#opening !== undefined) return this.#opening;
    const [chunk] = this.#chunks;
    if (chunk === undefined) return undefined;
    return this.#open === undefined ? this.#takeBatches(chunk) : this.#takeStretch(chunk, this.#open);
  }

  #takeBatches(chunk: Chunk): Slice | Promise<void> {
    const { batches } = chunk;
    const records: RawRecord[] = [];
    let bytes = 0;
    for (; this.#at < batches.length && bytes < stretch.bytes && records.length < stretch.records; this.#at++) {
      const batch = batches[this.#at] as RecordBatch;
      if (batch.nextOffset <= this.#position) continue;
      const opened = this.#opened ?? openNow(batch, this.options);
      this.#opened = opened;
      if (opened === undefined || isLarge(opened)) {
        if (records.length > 0) return this.#slice(chunk, records);
        return this.#openLarge(batch, opened);
      }
      this.#opened = undefined;
      readBatchRecords(opened, this.#position, this.options, records);
      bytes += opened.body.length;
      this.#position = batch.nextOffset;
    }
    return this.#slice(chunk, records);
  }

  #takeStretch(chunk: Chunk, { batch, cursor, heldBytes }: OpenBatch): Slice {
    const records: RawRecord[] = [];
    while (records.length === 0 && !cursor.isDone) cursor.read(records, stretch);
    if (cursor.isDone) {
      this.#position = batch.nextOffset;
      this.#open = undefined;
      this.#at++;
      this.#letGo(heldBytes);
    } else this.#position = (records.at(-1)?.offset ?? this.#position) + 1;
    return this.#slice(chunk, records);
  }

  #slice({ next, highWatermark, batches, sizeBytes }: Chunk, records: RawRecord[]): Slice {
    if (this.#at >= batches.length) {
      this.#position = next;
      this.#chunks.shift();
      this.#at = 0;
      this.#letGo(sizeBytes);
    }
    return { records, nextOffset: this.#position, highWatermark };
  }

  /** `opened`: when it was unpacked already. */
  #openLarge(batch: RecordBatch, opened: RecordBatch | undefined): Promise<void> {
    const opening = this.#unpack(batch, opened, this.#life);
    this.#opening = opening;
    return opening;
  }

  async #unpack(batch: RecordBatch, opened: RecordBatch | undefined, life: object): Promise<void> {
    const { options } = this;
    const { memory } = options;
    const expected = opened === undefined ? bytesToOpen(batch, options) : 0;
    // What takes no more than is there already does not wait.
    if (expected > 0) await memory?.reserve(expected);
    const unpacked = opened ?? (life === this.#life ? await openAside(batch, options) : batch);
    const checked = life === this.#life ? await checkedBatch(unpacked, options) : batch;
    if (life !== this.#life) {
      this.#letGo(expected);
      return;
    }
    const heldBytes = checked.problem === undefined && isCompressed(batch.codec) ? checked.body.length : 0;
    memory?.adjust(heldBytes - expected);
    if (checked.problem === undefined) {
      this.#open = { batch: checked, cursor: new RecordCursor(checked, this.#position), heldBytes };
    }
    this.#opened = checked.problem === undefined ? undefined : checked;
    this.#opening = undefined;
  }

  #letGo(sizeBytes: number): void {
    if (sizeBytes > 0) this.options.memory?.adjust(-sizeBytes);
  }
}

/** Goes through all records before any is taken, giving way to others in between. */
async function checkedBatch(batch: RecordBatch, opening: Opening): Promise<RecordBatch> {
  if (batch.problem !== undefined) return batch;
  const turn = new CooperativeYield();
  const cursor = new RecordCursor(batch, batch.baseOffset);
  do {
    const mistake = cursor.read(undefined, stretch);
    if (mistake !== undefined) return withMistake(batch, opening, mistake);
    await turn.yieldIfDue();
  } while (!cursor.isDone);
  return batch;
}
