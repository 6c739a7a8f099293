/** Creates a topic of a case on both brokers, and waits until both serve all its partitions. */
import { setTimeout as wait } from 'node:timers/promises';
import type { DecodedFields } from './decoded.js';
import type { PairedConnection } from './paired-connection.js';

export interface NewTopicOptions {
  readonly partitions?: number;
  readonly configs?: Readonly<Record<string, string>>;
}

const readyWithinMs = 10_000;
const askEveryMs = 10;

export async function newTopic(
  pair: PairedConnection,
  { partitions = 1, configs = {} }: NewTopicOptions = {},
): Promise<string> {
  const name = pair.caseLog.name('topic');
  // The records' times are long past: retention would come upon them in the middle of a case.
  const settings = Object.entries({ 'retention.ms': '-1', ...configs }).map(([key, value]) => ({ name: key, value }));
  await pair.ask('CreateTopics', 2, {
    topics: [{ name, num_partitions: partitions, replication_factor: 1, configs: settings }],
  });
  await topicIsReady(pair, name, partitions);
  return name;
}

/** Apache Kafka answers CreateTopics before its partitions have their leader. */
export async function topicIsReady(pair: PairedConnection, name: string, partitions: number): Promise<void> {
  const indexes = [...Array(partitions).keys()].map((index) => ({ index, timestamp: -1 }));
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    const listed = await pair.askOne('kafka', 'ListOffsets', 1, { topics: [{ name, partitions: indexes }] });
    const described = await pair.askOne('kafka', 'Metadata', 1, { topics: [name] });
    if (![...errorCodesIn(listed), ...errorCodesIn(described)].some((code) => code !== 0)) return;
    await wait(askEveryMs);
  }
  throw new Error(`Apache Kafka does not serve ${name} within ${readyWithinMs} ms`);
}

function errorCodesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(errorCodesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as DecodedFields).flatMap(([name, inner]) =>
    name === 'error_code' ? [Number(inner)] : errorCodesIn(inner),
  );
}
