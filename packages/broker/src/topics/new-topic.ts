/** Validates a topic to be created, as Apache Kafka's controller does in a cluster with one broker. */
import { nodeId } from '../broker-state.js';
import { errorCodes } from '../protocol/error-codes.js';
import { Refusal } from '../protocol/refusal.js';
import type { Topics } from './topic.js';
import { type ConfigOverrides, checkOverrides } from './topic-configs.js';
import { maxPartitions } from './topic-limits.js';
import { mistakeInTopicName } from './topic-name.js';

export interface NewTopic {
  readonly name: string;
  /** -1 for the broker's default. */
  readonly partitions: number;
  /** -1 for the broker's default, which is 1. */
  readonly replicationFactor: number;
  readonly assignments: readonly ReplicaAssignment[];
  readonly configs: readonly (readonly [name: string, value: string | null])[];
}

export interface ReplicaAssignment {
  readonly partition: number;
  readonly replicas: readonly number[];
}

export interface CheckedTopic {
  readonly partitions: number;
  readonly overrides: ConfigOverrides;
}

/** Throws a `Refusal`. */
export function checkNewTopic(topic: NewTopic, existing: Pick<Topics, 'all'>, defaultPartitions: number): CheckedTopic {
  const { name, configs } = topic;
  const mistake = mistakeInTopicName(name);
  if (mistake !== undefined) throw new Refusal(errorCodes.INVALID_TOPIC_EXCEPTION, mistake);
  refuseLookalike(name, existing);
  for (const [key, value] of configs) {
    if (value === null)
      throw new Refusal(errorCodes.INVALID_CONFIG, `Null value not supported for topic configs: ${key}`);
  }
  const overrides = new Map(configs.map(([key, value]) => [key, value ?? '']));
  checkOverrides(overrides);
  return { partitions: partitionsOf(topic, defaultPartitions), overrides };
}

/** Metric names replace dots by underscores, so that two such topics would share their metrics. */
function refuseLookalike(name: string, existing: Pick<Topics, 'all'>): void {
  if (!/[._]/.test(name)) return;
  const plain = (text: string): string => text.replaceAll('.', '_');
  for (const other of existing.all()) {
    if (plain(other.name) !== plain(name)) continue;
    const collision = `Topic '${name}' collides with existing topic: ${other.name}`;
    throw new Refusal(errorCodes.INVALID_TOPIC_EXCEPTION, collision);
  }
}

function partitionsOf({ partitions, replicationFactor, assignments }: NewTopic, defaultPartitions: number): number {
  if (assignments.length > 0) return assigned(partitions, replicationFactor, assignments);
  if (replicationFactor < -1 || replicationFactor === 0) {
    throw new Refusal(
      errorCodes.INVALID_REPLICATION_FACTOR,
      'Replication factor must be larger than 0, or -1 to use the default value.',
    );
  }
  if (partitions < -1 || partitions === 0) {
    throw new Refusal(errorCodes.INVALID_PARTITIONS, 'Number of partitions was set to an invalid non-positive value.');
  }
  if (partitions > maxPartitions) {
    throw new Refusal(errorCodes.POLICY_VIOLATION, 'Excessively large number of partitions per request.');
  }
  if (replicationFactor > 1) {
    throw new Refusal(
      errorCodes.INVALID_REPLICATION_FACTOR,
      `Unable to replicate the partition ${replicationFactor} time(s): The target replication factor of ${replicationFactor} cannot be reached because only 1 broker(s) are registered.`,
    );
  }
  return partitions === -1 ? defaultPartitions : partitions;
}

function assigned(partitions: number, replicationFactor: number, assignments: readonly ReplicaAssignment[]): number {
  const manual = 'A manual partition assignment was specified, but';
  if (replicationFactor !== -1) {
    throw new Refusal(errorCodes.INVALID_REQUEST, `${manual} replication factor was not set to -1.`);
  }
  if (partitions !== -1) {
    throw new Refusal(errorCodes.INVALID_REQUEST, `${manual} numPartitions was not set to -1.`);
  }
  const seen = new Set<number>();
  for (const { partition, replicas } of assignments) {
    if (seen.has(partition)) {
      throw new Refusal(
        errorCodes.INVALID_REPLICA_ASSIGNMENT,
        `Found multiple manual partition assignments for partition ${partition}`,
      );
    }
    seen.add(partition);
    checkReplicas(replicas);
  }
  if (assignments.some((_, partition) => !seen.has(partition))) {
    throw new Refusal(
      errorCodes.INVALID_REPLICA_ASSIGNMENT,
      'partitions should be a consecutive 0-based integer sequence',
    );
  }
  return assignments.length;
}

/** Throws a `Refusal` unless they are exactly the one broker. */
export function checkReplicas(replicas: readonly number[]): void {
  const refuse = (reason: string): never => {
    throw new Refusal(errorCodes.INVALID_REPLICA_ASSIGNMENT, `The manual partition assignment includes ${reason}`);
  };
  const unknownBroker = replicas.find((replica) => replica !== nodeId);
  if (replicas.length === 0) refuse('an empty replica list.');
  if (unknownBroker !== undefined) refuse(`broker ${unknownBroker}, but no such broker is registered.`);
  if (replicas.length > 1) refuse(`the broker ${nodeId} more than once.`);
}
