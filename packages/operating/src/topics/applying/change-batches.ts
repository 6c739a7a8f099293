/** The changes of a plan as requests about many topics each, in the order in which they are made. */
import type { ItemResult } from '@kfw/core';
import type { TopicChange } from '../planning/topic-change.js';
import type { ApplyAdmin, BatchOutcome } from './applied-change.js';
import { createMissing } from './create-missing.js';

export interface ChangeBatch {
  readonly changes: readonly TopicChange[];
  run(admin: ApplyAdmin): Promise<BatchOutcome>;
}

/** Small enough that a signal is noticed soon, and that a request is far below the limits of a broker. */
const changesPerRequest = 50;

export function batchesOf(changes: readonly TopicChange[]): ChangeBatch[] {
  const creations = changes.filter((change) => change.action === 'create');
  const additions = changes.filter((change) => change.action === 'addPartitions');
  const alterations = changes.filter((change) => change.action === 'alterConfigs');
  return [
    ...chunks(creations).map((chunk) => ({ changes: chunk, run: (admin: ApplyAdmin) => createMissing(admin, chunk) })),
    ...chunks(additions).map((chunk) => ({
      changes: chunk,
      run: async (admin: ApplyAdmin) =>
        outcomeOf(
          chunk,
          await admin.createPartitions(chunk.map(({ topic, to }) => ({ topic, partitions: to }))),
          byTopic,
        ),
    })),
    ...chunks(alterations).map((chunk) => ({
      changes: chunk,
      run: async (admin: ApplyAdmin) => {
        const set = chunk.map(({ topic, configs }) => ({
          type: 'topic' as const,
          name: topic,
          set: Object.fromEntries(configs.map(({ name, to }) => [name, to])),
        }));
        return outcomeOf(chunk, await admin.incrementalAlterConfigs(set), byName);
      },
    })),
  ];
}

const byTopic = ({ topic }: { readonly topic: string }): string => topic;
const byName = ({ name }: { readonly name: string }): string => name;

function outcomeOf<Item>(
  changes: readonly TopicChange[],
  results: readonly ItemResult<Item>[],
  topicOf: (item: Item) => string,
): BatchOutcome {
  const errors = new Map(results.map((result) => [topicOf(result), result.error]));
  const resultOf = (change: TopicChange) => {
    const error = errors.get(change.topic);
    return error === undefined ? { change } : { change, error };
  };
  return { results: changes.map(resultOf), later: [] };
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / changesPerRequest);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * changesPerRequest, (index + 1) * changesPerRequest),
  );
}
