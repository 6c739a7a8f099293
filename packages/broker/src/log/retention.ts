/**
 * Decides which segments a topic's retention keeps: by the age of their newest record, and by total size. An empty
 * active segment is kept; any other empty segment was emptied by compaction.
 */
import type { LogSettings } from './log-settings.js';
import type { Segment } from './segment/segment.js';

/**
 * The index of the first segment to keep; the number of segments if none is kept. As in Kafka, segments are kept or
 * deleted as a whole.
 */
export const retainedFrom = (
  segments: readonly Pick<Segment, 'sizeBytes' | 'maxTimestamp'>[],
  settings: Pick<LogSettings, 'deletes' | 'retentionMs' | 'retentionBytes'>,
  now: number,
): number => {
  if (!settings.deletes) return 0;
  const { retentionMs, retentionBytes } = settings;
  const isUnused = (segment: (typeof segments)[number]): boolean =>
    segment.sizeBytes === 0 && segment === segments.at(-1);
  let first = 0;
  if (retentionMs >= 0) {
    for (const segment of segments) {
      if (isUnused(segment) || now - segment.maxTimestamp <= retentionMs) break;
      first += 1;
    }
  }
  if (retentionBytes < 0) return first;
  let excess = segments.slice(first).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) - retentionBytes;
  for (const segment of segments.slice(first)) {
    if (isUnused(segment) || excess - segment.sizeBytes < 0) break;
    excess -= segment.sizeBytes;
    first += 1;
  }
  return first;
};
