import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { retainedFrom } from '../../src/log/retention.js';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { temporaryFolder } from '../temporary-folder.js';
import { makeBatch } from './batches.js';
import { append, handClock, openLog } from './open-log.js';

const oneBatch = makeBatch().length;
const logFiles = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.log'));

describe('retention', () => {
  it('deletes by time the segments whose newest record is too old, including the last one', () => {
    const folder = temporaryFolder();
    const clock = handClock(0);
    const log = openLog(folder, { segmentBytes: oneBatch * 2, retentionMs: 1_000 }, clock);
    for (const timestamp of [100, 200, 300, 5_000, 400]) append(log, { timestamps: [timestamp] });
    expect(logFiles(folder)).toHaveLength(3);
    clock.ms = 1_200;
    log.retain();
    expect(log.startOffset).toBe(0);
    clock.ms = 1_201;
    log.retain();
    // The second segment holds a young record; everything after it stays.
    expect([log.startOffset, log.endOffset]).toEqual([2, 5]);
    clock.ms = 6_001;
    log.retain();
    expect([log.startOffset, log.endOffset]).toEqual([5, 5]);
    expect(logFiles(folder)).toEqual(['00000000000000000005.log']);
    expect(openLog(folder).endOffset).toBe(5);
  });

  it('deletes by size whole segments beyond the limit, and never more', () => {
    const log = openLog(undefined, { segmentBytes: oneBatch * 2, retentionBytes: oneBatch * 5 });
    for (let at = 0; at < 6; at++) append(log);
    log.retain();
    expect(log.startOffset).toBe(0);
    append(log);
    log.retain();
    expect([log.startOffset, log.sizeBytes]).toEqual([2, oneBatch * 5]);
  });

  it('deletes nothing of a topic that is only compacted, or without a limit', () => {
    const clock = handClock(0);
    const compacted = openLog(undefined, { retentionMs: 1, retentionBytes: 0, deletes: false }, clock);
    const forEver = openLog(undefined, { retentionMs: -1, retentionBytes: -1 }, clock);
    append(compacted);
    append(forEver);
    clock.ms = 1e12;
    compacted.retain();
    forEver.retain();
    expect([compacted.startOffset, forEver.startOffset]).toEqual([0, 0]);
  });

  it('is not blocked by a segment that compaction has emptied', () => {
    const segments = [
      { sizeBytes: 0, maxTimestamp: -1 },
      { sizeBytes: 10, maxTimestamp: 5 },
      { sizeBytes: 0, maxTimestamp: -1 },
    ];
    const settings = { deletes: true, retentionMs: 100, retentionBytes: -1 };
    expect(retainedFrom(segments, settings, 105)).toBe(1);
    expect(retainedFrom(segments, settings, 106)).toBe(2);
    expect(retainedFrom(segments, { ...settings, retentionMs: -1, retentionBytes: 0 }, 0)).toBe(2);
  });

  it('starts a new segment when the first record of the last is old enough', () => {
    const folder = temporaryFolder();
    const log = openLog(folder, { segmentMs: 1_000 });
    for (const timestamp of [5_000, 6_000, 6_001, 6_002]) append(log, { timestamps: [timestamp] });
    expect(logFiles(folder)).toEqual(['00000000000000000000.log', '00000000000000000002.log']);
  });

  it('removes a producer that was inactive for a day', () => {
    const clock = handClock(0);
    const log = openLog(undefined, { logAppendTime: true }, clock);
    append(log, { producerId: 1, baseSequence: 0 });
    clock.ms = 24 * 60 * 60 * 1000;
    log.retain();
    expect(append(log, { producerId: 1, baseSequence: 5 }).code).toBe(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
    clock.ms += 1;
    log.retain();
    expect(append(log, { producerId: 1, baseSequence: 5 }).code).toBe(errorCodes.NONE);
  });
});
