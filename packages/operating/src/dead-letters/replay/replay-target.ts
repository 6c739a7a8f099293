/** The topic and the partition to which a dead letter is replayed, or the reason why it is not. */
import { retryTopicName } from '@kfw/core';
import type { DeadLetter } from '../dead-letter.js';

export type ReplayTarget =
  /** The topic that each letter came from. */
  | { readonly kind: 'source' }
  /** The retry topic of the group whose handler failed: `10s`. */
  | { readonly kind: 'retry'; readonly delay: string }
  /** By its name on the cluster. */
  | { readonly kind: 'topic'; readonly topic: string };

/** What the cluster has. */
export interface TargetTopics {
  /** The name on the cluster of a topic that a header names as the code does. */
  onCluster(topic: string): string;
  /** How many partitions a topic has, by its name on the cluster; `undefined` when there is none. */
  partitionsOf(topic: string): Promise<number | undefined>;
}

export interface Placement {
  /** By its name on the cluster. */
  readonly topic: string;
  /** Without one, the partition of `partitionKey`, or else of the message's key, as every producer chooses it. */
  readonly partition?: number;
  readonly partitionKey?: Buffer;
}

/** Why a letter stays where it is. */
export interface Refusal {
  readonly reason: string;
}

/**
 * Letters of one partition keep their order: to their source they go to the partition that they came from, if the topic
 * still has it. Elsewhere the key decides, and for messages without a key the partition that they came from.
 */
export async function placeLetter(
  letter: DeadLetter,
  target: ReplayTarget,
  topics: TargetTopics,
): Promise<Placement | Refusal> {
  const problem = unreadable(letter);
  if (problem !== undefined) return { reason: problem };
  const topic = topicFor(letter, target, topics);
  if (topic === undefined) return { reason: missingHeader(target) };
  const partitions = await topics.partitionsOf(topic);
  if (partitions === undefined) return { reason: `the cluster has no topic ${topic}` };
  const partition = letter.source?.partition;
  if (target.kind === 'source' && partition !== undefined && partition < partitions) return { topic, partition };
  return letter.record.key === null ? { topic, partitionKey: keyOfOrigin(letter) } : { topic };
}

export function isRefusal(placed: object): placed is Refusal {
  return 'reason' in placed;
}

/** Why the message itself cannot be sent again. */
export function unreadable({ record }: DeadLetter): string | undefined {
  if (record.problem !== undefined) return 'it stands for a batch of the dead-letter topic that cannot be read';
  return record.headers['kfw-batch-first-offset'] === undefined ? undefined : 'it is a batch that cannot be read';
}

function topicFor({ source }: DeadLetter, target: ReplayTarget, { onCluster }: TargetTopics): string | undefined {
  if (target.kind === 'topic') return target.topic;
  if (source === undefined) return undefined;
  if (target.kind === 'source') return onCluster(source.topic);
  return source.group === undefined ? undefined : onCluster(retryTopicName(source.topic, source.group, target.delay));
}

function missingHeader({ kind }: ReplayTarget): string {
  const names = kind === 'retry' ? 'its source topic and group' : 'its source topic';
  return `no header names ${names}: give --to TOPIC`;
}

/** As dead letters are partitioned: messages of one partition stay together. */
function keyOfOrigin({ source, place }: DeadLetter): Buffer {
  return Buffer.from(`${source?.topic ?? place.topic}-${source?.partition ?? place.partition}`);
}
