/** Values as people read them in a sentence: durations, counts, and lists of partitions. */
import type { TopicPartition } from '@kfw/core';

/** `0.4 ms`, `9 ms`, `1.5 s`, `3 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${trimmed(ms)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${trimmed(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** `1 message`, `12 messages`. */
export function formatCount(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Milliseconds for a field: to a thousandth. */
export function roundedMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

/** `users[0]`. */
export function formatPartition({ topic, partition }: TopicPartition): string {
  return `${topic}[${partition}]`;
}

/** `users[0], users[1]`; long runs of partitions of a topic are joined: `users[0…11]`. */
export function formatPartitions(partitions: readonly TopicPartition[]): string {
  if (partitions.length === 0) return 'no partitions';
  if (partitions.length <= 8) return partitions.map(formatPartition).join(', ');
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions) byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition]);
  return [...byTopic].flatMap(([topic, numbers]) => runs(numbers).map((run) => `${topic}[${run}]`)).join(', ');
}

function runs(numbers: readonly number[]): string[] {
  const found: [first: number, last: number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const run = found.at(-1);
    if (run !== undefined && run[1] + 1 === number) run[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}…${last}`));
}

/** One decimal, unless it is zero. */
function trimmed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
