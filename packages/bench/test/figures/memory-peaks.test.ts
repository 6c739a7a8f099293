import { describe, expect, it } from '@jest/globals';
import { faultOf, fixedBaseBytes, type MemoryFigures, MemoryPeaks } from '../../src/figures/memory-peaks.js';

const base = { rss: 80, heapUsed: 10, external: 5 };
const bounds = { partitions: 2, maxPartitionBufferBytes: 100, maxTotalBufferedBytes: 1_000, fetchBytes: 20 };

function held(...backlogs: readonly number[]) {
  return backlogs.map((backlogBytes, partition) => ({ partition, backlogBytes }));
}

describe('the peaks of memory', () => {
  it('are the highest values, and buffered bytes count as the sum at one moment', () => {
    const peaks = new MemoryPeaks(base);
    for (const usage of [
      { rss: 200, heapUsed: 50, external: 30 },
      { rss: 300, heapUsed: 40, external: 60 },
      { rss: 250, heapUsed: 70, external: 10 },
    ])
      peaks.sawUsage(usage);
    for (const backlogs of [held(110, 30), held(60, 105), held(0, 0)]) peaks.sawBuffered(backlogs);
    expect(peaks.figures(bounds)).toEqual({
      peakRss: 300,
      baseRss: 80,
      peakHeapUsed: 70,
      peakExternal: 60,
      peakBuffered: 165,
      leastPartitionPeak: 105,
      partitionBound: 100,
      bufferedBound: 240,
    });
  });

  it('are held against the bound of the process where that is less', () => {
    const { bufferedBound } = new MemoryPeaks(base).figures({ ...bounds, maxTotalBufferedBytes: 150 });
    expect(bufferedBound).toBe(190);
  });

  it('count a partition without any measurement', () => {
    const peaks = new MemoryPeaks(base);
    peaks.sawBuffered(held(110));
    expect(peaks.figures(bounds)).toMatchObject({ leastPartitionPeak: 0, peakBuffered: 110 });
  });
});

describe('a run of memory', () => {
  const good: MemoryFigures = {
    peakRss: 80 + 240 + fixedBaseBytes,
    baseRss: 80,
    peakHeapUsed: 70,
    peakExternal: 60,
    peakBuffered: 240,
    leastPartitionPeak: 101,
    partitionBound: 100,
    bufferedBound: 240,
  };

  it('passes up to its bounds', () => {
    expect(faultOf(good)).toBeUndefined();
  });

  it.each([
    ['KFW_BENCH_BOUND_NOT_REACHED', { leastPartitionPeak: 100 }],
    ['KFW_BENCH_BUFFERED_TOO_MUCH', { peakBuffered: 241 }],
    ['KFW_BENCH_MEMORY_TOO_MUCH', { peakRss: good.peakRss + 1 }],
  ])('fails with %s', (code, wrong) => {
    expect(faultOf({ ...good, ...wrong })).toMatchObject({ code });
  });
});
