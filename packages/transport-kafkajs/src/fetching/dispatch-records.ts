/**
 * Dispatches fetched records to the handlers. Batch headers show at once where the next fetch begins; batches are
 * decompressed, decoded and dispatched, slice by slice, while that fetch is pending.
 *
 *   response → a fetch buffer for each partition → slices → handlers
 *
 * A partition's position moves when its records are dispatched, and not before. Records fetched from another position
 * than the current one (after a seek or a rebalance) are dropped, and fetched again. A paused partition keeps its
 * records in the buffer; while its next batch is large or exceeds the memory budget, other partitions continue.
 */
import { type BatchMemory, CooperativeYield, type SourceHandlers, toError } from '@kfw/core';
import type { AssignedPartition, AssignedPartitions } from '../consuming/assigned-partitions.js';
import { forgetUnread, noteEnd } from './end-of-log.js';
import { FetchBuffer } from './fetch-buffer.js';
import type { FetchedPartition } from './fetch-response.js';
import { readChunk } from './fetched-chunk.js';

export interface RecordDispatcherOptions {
  readonly handlers: SourceHandlers;
  readonly assignedPartitions: AssignedPartitions;
  /** The most bytes of a decompressed batch. */
  readonly maxBatchBytes: number;
  readonly memory: BatchMemory | undefined;
  /** Whether batches must wait: the group rebalances, or the member is leaving. */
  isHalted(): boolean;
  /** A handler threw. */
  onFailure(error: Error): void;
  /** A partition that waited for a large batch continues. */
  onProgress(): void;
}

/**
 * Small responses are dispatched at once, for the latency of a single message; after large ones the next request is
 * sent first.
 */
const dispatchNowBytes = 65_536;
/** A partition with as many chunks is not fetched: one that is dispatched, and the next. */
const maxChunks = 2;

export class RecordDispatcher {
  /** Of the partitions that have records to dispatch. */
  readonly #buffers = new Map<AssignedPartition, FetchBuffer>();
  readonly #draining = new Set<FetchBuffer>();
  /** The pending dispatch of each broker's last response. */
  readonly #running = new Map<number, Promise<void>>();
  readonly #cooperativeYield = new CooperativeYield();

  constructor(private readonly options: RecordDispatcherOptions) {}

  /** The offset of the partition's next fetch; `undefined` while it is unknown. */
  nextFetchOffset(assignedPartition: AssignedPartition): number | undefined {
    return this.#buffers.get(assignedPartition)?.end ?? assignedPartition.position;
  }

