/** Groups adjacent segments that become one, so that compaction does not leave ever more small segments. */
import type { Segment } from '../segment/segment.js';

type Sized = Pick<Segment, 'sizeBytes'>;

/** In order; a group has at most `maxBytes`, unless a single segment has more. */
export const segmentGroups = <S extends Sized>(segments: readonly S[], maxBytes: number): S[][] => {
  const groups: S[][] = [];
  let room = 0;
  for (const segment of segments) {
    const group = groups.at(-1);
    room -= segment.sizeBytes;
    if (group !== undefined && room >= 0) group.push(segment);
    else {
      groups.push([segment]);
      room = maxBytes - segment.sizeBytes;
    }
  }
  return groups;
};
