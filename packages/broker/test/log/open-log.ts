/** A log with a manual clock, for tests. */

import { diskSource } from '../../src/log/disk/disk-source.js';
import { TailCache } from '../../src/log/disk/tail-cache.js';
import type { LogSettings } from '../../src/log/log-settings.js';
import { memorySource } from '../../src/log/memory/memory-source.js';
import type { AppendResult } from '../../src/log/partition-log.js';
import { PartitionLog } from '../../src/log/partition-log.js';
import { readBatchHeader } from '../../src/protocol/records/record-batch.js';
import { type BatchGiven, makeBatch } from './batches.js';

export const defaultSettings: LogSettings = {
  segmentBytes: 1_000_000_000,
  segmentMs: 604_800_000,
  retentionMs: -1,
  retentionBytes: -1,
  deletes: true,
  compacts: false,
  deleteRetentionMs: 86_400_000,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
  minCleanableRatio: 0.5,
  maxMessageBytes: 1_048_588,
  timestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
  timestampAfterMaxMs: 3_600_000,
  logAppendTime: false,
};

export interface HandClock {
  ms: number;
  now(): number;
  after(): { cancel(): void };
}

export const handClock = (ms = 1_000_000): HandClock => ({
  ms,
  now() {
    return this.ms;
  },
  after: () => ({ cancel: () => {} }),
});

/** In `folder`, or in memory without one. */
export const openLog = (
  folder?: string,
  settings: Partial<LogSettings> = {},
  clock = handClock(),
  newestLimitBytes?: number,
): PartitionLog => {
  const source = folder === undefined ? memorySource() : diskSource(folder, new TailCache(newestLimitBytes));
  return new PartitionLog(source, { ...defaultSettings, ...settings }, clock);
};

export const append = (log: PartitionLog, given?: BatchGiven): AppendResult => {
  const bytes = makeBatch(given);
  return log.append(bytes, readBatchHeader(bytes, 0));
};
