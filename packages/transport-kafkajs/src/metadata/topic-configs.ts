/**
 * Reads the part of a topic's configuration that matters to a sender. Not every user may read it; a sender without
 * that right does without.
 */
import { toError } from '@kfw/core';
import type { Brokers } from '../kafkajs/brokers.js';
import type { Broker } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';

export interface TopicConfig {
  readonly compacted: boolean;
  readonly maxBatchBytes: number | undefined;
}

const unknownConfig: TopicConfig = { compacted: false, maxBatchBytes: undefined };

const topicResource = 2;
const cleanupPolicy = 'cleanup.policy';
const maxMessageBytes = 'max.message.bytes';

const unauthorizedErrors: ReadonlySet<string | undefined> = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);

/** Throws what kafkajs throws when the cluster cannot be asked. */
export async function readTopicConfig(brokers: Pick<Brokers, 'requestFromAny'>, topic: string): Promise<TopicConfig> {
  const resource = { type: topicResource, name: topic, configNames: [cleanupPolicy, maxMessageBytes] };
  try {
    return configOf(await brokers.requestFromAny((broker) => broker.describeConfigs({ resources: [resource] })));
  } catch (thrown) {
    if (unauthorizedErrors.has(protocolErrorOf(toError(thrown)))) return unknownConfig;
    throw thrown;
  }
}

function configOf({ resources }: Awaited<ReturnType<Broker['describeConfigs']>>): TopicConfig {
  const entries = new Map(resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]));
  const limit = entries.get(maxMessageBytes);
  return {
    compacted: entries.get(cleanupPolicy)?.split(',').includes('compact') ?? false,
    maxBatchBytes: limit ? Number(limit) : undefined,
  };
}
