/** What has been counted for each partition since the process started. */
import { type MessageOutcome, messageOutcomes } from '../consuming/lane/lane-series.js';
import type { Measurements } from '../measuring/measurements.js';
import type { LaneReport } from './server-status.js';

type LaneCounts = Pick<LaneReport, 'messages' | 'failures' | 'deadLetters'>;
type CountOf = (at: { readonly topic: string; readonly partition: number }) => LaneCounts;

interface Sums {
  readonly messages: Record<MessageOutcome, number>;
  failures: number;
  deadLetters: number;
}

/** Those of the partitions of each group. */
export function countsByLane(measurements: Measurements): (group: string) => CountOf {
  const lanes = new Map<string, Sums>();
  const sumsOf = ({ group, topic, partition }: Readonly<Record<string, string>>): Sums => {
    const key = keyOf(group, topic, partition);
    const sums = lanes.get(key) ?? nothing();
    lanes.set(key, sums);
    return sums;
  };
  for (const { labels, value } of measurements.seriesOf('kfw_consumer_messages_total', { partitions: true }))
    sumsOf(labels).messages[labels.outcome as MessageOutcome] += value;
  for (const { labels, value } of measurements.seriesOf('kfw_consumer_failures_total', { partitions: true }))
    sumsOf(labels).failures += value;
  for (const { labels, value } of measurements.seriesOf('kfw_dead_letters_total', { partitions: true }))
    sumsOf(labels).deadLetters += value;
  return (group) =>
    ({ topic, partition }) =>
      lanes.get(keyOf(group, topic, partition)) ?? nothing();
}

function nothing(): Sums {
  const messages = Object.fromEntries(messageOutcomes.map((outcome) => [outcome, 0])) as Sums['messages'];
  return { messages, failures: 0, deadLetters: 0 };
}

function keyOf(group: string | undefined, topic: string | undefined, partition: string | number | undefined): string {
  return `${group}\n${topic}\n${partition}`;
}
