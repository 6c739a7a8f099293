/**
 * kafkajs's consumer, set up for a source: it commits nothing, restarts nothing and creates nothing by itself, asks
 * before it joins, fetches our way, and survives the deletion of a topic.
 */
import type { SourceOptions } from '@kfw/core';
import type { Consumer, Kafka } from 'kafkajs';
import type { ClusterInternals } from 'kafkajs/src/consumer/consumerGroup.js';
import { retry } from '../client/clients.js';
import { patchConsumerCluster } from '../kafkajs/hedged-request.js';
import { type FetchHook, hookFetch } from '../kafkajs/patch-fetch.js';
import { roundRobinAmongSubscribers } from './assigner.js';
import type { Membership } from './membership.js';
import { hookRejoin, type RejoinHook } from './rejoin.js';
import type { VanishedTopics } from './vanished-topics.js';

export interface GroupConsumerParts {
  readonly membership: Membership;
  readonly fetcher: FetchHook;
  readonly vanished: VanishedTopics;
  /** kafkajs has given the membership up and does nothing more by itself. */
  readonly crashed: (error: Error) => void;
}

export function createGroupConsumer(kafka: Kafka, options: SourceOptions, parts: GroupConsumerParts): Consumer {
  const { membership, fetcher, vanished, crashed } = parts;
  const hook: RejoinHook = {
    begin: (group) => {
      vanished.begin(group);
      membership.begin(group);
    },
    rejoin: (group, join) => membership.rejoin(group, join),
    heartbeat: (group, intervalMs) => membership.heartbeat(group, intervalMs),
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
        vanished.mend(cluster);
        membership.watch(cluster);
        return hookFetch(hookRejoin(roundRobinAmongSubscribers(config), hook), fetcher);
      },
    ],
    // kafkajs itself would restart without end after some errors, and not at all after others.
    retry: { ...retry, restartOnFailure: async () => false },
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => crashed(payload.error));
  return consumer;
}
