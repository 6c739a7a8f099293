/**
 * Decides which part of a log can be compacted and whether that is worth it, as Kafka's LogCleanerManager: from the end
 * of the last compaction to the active segment, the last stable offset, and records younger than
 * `min.compaction.lag.ms`, by whole segments.
 */
import type { PartitionLog } from '../partition-log.js';
import { segmentAt } from '../reading/read-segments.js';
import type { Segment } from '../segment/segment.js';

export interface CleanableRange {
  /** Everything before it was compacted. */
  readonly firstDirty: number;
  /** The start of the first segment that must not be compacted. */
  readonly end: number;
  /** The dirty share of the bytes before `end`. */
  readonly ratio: number;
}

export type CompactableLog = Pick<
  PartitionLog,
  'settings' | 'startOffset' | 'endOffset' | 'stableOffset' | 'cleanedOffset' | 'segments'
>;

/** Undefined when there is nothing to do. */
export const cleanableRange = (log: CompactableLog, now: number): CleanableRange | undefined => {
  const { settings, segments } = log;
  if (!settings.compacts) return undefined;
  const firstDirty = firstDirtyOffset(log);
  const dirty = segments.slice(segmentAt(segments, firstDirty), -1);
  const end = firstUncleanable(log, dirty, now);
  if (end <= firstDirty) return undefined;
  const dirtyBytes = sizeOf(dirty.filter(({ baseOffset }) => baseOffset < end));
  const cleanBytes = sizeOf(segments.filter(({ baseOffset }) => baseOffset < firstDirty));
  if (dirtyBytes === 0) return undefined;
  const ratio = dirtyBytes / (cleanBytes + dirtyBytes);
  return ratio > settings.minCleanableRatio || isOverdue(log, dirty, now) ? { firstDirty, end, ratio } : undefined;
};

/** A log that was truncated, or whose start was moved, is checked from its start. */
const firstDirtyOffset = ({ startOffset, endOffset, cleanedOffset }: CompactableLog): number =>
  cleanedOffset < startOffset || cleanedOffset > endOffset ? startOffset : cleanedOffset;

const firstUncleanable = (log: CompactableLog, dirty: readonly Segment[], now: number): number => {
  const { settings, segments, stableOffset } = log;
  const isYoung = ({ maxTimestamp }: Segment): boolean =>
    settings.minCompactionLagMs > 0 && maxTimestamp > now - settings.minCompactionLagMs;
  const young = dirty.find(isYoung) ?? segments.at(-1);
  const unstable = segments[segmentAt(segments, stableOffset)];
  return Math.min(young?.baseOffset ?? 0, unstable?.baseOffset ?? 0);
};

/** Whether a part of it has waited longer than `max.compaction.lag.ms`. */
const isOverdue = ({ settings }: CompactableLog, dirty: readonly Segment[], now: number): boolean =>
  dirty.some(({ firstTimestamp }) => firstTimestamp > 0 && firstTimestamp < now - settings.maxCompactionLagMs);

const sizeOf = (segments: readonly Segment[]): number => segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
