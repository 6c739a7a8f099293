/** The lines about consumer groups: joining, assignments, commits. */
import type { KfwEvents, TopicPartition } from '@kfw/core';
import { type ErrorLines, type LinesOf, line, retrying, timed } from './event-line.js';
import { formatDuration, formatPartition, formatPartitions } from './format-values.js';
import { groupRestarted, groupStalled } from './stall-sentences.js';

type GroupEvent =
  | `group.${string}`
  | 'partitions.assigned'
  | 'partitions.revoked'
  | 'takeover.failed'
  | `offsets.${string}`;

export function groupLines({ failed }: ErrorLines): LinesOf<GroupEvent> {
  return {
    'group.joining': (event) => line('info', event, `joining ${event.group}`),
    'group.waiting': (event) =>
      line(
        'info',
        event,
        `still joining ${event.group}: the broker may be waiting for a member that is gone, up to ${formatDuration(event.sessionTimeoutMs)} (consumer.sessionTimeoutMs)`,
      ),
    'group.joined': (event) => line('info', event, `joined ${event.group} as ${event.memberId}`),
    'group.crashed': (event) => {
      const { group, restartInMs } = event;
      if (restartInMs === undefined) return failed('error', event, `${group} crashed and will not restart`);
      return failed(
        'warn',
        event,
        `${group} lost its connection to Kafka`,
        `, rejoining in ${formatDuration(restartInMs)}`,
      );
    },
    'group.stalled': (event) => line('error', event, groupStalled(event)),
    'group.restarted': (event) => line('warn', timed(event), groupRestarted(event)),
    'partitions.assigned': (event) =>
      line('info', partitionFields(event), `assigned ${formatPartitions(event.partitions)} to ${event.group}`),
    'partitions.revoked': (event) =>
      line('info', partitionFields(event), `revoked ${formatPartitions(event.partitions)} from ${event.group}`),
    'takeover.failed': (event) =>
      failed(
        'error',
        event,
        `${formatPartition(event)} could not be taken over from its previous owner`,
        retrying(event.retryInMs),
      ),
    'offsets.committed': (event) => line('debug', event, `committed ${offsets(event)} of ${event.group}`),
    'offsets.commitFailed': (event) => failed('error', event, `could not commit ${offsets(event)} of ${event.group}`),
  };
}

/** The partitions as a list; a single one also as `topic` and `partition`. */
function partitionFields(event: KfwEvents['partitions.assigned']): object {
  const [first, ...others] = event.partitions;
  const single = first !== undefined && others.length === 0 ? first : {};
  return { group: event.group, generation: event.generation, ...single, partitions: event.partitions };
}

function offsets({ offsets: all }: { offsets: readonly (TopicPartition & { offset: number })[] }): string {
  const named = all.slice(0, 8).map((entry) => `${formatPartition(entry)} to ${entry.offset}`);
  return all.length > 8 ? `${named.join(', ')} and ${all.length - 8} more` : named.join(', ');
}
