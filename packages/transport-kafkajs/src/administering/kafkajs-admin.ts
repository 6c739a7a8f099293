/**
 * The admin port on kafkajs. It connects at its first call, and again at the next one if that fails. The whole
 * process shares it: its calls run one after another, because they share kafkajs's metadata, and each begins without
 * the topics of earlier calls.
 */
import {
  type Admin,
  type GroupOffset,
  type KfwError,
  type NewTopic,
  type OffsetChange,
  type OffsetToSet,
  type SetOffsetsOptions,
  type TopicDescription,
  toError,
} from '@kfw/core';
import type { Admin as KafkajsClient } from 'kafkajs';
import type { Clients } from '../client/clients.js';
import { parseOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { type AdminWithTopicEviction, createAdminWithTopicEviction } from '../kafkajs/admin-with-topic-eviction.js';
import type { Cluster } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { commitWithoutMember, explainActiveGroup } from './group-offsets.js';
import { SerialQueue } from './serial-queue.js';
import { retryUntilLeader, waitForLeaders } from './wait-for-leaders.js';

/** Kafka's number for "the broker's default", of partitions or replicas. */
const brokerDefault = -1;

/** Adds to an error what the call knows: its topic, and a reason in plain words. */
interface FailureContext {
  readonly topic?: string | undefined;
  readonly explain?: ((error: Error) => string | undefined) | undefined;
}

export class KafkajsAdmin implements Admin {
  readonly #clients: Clients;
  readonly #queue = new SerialQueue();
  #connected: Promise<AdminWithTopicEviction> | undefined;

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  listTopics(): Promise<string[]> {
    return this.#run('list topics', (admin) => admin.listTopics());
  }

  async describeTopics(topics: readonly string[]): Promise<TopicDescription[]> {
    if (topics.length === 0) return [];
    await this.#requireTopics(topics);
    const metadata = await this.#run(`describe ${topics.join(', ')}`, (admin) =>
      admin.fetchTopicMetadata({ topics: [...topics] }),
    );
    return metadata.topics.map(({ name, partitions }) => ({
      topic: name,
      partitions: partitions
        .map(({ partitionId, leader, replicas, isr }) => ({ partition: partitionId, leader, replicas, inSync: isr }))
        .sort((one, other) => one.partition - other.partition),
    }));
  }

  async createTopics(topics: readonly NewTopic[]): Promise<string[]> {
    const existing = new Set(await this.listTopics());
    const missing = topics.filter(({ topic }) => !existing.has(topic));
    const created: string[] = [];
    for (const { topic, partitions, replicationFactor, config } of missing) {
      const collidingTopic = [...existing, ...created].find((other) => metricName(other) === metricName(topic));
      if (collidingTopic !== undefined) throw transportError('KFW_TOPIC_COLLIDES', { topic, existing: collidingTopic });
      const wasCreated = await this.#run(`create topic ${topic}`, (admin) =>
        admin.createTopics({
          waitForLeaders: false,
          topics: [
            {
              topic,
              numPartitions: partitions ?? brokerDefault,
              replicationFactor: replicationFactor ?? brokerDefault,
              configEntries: Object.entries(config ?? {}).map(([name, value]) => ({ name, value })),
            },
          ],
        }),
      );
      // Other calls may run between two attempts: leaders may take seconds.
      await this.#connectedCall(`wait for the leaders of ${topic}`, ({ admin }) =>
        waitForLeaders(() => this.#queue.run(() => admin.fetchTopicMetadata({ topics: [topic] }))),
      );
      if (wasCreated) created.push(topic);
    }
    return created;
  }

  async deleteTopics(topics: readonly string[]): Promise<string[]> {
    if (topics.length === 0) return [];
    // The broker would delete those that exist, and report only that one does not.
    await this.#requireTopics(topics);
    await this.#run(`delete ${topics.join(', ')}`, (admin) => admin.deleteTopics({ topics: [...topics] }));
    return [...topics];
  }

  async topicOffsets(topic: string): Promise<{ partition: number; low: number; high: number }[]> {
    const offsets = await this.#lookUp(topic, `read the offsets of ${topic}`, (admin) =>
      admin.fetchTopicOffsets(topic),
    );
    return offsets
      .map(({ partition, low, high }) => ({ partition, low: parseOffset(low), high: parseOffset(high) }))
      .sort((one, other) => one.partition - other.partition);
  }

  async offsetsAt(topic: string, timestampMs: number): Promise<{ partition: number; offset: number }[]> {
    const offsets = await this.#lookUp(topic, `look up the offsets of ${topic} by time`, (admin) =>
      admin.fetchTopicOffsetsByTimestamp(topic, timestampMs),
    );
    return offsets
      .map(({ partition, offset }) => ({ partition, offset: parseOffset(offset) }))
      .sort((one, other) => one.partition - other.partition);
  }

  async groupOffsets(group: string, topics: readonly string[]): Promise<GroupOffset[]> {
    const byTopic = await this.#run(`read the offsets of group ${group}`, (admin) =>
      admin.fetchOffsets({ groupId: group, topics: [...topics] }),
    );
    return byTopic.flatMap(({ topic, partitions }) =>
      partitions
        .map(({ partition, offset, metadata }) => ({
          topic,
          partition,
          offset: committedOffset(offset),
          ...(metadata && { metadata }),
        }))
        .sort((one, other) => one.partition - other.partition),
    );
  }

  async setGroupOffsets(
    group: string,
    offsets: readonly OffsetToSet[],
    options: SetOffsetsOptions = {},
  ): Promise<OffsetChange[]> {
    if (offsets.length === 0) return [];
    const committedBefore = await this.groupOffsets(group, [...new Set(offsets.map(({ topic }) => topic))]);
    await this.#run(
      `set the offsets of group ${group}`,
      (_admin, cluster) => commitWithoutMember(cluster, group, offsets, options),
      explainActiveGroup,
    );
    return offsets.map(({ topic, partition, offset }) => {
      const before = committedBefore.find((each) => each.topic === topic && each.partition === partition);
      return { topic, partition, before: before?.offset ?? null, offset };
    });
  }

  offsetRanges: Admin['offsetRanges'] = () => this.#unsupported('offsetRanges');
  listGroups: Admin['listGroups'] = () => this.#unsupported('listGroups');
  describeGroups: Admin['describeGroups'] = () => this.#unsupported('describeGroups');
  deleteGroups: Admin['deleteGroups'] = () => this.#unsupported('deleteGroups');
  deleteGroupOffsets: Admin['deleteGroupOffsets'] = () => this.#unsupported('deleteGroupOffsets');
  describeConfigs: Admin['describeConfigs'] = () => this.#unsupported('describeConfigs');
  incrementalAlterConfigs: Admin['incrementalAlterConfigs'] = () => this.#unsupported('incrementalAlterConfigs');
  createPartitions: Admin['createPartitions'] = () => this.#unsupported('createPartitions');
  deleteRecords: Admin['deleteRecords'] = () => this.#unsupported('deleteRecords');

  #unsupported(action: string): Promise<never> {
    return Promise.reject(transportError('KFW_ADMIN_FAILED', { action, reason: 'not supported yet' }));
  }

  async cluster(): Promise<{ brokers: { id: number; host: string; port: number }[]; controller: number | null }> {
    const { brokers, controller } = await this.#run('describe the cluster', (admin) => admin.describeCluster());
    return { brokers: brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })), controller };
  }

  async disconnect(): Promise<void> {
    const connected = this.#connected;
    this.#connected = undefined;
    if (connected === undefined) return;
    const [outcome] = await Promise.allSettled([connected]);
    if (outcome.status === 'fulfilled') await outcome.value.admin.disconnect();
  }

  async #requireTopics(topics: readonly string[]): Promise<void> {
    const existing = new Set(await this.listTopics());
    const missing = topics.find((topic) => !existing.has(topic));
    if (missing !== undefined) throw transportError('KFW_TOPIC_UNKNOWN', { topic: missing });
  }

  async #connect(): Promise<AdminWithTopicEviction> {
    const made = createAdminWithTopicEviction(this.#clients.client());
    try {
      await made.admin.connect();
      return made;
    } catch (thrown) {
      this.#connected = undefined;
      await made.admin.disconnect();
      throw this.#clients.connectionFailure(thrown);
    }
  }

  /** `explain` may give the reason for an error in plain words. */
  #run<T>(
    action: string,
    call: (admin: KafkajsClient, cluster: Cluster) => Promise<T>,
    explain?: (error: Error) => string | undefined,
  ): Promise<T> {
    return this.#connectedCall(action, (connected) => this.#runInQueue(connected, call), { explain });
  }

  /** Other calls may run between two attempts. */
  #lookUp<T>(topic: string, action: string, call: (admin: KafkajsClient) => Promise<T>): Promise<T> {
    return this.#connectedCall(action, (connected) => retryUntilLeader(() => this.#runInQueue(connected, call)), {
      topic,
    });
  }

  #runInQueue<T>(
    { admin, cluster, evictTopics }: AdminWithTopicEviction,
    call: (a: KafkajsClient, c: Cluster) => Promise<T>,
  ) {
    return this.#queue.run(() => {
      evictTopics();
      return call(admin, cluster);
    });
  }

  /** A call that does not wait for others. */
  async #connectedCall<T>(
    action: string,
    call: (connected: AdminWithTopicEviction) => Promise<T>,
    context: FailureContext = {},
  ): Promise<T> {
    this.#connected ??= this.#connect();
    const connected = await this.#connected;
    try {
      return await call(connected);
    } catch (thrown) {
      throw this.#failure(action, toError(thrown), context);
    }
  }

  #failure(action: string, error: Error, { topic, explain }: FailureContext): KfwError {
    const cause = this.#clients.redaction.error(error);
    if (topic !== undefined && protocolErrorOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION')
      return transportError('KFW_TOPIC_UNKNOWN', { topic }, { cause });
    return transportError(
      'KFW_ADMIN_FAILED',
      { action, reason: explain?.(error) ?? this.#clients.reason(error) },
      { cause },
    );
  }
}

/** Metric names have underscores for dots: Kafka rejects a topic that would share another one's metrics. */
function metricName(topic: string): string {
  return topic.replaceAll('.', '_');
}

/** kafkajs returns -1 where a group has committed nothing. */
function committedOffset(offset: string): number | null {
  const parsed = parseOffset(offset);
  return parsed < 0 ? null : parsed;
}
