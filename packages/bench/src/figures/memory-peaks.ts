/** The peaks of one run of `memory`, and their check against the bounds. Pure: measurements come from outside. */
import type { KfwError } from '@kfw/core';
import { benchError } from '../errors.js';

/** Memory of the process at one moment, in bytes, as Node reports it; `external` includes array buffers. */
export interface Usage {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** Unhandled bytes of one partition at one moment. */
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

/** The bounds on buffering: of a partition, of the process, and one more fetch of each partition. */
export interface MemoryBounds {
  readonly partitions: number;
  readonly maxPartitionBufferBytes: number;
  /** Of the whole process. */
  readonly maxTotalBufferedBytes: number;
  /** What one fetch can bring for a partition that is just below its bound. */
  readonly fetchBytes: number;
}

/**
 * The memory that a process may need besides buffered messages: fetch responses in flight or being decoded, garbage
 * that is not collected yet, loaded code. It depends on the bounds and the size of records, never on their number.
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

  /** The unhandled bytes of all partitions at one moment. */
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

/** The error: a partition that never exceeded its bound, which proves nothing, or too much memory. */
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
