/** Limits of lag, for alerts: the partitions that are over them. */
import type { PartitionLag } from './partition-lag.js';

export interface LagLimits {
  /** In messages. */
  readonly maxLag?: number | undefined;
  readonly maxSeconds?: number | undefined;
}

/**
 * The partitions over a limit. A lag or an age that could not be found out counts as over: an alert that cannot be judged
 * must not be silent. A partition without a committed offset has no lag, and is over neither.
 */
export function partitionsOver(partitions: readonly PartitionLag[], limits: LagLimits): PartitionLag[] {
  const { maxLag = Number.POSITIVE_INFINITY, maxSeconds = Number.POSITIVE_INFINITY } = limits;
  const judgesAge = maxSeconds !== Number.POSITIVE_INFINITY;
  const judges = judgesAge || maxLag !== Number.POSITIVE_INFINITY;
  return partitions.filter(({ committed, lag, lagSeconds }) => {
    if (committed === null) return false;
    if (lag === null) return judges;
    if (lag > maxLag) return true;
    return lagSeconds === null ? lag > 0 && judgesAge : lagSeconds > maxSeconds;
  });
}
