/**
 * Which broker leads a partition, kept up to date while leaders die and move. kafkajs rejoins the group when a leader has
 * moved, and stops the fetching of all brokers, with growing pauses, when one cannot be connected to; a few times in a row
 * end the consumer. Here the metadata is asked for, again and again, for the partitions of that broker alone: all others
 * go on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { settlesWithin, type TopicPartition, toError } from '@kfw/core';
import type { ConsumerGroup } from '../kafkajs/internals.js';
import { protocolErrorOf, rootCause } from '../kafkajs/kafkajs-errors.js';

/** What a broker answers that does not lead a partition, or not yet, or cannot serve it. */
const leaderErrors: readonly (string | undefined)[] = [
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'REPLICA_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'OFFSET_NOT_AVAILABLE',
];

/** A broker that cannot be reached, or does not answer. */
const connectionErrors: readonly string[] = [
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSLockTimeout',
];

const noLeader = -1;
const retryAfterMs = 100;
const defaultMaxWaitMs = 1_000;

export class PartitionLeaders {
  #refreshedAt = 0;
  /** Why no broker could be asked, when that took longer than anybody waited. */
  #lateFailure: Error | undefined;

  /** Metadata that has not come after `maxWaitMs` is not waited for: the member has heartbeats to send. */
  constructor(private readonly maxWaitMs = defaultMaxWaitMs) {}

  /** Asks for metadata that is past its age, and for leaders that are missing. Throws when no broker can be asked. */
  async refreshIfOld(group: ConsumerGroup): Promise<void> {
    await this.#wait(() => group.cluster.refreshMetadataIfNecessary());
    if (performance.now() - this.#refreshedAt >= retryAfterMs && lacksLeader(group)) await this.refresh(group);
  }

  /** Throws when no broker can be asked. */
  async refresh({ cluster }: ConsumerGroup): Promise<void> {
    this.#refreshedAt = performance.now();
    await this.#wait(() => cluster.refreshMetadata());
  }

  /** What is to be done about a failed fetch; most of it, kafkajs knows. */
  async recover(group: ConsumerGroup, error: Error): Promise<void> {
    const isUnreachable = connectionErrors.includes(rootCause(error).name);
    if (!isUnreachable && !leaderErrors.includes(protocolErrorOf(error))) return group.recoverFromFetch(error);
    await this.refresh(group);
    await sleep(retryAfterMs);
  }

  async #wait(refresh: () => Promise<void>): Promise<void> {
    const failure = this.#lateFailure;
    this.#lateFailure = undefined;
    if (failure !== undefined) throw failure;
    const refreshing = refresh();
    if (await settlesWithin(this.maxWaitMs, refreshing)) return;
    refreshing.catch((thrown) => {
      this.#lateFailure = toError(thrown);
    });
  }
}

/** Whether all of these partitions are still to be fetched from that broker. */
export function leadsAll({ cluster }: ConsumerGroup, nodeId: number, partitions: Iterable<TopicPartition>): boolean {
  for (const { topic, partition } of partitions) {
    const known = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition);
    if (known?.leader !== Number(nodeId)) return false;
  }
  return true;
}

function lacksLeader(group: ConsumerGroup): boolean {
  return group
    .assigned()
    .some(({ topic, partitions }) =>
      group.cluster
        .findTopicPartitionMetadata(topic)
        .some(({ partitionId, leader }) => leader === noLeader && partitions.includes(partitionId)),
    );
}
