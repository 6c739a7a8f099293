/** What has been counted for each partition since the process started. */
import { messageOutcomes } from '../consuming/lane/lane-series.js';
import type { Measurements } from '../measuring/measurements.js';
import type { LaneReport } from './server-status.js';

type LaneCounts = Pick<LaneReport, 'messages' | 'failures' | 'deadLetters'>;
type CountOf = (at: { readonly topic: string; readonly partition: number }) => LaneCounts;
type Counter = 'kfw_consumer_messages_total' | 'kfw_consumer_failures_total' | 'kfw_dead_letters_total';

/** Those of the partitions of each group. */
export function countsByLane(measurements: Measurements): (group: string) => CountOf {
  const sumsOf = (name: Counter) => {
    const sums = new Map<string, number>();
    for (const { labels, value } of measurements.seriesOf(name, { partitions: true })) {
      const key = keyOf(labels.group, labels.topic, labels.partition, labels.outcome);
      sums.set(key, (sums.get(key) ?? 0) + value);
    }
    return sums;
  };
  const messages = sumsOf('kfw_consumer_messages_total');
  const failures = sumsOf('kfw_consumer_failures_total');
  const deadLetters = sumsOf('kfw_dead_letters_total');
  return (group) =>
    ({ topic, partition }) => {
      const key = keyOf(group, topic, partition, undefined);
      const counted = messageOutcomes.map((outcome) => [
        outcome,
        messages.get(keyOf(group, topic, partition, outcome)) ?? 0,
      ]);
      return {
        messages: Object.fromEntries(counted) as LaneCounts['messages'],
        failures: failures.get(key) ?? 0,
        deadLetters: deadLetters.get(key) ?? 0,
      };
    };
}

function keyOf(...parts: readonly (string | number | undefined)[]): string {
  return parts.join('\n');
}