  /** Whether a partition has enough records to dispatch already. */
  hasEnough(assignedPartition: AssignedPartition): boolean {
    return (this.#buffers.get(assignedPartition)?.size ?? 0) >= maxChunks;
  }

  /** Delivers a partition from this offset on; earlier fetched records are dropped. */
  moveTo(assignedPartition: AssignedPartition, offset: number): void {
    assignedPartition.position = offset;
    forgetUnread(assignedPartition);
    this.#drop(assignedPartition);
  }

  /** Dispatches records that were fetched for these partitions while they were paused. */
  resume(partitions: readonly AssignedPartition[]): void {
    for (const assignedPartition of partitions)
      if (this.#buffers.has(assignedPartition)) void this.#drain(assignedPartition);
  }

  /** Drops records of partitions that are not assigned any more. */
  dropUnassigned(): void {
    for (const assignedPartition of this.#buffers.keys())
      if (!this.#isAssigned(assignedPartition)) this.#drop(assignedPartition);
  }

  /** Accepts a broker's response; resolves when the next fetch may be sent. */
  async take(
    nodeId: number,
    positions: ReadonlyMap<AssignedPartition, number>,
    partitions: readonly FetchedPartition[],
  ): Promise<void> {
    const filled = partitions.flatMap((fetched) => this.#addToBuffer(fetched, positions) ?? []);
    await this.#running.get(nodeId);
    if (filled.length === 0) return;
    const sizeBytes = partitions.reduce((sum, { recordSet }) => sum + recordSet.length, 0);
    this.#running.set(nodeId, sizeBytes <= dispatchNowBytes ? this.#dispatch(filled) : this.#dispatchLater(filled));
  }

  /** Returns the partition if it has new records. */
  #addToBuffer(
    fetched: FetchedPartition,
    positions: ReadonlyMap<AssignedPartition, number>,
  ): AssignedPartition | undefined {
    const { topic, partition, errorCode, recordSet } = fetched;
    const { assignedPartitions, maxBatchBytes, memory } = this.options;
    const assignedPartition = assignedPartitions.get(topic, partition);
    const from = assignedPartition === undefined ? undefined : positions.get(assignedPartition);
    if (assignedPartition === undefined || from === undefined) return undefined;
    if (errorCode === 0) noteEnd(assignedPartition, fetched);
    if (recordSet.length === 0 || from !== this.nextFetchOffset(assignedPartition)) return undefined;
    const chunk = readChunk(fetched, from, copyIfShared(recordSet));
    if (chunk === undefined) return undefined;
    const buffer =
      this.#buffers.get(assignedPartition) ?? new FetchBuffer({ topic, partition, maxBatchBytes, memory }, from);
    this.#buffers.set(assignedPartition, buffer);
    buffer.add(chunk);
    return assignedPartition;
  }

  async #dispatchLater(partitions: readonly AssignedPartition[]): Promise<void> {
    await new Promise(setImmediate);
    this.#cooperativeYield.beginSlice();
    await this.#dispatch(partitions);
  }

  async #dispatch(partitions: readonly AssignedPartition[]): Promise<void> {
    for (const assignedPartition of partitions) await this.#drain(assignedPartition);
  }

  /**
   * Dispatches records while it may; resolves early when a large batch is next, and continues when that is
   * decompressed.
   */
  async #drain(assignedPartition: AssignedPartition): Promise<void> {
    const buffer = this.#buffers.get(assignedPartition);
    if (buffer === undefined || this.#draining.has(buffer)) return;
    this.#draining.add(buffer);
    try {
      while (this.#mayDispatch(assignedPartition, buffer)) {
        const slice = buffer.take();
        if (slice instanceof Promise) {
          void slice.then(() => this.#continue(assignedPartition, buffer));
          return;
        }
        if (slice === undefined) {
          this.#buffers.delete(assignedPartition);
          return;
        }
        const { topic, partition, generation } = assignedPartition;
        assignedPartition.position = slice.nextOffset;
        this.options.handlers.onBatch({ topic, partition, generation, ...slice });
        await this.#cooperativeYield.yieldIfDue();
      }
    } catch (thrown) {
      this.options.onFailure(toError(thrown));
    } finally {
      this.#draining.delete(buffer);
    }
  }

  async #continue(assignedPartition: AssignedPartition, buffer: FetchBuffer): Promise<void> {
    if (this.#buffers.get(assignedPartition) !== buffer) return;
    await this.#drain(assignedPartition);
    this.options.onProgress();
  }

  #mayDispatch(assignedPartition: AssignedPartition, buffer: FetchBuffer): boolean {
    if (this.#buffers.get(assignedPartition) !== buffer) return false;
    if (
      this.#isAssigned(assignedPartition) &&
      assignedPartition.position === buffer.position &&
      !this.options.isHalted()
    )
      return !assignedPartition.paused;
    this.#drop(assignedPartition);
    return false;
  }

  #isAssigned(assignedPartition: AssignedPartition): boolean {
    return (
      this.options.assignedPartitions.get(assignedPartition.topic, assignedPartition.partition) === assignedPartition
    );
  }

  #drop(assignedPartition: AssignedPartition): void {
    this.#buffers.get(assignedPartition)?.clear();
    this.#buffers.delete(assignedPartition);
  }
}

/** Waiting records keep only themselves in memory, and not a response that mostly holds other partitions' records. */
function copyIfShared(recordSet: Buffer): Buffer {
  return recordSet.length * 2 < recordSet.buffer.byteLength ? Buffer.from(recordSet) : recordSet;
}
