/**
 * From fetched bytes to the handlers: batch headers tell at once where the next fetch begins; records are decompressed,
 * decoded and handed over while that fetch is on its way.
 *
 * A partition's position moves when its records are handed over, and not before. What was asked for at another position
 * than the present one (a seek or a rebalance came in between) is dropped, and asked for again.
 */
import { type SourceHandlers, toError } from '@kfw/core';
import type { Holding, Holdings } from '../consuming/holdings.js';
import type { FetchedPartition } from './fetch-response.js';
import { anyCompressed, decompressed, type RecordBatch, readable, readBatches, readRecords } from './record-batches.js';

export interface HandOverOptions {
  readonly handlers: SourceHandlers;
  readonly holdings: Holdings;
  /** Whether batches must wait: the group rebalances, or the member is leaving. */
  isHalted(): boolean;
  /** What came cannot be read, or a handler threw. */
  onFailure(error: Error): void;
}

/** What was fetched of one partition. */
interface Chunk {
  readonly holding: Holding;
  /** The offset that was asked for. */
  readonly from: number;
  readonly next: number;
  readonly highWatermark: number;
  readonly batches: readonly RecordBatch[];
}

/** Small answers are handed over at once, for the sake of a lone message; after large ones the next request goes first. */
const smallBytes = 65_536;

export class HandOver {
  /** Where the next fetch of a partition begins when that is ahead of what was handed over. */
  readonly #ahead = new WeakMap<Holding, number>();
  /** What came for a partition after it was paused. */
  readonly #parked = new WeakMap<Holding, Chunk>();
  /** The handing over of each broker's last answer. */
  readonly #running = new Map<number, Promise<void>>();

  constructor(private readonly options: HandOverOptions) {}

  /** Where the next fetch of a partition begins; `undefined` while nobody knows. */
  nextOf(holding: Holding): number | undefined {
    return this.#ahead.get(holding) ?? holding.position;
  }

  /** Delivers a partition from this offset on; what is on its way is dropped. */
  moveTo(holding: Holding, offset: number): void {
    holding.position = offset;
    this.#ahead.delete(holding);
    this.#parked.delete(holding);
  }

  /** Hands over what came for these partitions while they were paused. */
  resume(holdings: readonly Holding[]): void {
    for (const holding of holdings) {
      const parked = this.#parked.get(holding);
      this.#parked.delete(holding);
      if (parked !== undefined) void this.#handOver([parked]);
    }
  }

  /** Takes a broker's answer to what was asked for; resolves when the next one may be asked for. */
  async take(
    nodeId: number,
    asked: ReadonlyMap<Holding, number>,
    partitions: readonly FetchedPartition[],
  ): Promise<void> {
    const chunks = partitions.flatMap((fetched) => this.#chunkOf(fetched, asked) ?? []);
    await this.#running.get(nodeId);
    if (chunks.length === 0) return;
    const sizeBytes = partitions.reduce((sum, { recordSet }) => sum + recordSet.length, 0);
    const handingOver = sizeBytes <= smallBytes ? this.#handOver(chunks) : this.#handOverSoon(chunks);
    this.#running.set(nodeId, handingOver);
  }

  #chunkOf(fetched: FetchedPartition, asked: ReadonlyMap<Holding, number>): Chunk | undefined {
    const { topic, partition, errorCode, recordSet, aborted, lastStableOffset } = fetched;
    const holding = this.options.holdings.get(topic, partition);
    const from = holding === undefined ? undefined : asked.get(holding);
    if (holding === undefined || from === undefined) return undefined;
    if (errorCode === 0) holding.end = lastStableOffset;
    if (recordSet.length === 0) return undefined;
    const batches = readBatches(detached(recordSet), fetched, from);
    const next = batches.at(-1)?.nextOffset;
    if (next === undefined || next <= from) return undefined;
    if (from === this.nextOf(holding)) this.#ahead.set(holding, next);
    return { holding, from, next, highWatermark: lastStableOffset, batches: readable(batches, aborted) };
  }

  async #handOverSoon(chunks: readonly Chunk[]): Promise<void> {
    await new Promise(setImmediate);
    await this.#handOver(chunks);
  }

  async #handOver(chunks: readonly Chunk[]): Promise<void> {
    try {
      for (const chunk of chunks) {
        const { batches } = chunk;
        this.#deliver(
          anyCompressed(batches) ? { ...chunk, batches: await decompressed(batches, chunk.holding) } : chunk,
        );
      }
    } catch (thrown) {
      this.options.onFailure(toError(thrown));
    }
  }

  #deliver(chunk: Chunk): void {
    const { holding, from, next, highWatermark, batches } = chunk;
    const { handlers, holdings } = this.options;
    const { topic, partition, generation } = holding;
    if (holdings.get(topic, partition) !== holding) return;
    if (holding.position !== from || this.options.isHalted()) {
      this.#ahead.delete(holding);
      return;
    }
    if (holding.paused) {
      this.#parked.set(holding, chunk);
      return;
    }
    const records = readRecords(batches, from, holding);
    holding.position = next;
    handlers.onBatch({ topic, partition, generation, highWatermark, records, nextOffset: next });
  }
}

/** Records that wait must keep nothing alive but themselves: not an answer that mostly holds other partitions' records. */
function detached(recordSet: Buffer): Buffer {
  return recordSet.length * 2 < recordSet.buffer.byteLength ? Buffer.from(recordSet) : recordSet;
}
