import { describe, expect, it } from '@jest/globals';
import { cleanableRange } from '../../../src/log/compaction/cleanable.js';
import type { LogSettings } from '../../../src/log/log-settings.js';
import { append, openLog } from '../open-log.js';
import { compact } from './compacting.js';

/** One segment per batch; batches of equal size, at 0, 10, 20, … */
const filled = (given: Partial<LogSettings> = {}, batches = 6) => {
  const log = openLog(undefined, { compacts: true, segmentBytes: 1, minCleanableRatio: 0, ...given });
  for (let at = 0; at < batches; at++) append(log, { keys: [`${at}`], values: ['v'], timestamps: [1 + at * 10] });
  return log;
};

describe('the cleanable range', () => {
  it('is empty for a topic that is not compacted, for an empty log, and for the last segment', () => {
    expect(cleanableRange(filled({ compacts: false }), 100)).toBeUndefined();
    expect(cleanableRange(filled({}, 0), 100)).toBeUndefined();
    expect(cleanableRange(filled({}, 1), 100)).toBeUndefined();
    expect(cleanableRange(filled(), 100)).toEqual({ firstDirty: 0, end: 5, ratio: 1 });
  });

  it('starts after the last pass, once the dirty ratio is reached', () => {
    const log = filled({ minCleanableRatio: 0.3 });
    compact(log, 100);
    expect([log.cleanedOffset, cleanableRange(log, 100)]).toEqual([5, undefined]);
    append(log, { keys: ['a'], values: ['v'] });
    append(log, { keys: ['a'], values: ['v'] });
    expect(cleanableRange(log, 100)).toBeUndefined();
    append(log, { keys: ['a'], values: ['v'] });
    expect(cleanableRange(log, 100)).toEqual({ firstDirty: 5, end: 8, ratio: 3 / 8 });
  });

  it('ends before records younger than min.compaction.lag.ms', () => {
    const log = filled({ minCompactionLagMs: 20 });
    expect(cleanableRange(log, 50)).toEqual({ firstDirty: 0, end: 3, ratio: 1 });
    expect(cleanableRange(log, 51)).toEqual({ firstDirty: 0, end: 4, ratio: 1 });
  });

  it('ends before the segment with the last stable offset', () => {
    const log = filled();
    append(log, { keys: ['t'], values: ['v'], producerId: 1, attributes: 0x10 });
    append(log, { keys: ['a'], values: ['v'] });
    append(log, { keys: ['a'], values: ['v'] });
    expect(cleanableRange(log, 100)).toMatchObject({ end: 6 });
    log.appendMarker({ producerId: 1, producerEpoch: 0, isCommit: true });
    expect(cleanableRange(log, 100)).toMatchObject({ end: 9 });
  });

  it('is due below the dirty ratio after max.compaction.lag.ms', () => {
    const log = filled({ minCleanableRatio: 1, maxCompactionLagMs: 40 });
    expect(cleanableRange(log, 41)).toBeUndefined();
    expect(cleanableRange(log, 42)).toMatchObject({ firstDirty: 0, end: 5 });
  });

  it('starts with the log when the last pass ended before that', () => {
    const log = filled({}, 8);
    log.cleanedOffset = 2;
    log.deleteBefore(4);
    expect(cleanableRange(log, 100)).toMatchObject({ firstDirty: 4, end: 7, ratio: 1 });
    log.cleanedOffset = 100;
    expect(cleanableRange(log, 100)).toMatchObject({ firstDirty: 4 });
  });
});
