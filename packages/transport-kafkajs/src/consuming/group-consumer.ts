/**
 * Creates kafkajs's consumer for a source: one that commits, restarts and creates nothing by itself, whose joins,
 * heartbeats and fetches are ours, and that survives the deletion of a topic.
 */
import type { SourceOptions } from '@kfw/core';
import type { Consumer, Kafka } from 'kafkajs';
import { retry } from '../client/clients.js';
import type { Cluster } from '../kafkajs/internals.js';
import { patchConsumerCluster, patchMetadataRefresh } from '../kafkajs/patch-cluster.js';
import { type ConsumerGroupHook, patchConsumerGroup } from '../kafkajs/patch-consumer-group.js';
import { roundRobinAmongSubscribers } from './assigner.js';
import type { DeletedTopics } from './deleted-topics.js';
import type { GroupMember } from './group-member.js';

export interface GroupConsumerParts {
  readonly member: GroupMember;
  readonly fetcher: Pick<ConsumerGroupHook, 'fetch'>;
  readonly deletedTopics: DeletedTopics;
  /** kafkajs has given up the membership and does nothing more by itself. */
  readonly onCrash: (error: Error) => void;
}

export function createGroupConsumer(kafka: Kafka, options: SourceOptions, parts: GroupConsumerParts): Consumer {
  const { member, fetcher, deletedTopics, onCrash } = parts;
  const hook: ConsumerGroupHook = {
    begin: (group) => {
      deletedTopics.begin(group);
      member.begin(group);
    },
    rejoin: (group, join) => member.rejoin(group, join),
    heartbeat: (group, intervalMs) => member.heartbeat(group, intervalMs),
    fetch: (group, nodeId) => fetcher.fetch(group, nodeId),
  };
  const consumer = kafka.consumer({
    groupId: options.group,
    sessionTimeout: options.sessionTimeoutMs,
    heartbeatInterval: options.heartbeatIntervalMs,
    rebalanceTimeout: options.rebalanceTimeoutMs,
    maxWaitTimeInMs: options.fetchMaxWaitMs,
    maxBytesPerPartition: options.maxBytesPerPartition,
    maxBytes: options.maxBytes,
    metadataMaxAge: options.metadataMaxAgeMs,
    allowAutoTopicCreation: false,
    partitionAssigners: [
      (config) => {
        // kafkajs's public type shows a part of it.
        const cluster = config.cluster as unknown as Cluster;
        patchConsumerCluster(cluster);
        patchMetadataRefresh(cluster, (refresh) => deletedTopics.refresh(cluster, refresh));
        member.watchJoins(cluster);
        return patchConsumerGroup(roundRobinAmongSubscribers(config), hook);
      },
    ],
    // kafkajs itself restarts without limit after some errors, and not at all after others.
    retry: { ...retry, restartOnFailure: async () => false },
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => onCrash(payload.error));
  return consumer;
}
