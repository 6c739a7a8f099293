/** The lag of groups: per partition, and summed up per group. */
import type { TopicPartition } from '@kfw/core';

export interface PartitionLag extends TopicPartition {
  /** The full group id, as the broker sees it. */
  readonly group: string;
  /** The next offset that the group reads; `null` where it has committed none. */
  readonly committed: number | null;
  /** The high watermark; `null` where it is unknown, such as that of a deleted topic. */
  readonly end: number | null;
  /**
   * `end` minus `committed`, as Kafka's own tools print it: transaction markers and gaps count. Negative where the log
   * ends before the committed offset, because it was truncated or the topic was made again. `null` where either is `null`.
   */
  readonly lag: number | null;
  /**
   * The age in seconds of the oldest message that is not committed. 0 where none is left: only transaction markers, gaps
   * or messages of aborted transactions, or nothing at all. Where only messages of open transactions are left, the age of
   * the first of them. `null` where it is unknown.
   */
  readonly lagSeconds: number | null;
}

export interface GroupLag {
  readonly group: string;
  /** The sum over the partitions whose lag is known; `null` where none is. */
  readonly lag: number | null;
  /** That of the partition that is furthest behind. */
  readonly lagSeconds: number | null;
}

/** One per group, in their order. A negative lag counts as 0. */
export function lagOfGroups(partitions: readonly PartitionLag[]): GroupLag[] {
  return [...Map.groupBy(partitions, ({ group }) => group)].map(([group, rows]) => {
    const lags = rows.flatMap(({ lag }) => (lag === null ? [] : [Math.max(0, lag)]));
    const ages = rows.flatMap(({ lagSeconds }) => (lagSeconds === null ? [] : [lagSeconds]));
    return {
      group,
      lag: lags.length === 0 ? null : lags.reduce((sum, lag) => sum + lag, 0),
      lagSeconds: ages.length === 0 ? null : Math.max(...ages),
    };
  });
}
