/**
 * What the commands `kfw lag`, `groups list`, `topics list` and `dlq` show, as functions of the console: arrays of data.
 * They have connections of their own, which their first use opens.
 */
import {
  type GroupSummary,
  HandledOffsets,
  type LetterCount,
  LetterTally,
  lag,
  listGroups,
  listTopics,
  type PartitionLag,
  scanLetters,
  type TopicListing,
} from '@kfw/operating';
import type { BootedApp } from '../../app/booted-app.js';
import { printError } from '../../terminal/print.js';
import { clusterOf, type OpenedCluster, sourceOf } from '../cluster/cluster-of.js';
import { findTopic, findTopics, schemaTopicOf } from '../dead-letters/find-topics.js';
import { type LetterJson, letterJson } from '../dead-letters/letter-json.js';
import { LetterDecoding } from '../dead-letters/letter-message.js';
import { selectGroups } from '../groups/select-groups.js';
import { desiredTopicsOf } from '../topics/app-topics.js';

export interface OperatingFunctions {
  /** Of the app's groups, or of those named. */
  lag(...groups: string[]): Promise<readonly PartitionLag[]>;
  groups(): Promise<readonly GroupSummary[]>;
  topics(): Promise<readonly TopicListing[]>;
  /** Without a topic, dead letters counted by source and error; with one, its letters that have not been handled. */
  dlq(topic?: string, options?: { readonly limit?: number }): Promise<readonly (LetterCount | LetterJson)[]>;
}

export interface Operating {
  readonly functions: OperatingFunctions;
  close(): Promise<void>;
}

const defaultLimit = 100;

const results = { note: (line: string) => printError(`${line}\n`) };

export function operate(app: BootedApp): Operating {
  let opened: OpenedCluster | undefined;
  const cluster = (): OpenedCluster => {
    opened ??= clusterOf(sourceOf(app));
    return opened;
  };
  return {
    functions: {
      lag: (...groups) => lagOf(cluster(), groups),
      groups: () => listGroups(cluster().admin),
      topics: () => listTopics({ admin: cluster().admin, desired: desiredTopicsOf(cluster()), isWithInternal: false }),
      dlq: (topic, { limit = defaultLimit } = {}) =>
        topic === undefined ? countLetters(cluster()) : lettersIn(cluster(), topic, limit),
    },
    close: async () => opened?.close(),
  };
}

async function lagOf(cluster: OpenedCluster, groups: readonly string[]): Promise<readonly PartitionLag[]> {
  const { partitions, problems } = await lag(cluster, await selectGroups({ ...cluster, results }, groups));
  for (const { topic, error } of problems) results.note(`${topic}: ${error.message}`);
  return partitions;
}

async function countLetters(cluster: OpenedCluster): Promise<LetterCount[]> {
  const rows: LetterCount[] = [];
  for (const topic of await findTopics(cluster, [])) {
    const handled = await HandledOffsets.load(cluster.transport.admin, topic);
    const tally = new LetterTally();
    for await (const { letter } of scanLetters({ topic, reader: cluster.reader(topic), handled })) tally.add(letter);
    rows.push(...tally.rows);
  }
  return rows;
}

async function lettersIn(cluster: OpenedCluster, named: string, limit: number): Promise<LetterJson[]> {
  const topic = await findTopic(cluster, named);
  const decoding = new LetterDecoding(cluster, schemaTopicOf(cluster, topic));
  const handled = await HandledOffsets.load(cluster.transport.admin, topic);
  const letters: LetterJson[] = [];
  for await (const { letter } of scanLetters({ topic, reader: cluster.reader(topic), handled, limit })) {
    letters.push(letterJson(await decoding.shown(letter)));
  }
  return letters;
}
