/**
 * From fetched bytes to the handlers: batch headers tell at once where the next fetch begins; batches are unpacked, decoded
 * and handed over, slice by slice, while that fetch is on its way.
 *
 *   answer → a feed for each partition → slices → handlers
 *
 * A partition's position moves when its records are handed over, and not before. What was asked for at another position
 * than the present one (a seek or a rebalance came in between) is dropped, and asked for again. A partition that is paused
 * keeps the rest in its feed; one whose next batch is large or finds no room lets the others pass.
 */
import { type BatchMemory, CooperativeYield, type SourceHandlers, toError } from '@kfw/core';
import type { AssignedPartition, AssignedPartitions } from '../consuming/assigned-partitions.js';
import { FetchBuffer } from './fetch-buffer.js';
import type { FetchedPartition } from './fetch-response.js';
import { readChunk } from './fetched-chunk.js';

export interface RecordDispatcherOptions {
  readonly handlers: SourceHandlers;
  readonly assignedPartitions: AssignedPartitions;
  /** The most that a batch may hold unpacked. */
  readonly maxBatchBytes: number;
  readonly memory: BatchMemory | undefined;
  /** Whether batches must wait: the group rebalances, or the member is leaving. */
  isHalted(): boolean;
  /** A handler threw. */
  onFailure(error: Error): void;
  /** A partition that waited for a large batch goes on. */
  onProgress(): void;
}

/** Small answers are handed over at once, for the sake of a lone message; after large ones the next request goes first. */
const dispatchNowBytes = 65_536;
/** What a partition may have in its feed to be asked for more: what is handed over, and what comes next. */
const maxChunks = 2;

export class RecordDispatcher {
  /** Of the partitions that have something to hand over. */
  readonly #buffers = new Map<AssignedPartition, FetchBuffer>();
  readonly #draining = new Set<FetchBuffer>();
  /** The handing over of each broker's last answer. */
  readonly #running = new Map<number, Promise<void>>();
  readonly #cooperativeYield = new CooperativeYield();

  constructor(private readonly options: RecordDispatcherOptions) {}

  /** Where the next fetch of a partition begins; `undefined` while nobody knows. */
  nextFetchOffset(assignedPartition: AssignedPartition): number | undefined {
    return this.#buffers.get(assignedPartition)?.end ?? assignedPartition.position;
  }

  /** Whether a partition has enough to hand over already. */
  hasEnough(assignedPartition: AssignedPartition): boolean {
    return (this.#buffers.get(assignedPartition)?.size ?? 0) >= maxChunks;
  }

  /** Delivers a partition from this offset on; what is on its way is dropped. */
  moveTo(assignedPartition: AssignedPartition, offset: number): void {
    assignedPartition.position = offset;
    this.#drop(assignedPartition);
  }

  /** Hands over what came for these partitions while they were paused. */
  resume(holdings: readonly AssignedPartition[]): void {
    for (const assignedPartition of holdings)
      if (this.#buffers.has(assignedPartition)) void this.#drain(assignedPartition);
  }

  /** Lets go of what came for partitions that are not held any more. */
  dropUnassigned(): void {
    for (const assignedPartition of this.#buffers.keys())
      if (!this.#isAssigned(assignedPartition)) this.#drop(assignedPartition);
  }

  /** Takes a broker's answer to what was asked for; resolves when the next one may be asked for. */
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

  /** The partition, when there is something to hand over. */
  #addToBuffer(
    fetched: FetchedPartition,
    positions: ReadonlyMap<AssignedPartition, number>,
  ): AssignedPartition | undefined {
    const { topic, partition, errorCode, recordSet, lastStableOffset } = fetched;
    const { assignedPartitions, maxBatchBytes, memory } = this.options;
    const assignedPartition = assignedPartitions.get(topic, partition);
    const from = assignedPartition === undefined ? undefined : positions.get(assignedPartition);
    if (assignedPartition === undefined || from === undefined) return undefined;
    if (errorCode === 0) assignedPartition.end = lastStableOffset;
    if (recordSet.length === 0 || from !== this.nextFetchOffset(assignedPartition)) return undefined;
    const chunk = readChunk(fetched, from, copyIfShared(recordSet));
    if (chunk === undefined) return undefined;
    const buffer =
      this.#buffers.get(assignedPartition) ?? new FetchBuffer({ topic, partition, maxBatchBytes, memory }, from);
    this.#buffers.set(assignedPartition, buffer);
    buffer.add(chunk);
    return assignedPartition;
  }

  async #dispatchLater(holdings: readonly AssignedPartition[]): Promise<void> {
    await new Promise(setImmediate);
    this.#cooperativeYield.beginSlice();
    await this.#dispatch(holdings);
  }

  async #dispatch(holdings: readonly AssignedPartition[]): Promise<void> {
    for (const assignedPartition of holdings) await this.#drain(assignedPartition);
  }

  /** Hands over what may be; resolves early when a large batch comes next, and goes on by itself when that is unpacked. */
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

/** Records that wait must keep nothing alive but themselves: not an answer that mostly holds other partitions' records. */
function copyIfShared(recordSet: Buffer): Buffer {
  return recordSet.length * 2 < recordSet.buffer.byteLength ? Buffer.from(recordSet) : recordSet;
}
