/**
 * The peaks of one run of `memory`, and whether they are under their bounds. Pure: what is measured comes from outside.
 */
import type { KfwError } from '@kfw/core';
import { benchError } from '../errors.js';

/** Memory of the process at one moment, in bytes, as Node tells it; `external` includes array buffers. */
export interface Usage {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** Bytes that one partition holds at one moment, not handled yet. */
export interface Buffered {
  readonly partition: number;
  readonly backlogBytes: number;
}

/** All in bytes. It travels from the child as a list, in the order of `memoryFigureNames`. */
export type MemoryFigures = Readonly<Record<(typeof memoryFigureNames)[number], number>>;

export const memoryFigureNames = [
  'peakRss',
  'baseRss',
  'peakHeapUsed',
  'peakExternal',
  'peakBuffered',
  'leastPartitionPeak',
  'partitionBound',
  'bufferedBound',
] as const;

/** What may be buffered: per partition its bound, in all the least of the bounds, and one more fetch of each. */
export interface MemoryBounds {
  readonly partitions: number;
  readonly maxPartitionBufferBytes: number;
  /** Of the whole process. */
  readonly maxTotalBufferedBytes: number;
  /** What one fetch can bring for a partition that is just below its bound. */
  readonly fetchBytes: number;
}

/**
 * What a process may need beside what waits: fetch responses that are decoded or on their way, what was let go of and is
 * not collected yet, code that was loaded. It depends on the bounds and the size of records, never on how many there are.
 */
export const fixedBaseBytes = 320 * 1_024 * 1_024;

export class MemoryPeaks {
  readonly #partitions = new Map<number, number>();
  #rss = 0;
  #heapUsed = 0;
  #external = 0;
  #buffered = 0;

  constructor(private readonly base: Usage) {}

  sawUsage({ rss, heapUsed, external }: Usage): void {
    this.#rss = Math.max(this.#rss, rss);
    this.#heapUsed = Math.max(this.#heapUsed, heapUsed);
    this.#external = Math.max(this.#external, external);
  }

  /** What every partition holds at one moment. */
  sawBuffered(held: readonly Buffered[]): void {
    let sum = 0;
    for (const { partition, backlogBytes } of held) {
      sum += backlogBytes;
      if (backlogBytes > (this.#partitions.get(partition) ?? 0)) this.#partitions.set(partition, backlogBytes);
    }
    this.#buffered = Math.max(this.#buffered, sum);
  }

  figures(bounds: MemoryBounds): MemoryFigures {
    const { partitions, maxPartitionBufferBytes, maxTotalBufferedBytes, fetchBytes } = bounds;
    const peaks = Array.from({ length: partitions }, (_, partition) => this.#partitions.get(partition) ?? 0);
    return {
      peakRss: this.#rss,
      baseRss: this.base.rss,
      peakHeapUsed: this.#heapUsed,
      peakExternal: this.#external,
      peakBuffered: this.#buffered,
      leastPartitionPeak: Math.min(...peaks),
      partitionBound: maxPartitionBufferBytes,
      bufferedBound: Math.min(maxTotalBufferedBytes, partitions * maxPartitionBufferBytes) + partitions * fetchBytes,
    };
  }
}

/** What is wrong: a partition that never was over its bound, so that nothing is proven, or too much memory. */
export function faultOf(figures: MemoryFigures): KfwError | undefined {
  const { peakRss, baseRss, peakBuffered, leastPartitionPeak, partitionBound, bufferedBound } = figures;
  if (leastPartitionPeak <= partitionBound)
    return benchError('KFW_BENCH_BOUND_NOT_REACHED', { peak: leastPartitionPeak, bound: partitionBound });
  if (peakBuffered > bufferedBound)
    return benchError('KFW_BENCH_BUFFERED_TOO_MUCH', { peak: peakBuffered, bound: bufferedBound });
  const grown = peakRss - baseRss;
  const limit = bufferedBound + fixedBaseBytes;
  return grown > limit ? benchError('KFW_BENCH_MEMORY_TOO_MUCH', { grown, bound: bufferedBound, limit }) : undefined;
}
