/** Reads across the ends of segments, and across the gaps that compaction leaves within and between them. */
import type { Segment } from '../segment/segment.js';

/**
 * Whole batches from the one that holds `offset`, or the first after it, to before the one that holds `limit`, at most
 * `maxBytes`; with `atLeastOne` the first is returned whole even when it is larger.
 */
export const readSegments = (
  segments: readonly Segment[],
  offset: number,
  limit: number,
  maxBytes: number,
  atLeastOne: boolean,
): Buffer[] => {
  const found: Buffer[] = [];
  let room = maxBytes;
  for (let at = segmentAt(segments, offset); at < segments.length; at++) {
    const before = found.length;
    const ended = (segments[at] as Segment).read(offset, limit, room, atLeastOne && before === 0, found);
    if (!ended) break;
    for (const bytes of found.slice(before)) room -= bytes.length;
  }
  return found;
};

/** The index of the segment of `offset`: the last that does not begin after it, or else the first. */
export const segmentAt = (segments: readonly Segment[], offset: number): number => {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle] as Segment).baseOffset <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};
