/** One partition's part of a fetch response, as a chunk for its fetch buffer. */
import { type RecordBatch, readBatches, visibleBatches } from '../record-batch/record-batches.js';
import type { FetchedPartition } from './fetch-response.js';

export interface Chunk {
  /** The offset after its last batch. */
  readonly next: number;
  readonly highWatermark: number;
  readonly batches: readonly RecordBatch[];
  /** As fetched. */
  readonly sizeBytes: number;
}

/** `undefined` when it holds no batch that ends after `from`. `recordSet` replaces that of `fetched`. */
export function readChunk(
  fetched: FetchedPartition,
  from: number,
  recordSet: Buffer = fetched.recordSet,
): Chunk | undefined {
  const batches = readBatches(recordSet, fetched, from);
  const next = batches.at(-1)?.nextOffset;
  if (next === undefined || next <= from) return undefined;
  const { aborted, lastStableOffset: highWatermark } = fetched;
  return { next, highWatermark, batches: visibleBatches(batches, aborted), sizeBytes: recordSet.length };
}
