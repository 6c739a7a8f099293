/**
 * kafkajs's consumer, set up for a source: it commits nothing, restarts nothing and creates nothing by itself, asks
 * before it joins, fetches our way, and survives the deletion of a topic.
 */
import type { SourceOptions } from '@kfw/core';
import type { Consumer, Kafka } from 'kafkajs';
import type { ClusterInternals } from 'kafkajs/src/consumer/consumerGroup.js';
import { retry } from '../client/clients.js';
import { patchConsumerCluster } from '../kafkajs/hedged-request.js';
import { type ConsumerGroupHook, patchConsumerGroup } from '../kafkajs/patch-consumer-group.js';
import { type FetchHook, hookFetch } from '../kafkajs/patch-fetch.js';
import { roundRobinAmongSubscribers } from './assigner.js';
import type { DeletedTopics } from './deleted-topics.js';
import type { GroupMember } from './group-member.js';

export interface GroupConsumerParts {
  readonly member: GroupMember;
  readonly fetcher: FetchHook;
  readonly deletedTopics: DeletedTopics;
  /** kafkajs has given the membership up and does nothing more by itself. */
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
        // The whole of the cluster is there; kafkajs's types tell of a part.
        const cluster = config.cluster as unknown as ClusterInternals;
        patchConsumerCluster(cluster);
        deletedTopics.patchCluster(cluster);
        member.watchJoins(cluster);
        return hookFetch(patchConsumerGroup(roundRobinAmongSubscribers(config), hook), fetcher);
      },
    ],
    // kafkajs itself would restart without end after some errors, and not at all after others.
    retry: { ...retry, restartOnFailure: async () => false },
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => onCrash(payload.error));
  return consumer;
}
