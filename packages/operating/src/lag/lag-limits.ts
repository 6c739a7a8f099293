/** Limits of lag, for alerts: the partitions that are over them. */
import type { PartitionLag } from './partition-lag.js';

export interface LagLimits {
  /** In messages. */
  readonly maxLag?: number | undefined;
  readonly maxSeconds?: number | undefined;
}

/**
 * The partitions over a limit. Messages whose age could not be read count as over `maxSeconds`: an alert that cannot be
 * judged must not be silent. Partitions without a committed offset have no lag, and are over neither.
 */
export function partitionsOver(
  partitions: readonly PartitionLag[],
  { maxLag = Number.POSITIVE_INFINITY, maxSeconds = Number.POSITIVE_INFINITY }: LagLimits,
): PartitionLag[] {
  return partitions.filter(({ committed, lag, lagSeconds }) => {
    if (committed === null || lag === null) return false;
    if (lag > maxLag) return true;
    return lagSeconds === null ? lag > 0 && maxSeconds !== Number.POSITIVE_INFINITY : lagSeconds > maxSeconds;
  });
}
