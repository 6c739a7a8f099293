/**
 * The admin port on kafkajs. It connects at its first call, and again at the next one if that fails. The whole
 * process shares it: its calls run one after another, because they share kafkajs's metadata, and each begins without
 * the topics of earlier calls.
 */
import {
  type Admin,
  type ConfigChange,
  type ConfigDescription,
  type GroupDescription,
  type GroupListing,
  type GroupOffset,
  type ItemResult,
  type KfwError,
  type NewTopic,
  type OffsetChange,
  type OffsetToSet,
  type PartitionRange,
  type SetOffsetsOptions,
  type TopicDescription,
  type TopicPartition,
  toError,
} from '@kfw/core';
import type { Admin as KafkajsClient } from 'kafkajs';
import type { Clients } from '../client/clients.js';
import { parseOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { type AdminWithTopicEviction, createAdminWithTopicEviction } from '../kafkajs/admin-with-topic-eviction.js';
import type { Cluster } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { partitionKey } from '../producing/partition-results.js';
import { AdminConnection } from './admin-connection.js';
import type { ClusterRequests } from './cluster-requests.js';
import { alteredConfigs, type ConfigResource, describedConfigs, resourceKey } from './configs.js';
import { deletedRecords, explainUndeletableRecords } from './deleted-records.js';
import { describedGroups } from './described-groups.js';
import { commitWithoutMember, explainActiveGroup } from './group-offsets.js';
import { deletedGroups, deletedOffsets, explainUndeletable, listedGroups } from './groups.js';
import { grownTopics, type WantedPartitions } from './more-partitions.js';
import { collision, createdTopics } from './new-topics.js';
import { rangesOf } from './offset-ranges.js';
import { onCluster, onGroup, onTopic, type Refused, refusal } from './refusals.js';
import { SerialQueue } from './serial-queue.js';
import type { Outcomes } from './settle-items.js';
import { leadersOfTopics, retryUntilLeader } from './wait-for-leaders.js';

/** Adds to an error what the call knows: its topic, and a reason in plain words. */
interface FailureContext {
  readonly topic?: string | undefined;
  readonly explain?: ((error: Error) => string | undefined) | undefined;
}

export class KafkajsAdmin implements Admin {
  readonly #clients: Clients;
  readonly #connection: AdminConnection;
  readonly #queue = new SerialQueue();
  #connected: Promise<AdminWithTopicEviction> | undefined;

  constructor(clients: Clients) {
    this.#clients = clients;
    this.#connection = new AdminConnection(clients);
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
    const existing = await this.listTopics();
    const missing = topics.filter(({ topic }) => !existing.includes(topic));
    const colliding = collision(missing, existing);
    if (colliding !== undefined) throw transportError('KFW_TOPIC_COLLIDES', colliding);
    if (missing.length === 0) return [];
    const names = [...new Set(missing.map(({ topic }) => topic))];
    const refusedOf = (topic: string) => ({ action: `create topic ${topic}`, needs: onTopic('Create', topic) });
    return this.#request({ action: `create ${names.join(', ')}` }, async (requests) => {
      const outcomes = await createdTopics(requests, missing);
      const existingNow = names.filter((topic) => !(outcomes.get(topic) instanceof Error));
      await leadersOfTopics(
        requests,
        existingNow.map((topic) => ({ topic })),
      );
      this.#values(names, (topic) => topic, outcomes, refusedOf);
      return names.filter((topic) => outcomes.get(topic) === 'created');
    });
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

  async offsetRanges(topics: readonly string[]): Promise<PartitionRange[]> {
    if (topics.length === 0) return [];
    const refusedOf = (topic: string) => ({
      action: `read the offsets of ${topic}`,
      topic,
      needs: onTopic('Describe', topic),
    });
    return this.#request({ action: `read the offsets of ${topics.join(', ')}` }, async (requests) => {
      const outcomes = await rangesOf(requests, topics);
      return this.#values([...new Set(topics)], (topic) => topic, outcomes, refusedOf).flat();
    });
  }

  listGroups(): Promise<GroupListing[]> {
    return this.#request({ action: 'list the groups', needs: onCluster('Describe') }, listedGroups);
  }

  async describeGroups(groups: readonly string[]): Promise<GroupDescription[]> {
    if (groups.length === 0) return [];
    const refusedOf = (group: string) => ({ action: `describe group ${group}`, needs: onGroup('Describe', group) });
    return this.#request({ action: `describe ${groups.join(', ')}` }, async (requests) => {
      const outcomes = await describedGroups(requests, groups);
      return this.#values([...new Set(groups)], (group) => group, outcomes, refusedOf);
    });
  }

  async deleteGroups(groups: readonly string[]): Promise<ItemResult<{ readonly group: string }>[]> {
    if (groups.length === 0) return [];
    return this.#request({ action: `delete ${groups.join(', ')}` }, async (requests) => {
      const outcomes = await deletedGroups(requests, groups);
      return groups.map((group) => ({
        group,
        ...this.#errorOf(outcomes.get(group), {
          action: `delete group ${group}`,
          needs: onGroup('Delete', group),
          explain: explainUndeletable,
        }),
      }));
    });
  }

  async deleteGroupOffsets(
    group: string,
    partitions: readonly TopicPartition[],
  ): Promise<ItemResult<TopicPartition>[]> {
    if (partitions.length === 0) return [];
    const action = `delete offsets of group ${group}`;
    const needs = onGroup('Delete', group);
    return this.#request({ action, needs, explain: explainUndeletable }, async (requests) => {
      const outcomes = await deletedOffsets(requests, group, partitions);
      return partitions.map(({ topic, partition }) => ({
        topic,
        partition,
        ...this.#errorOf(outcomes.get(partitionKey({ topic, partition })), {
          action: `delete the offset of group ${group} for ${topic}[${partition}]`,
          topic,
          needs: onTopic('Read', topic),
        }),
      }));
    });
  }

  async describeConfigs(resources: readonly ConfigResource[]): Promise<ConfigDescription[]> {
    if (resources.length === 0) return [];
    return this.#request({ action: 'describe configurations' }, async (requests) => {
      const outcomes = await describedConfigs(requests, resources);
      const entries = this.#values(resources, resourceKey, outcomes, (resource) =>
        refusedConfig(resource, 'describe', 'DescribeConfigs'),
      );
      return resources.map(({ type, name }, index) => ({ type, name, entries: entries[index] ?? [] }));
    });
  }

  async incrementalAlterConfigs(changes: readonly ConfigChange[]): Promise<ItemResult<ConfigResource>[]> {
    if (changes.length === 0) return [];
    return this.#request({ action: 'alter configurations' }, async (requests) => {
      const outcomes = await alteredConfigs(requests, changes);
      return changes.map(({ type, name }) => ({
        type,
        name,
        ...this.#errorOf(
          outcomes.get(resourceKey({ type, name })),
          refusedConfig({ type, name }, 'alter', 'AlterConfigs'),
        ),
      }));
    });
  }

  async createPartitions(topics: readonly WantedPartitions[]): Promise<ItemResult<{ readonly topic: string }>[]> {
    if (topics.length === 0) return [];
    return this.#request({ action: 'create partitions' }, async (requests) => {
      const outcomes = await grownTopics(requests, topics);
      await leadersOfTopics(
        requests,
        topics.filter(({ topic }) => outcomes.get(topic) === true),
      );
      return topics.map(({ topic, partitions }) => ({
        topic,
        ...this.#errorOf(outcomes.get(topic), {
          action: `raise topic ${topic} to ${partitions} partitions`,
          topic,
          needs: onTopic('Alter', topic),
        }),
      }));
    });
  }

  async deleteRecords(
    offsets: readonly (TopicPartition & { readonly offset: number })[],
  ): Promise<ItemResult<TopicPartition & { readonly low: number }>[]> {
    if (offsets.length === 0) return [];
    return this.#request({ action: 'delete records' }, async (requests) => {
      const outcomes = await deletedRecords(requests, offsets);
      return offsets.map(({ topic, partition }) => {
        const low = outcomes.get(partitionKey({ topic, partition }));
        return {
          topic,
          partition,
          low: typeof low === 'number' ? low : unknownOffset,
          ...this.#errorOf(low, {
            action: `delete records of ${topic}[${partition}]`,
            topic,
            needs: onTopic('Delete', topic),
            explain: explainUndeletableRecords,
          }),
        };
      });
    });
  }

  async cluster(): Promise<{ brokers: { id: number; host: string; port: number }[]; controller: number | null }> {
    const { brokers, controller } = await this.#run('describe the cluster', (admin) => admin.describeCluster());
    return { brokers: brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })), controller };
  }

  async disconnect(): Promise<void> {
    await this.#connection.close();
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

  async #request<T>(refused: Refused, call: (requests: ClusterRequests) => Promise<T>): Promise<T> {
    const requests = await this.#connection.open();
    try {
      return await call(requests);
    } catch (thrown) {
      throw refusal(this.#clients, toError(thrown), refused);
    }
  }

  /** The value of each item. Throws the first error among them. */
  #values<Item, Value>(
    items: readonly Item[],
    keyOf: (item: Item) => string,
    outcomes: Outcomes<Value>,
    refusedOf: (item: Item) => Refused,
  ): Value[] {
    return items.map((item) => {
      const outcome = outcomes.get(keyOf(item));
      if (outcome instanceof Error) throw refusal(this.#clients, outcome, refusedOf(item));
      return outcome as Value;
    });
  }

  #errorOf(outcome: unknown, refused: Refused): { readonly error?: Error } {
    return outcome instanceof Error ? { error: refusal(this.#clients, outcome, refused) } : {};
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

function refusedConfig({ type, name }: ConfigResource, verb: string, operation: string): Refused {
  if (type === 'broker') return { action: `${verb} the configuration of broker ${name}`, needs: onCluster(operation) };
  return { action: `${verb} the configuration of topic ${name}`, topic: name, needs: onTopic(operation, name) };
}

/** Kafka's number where there is no offset. */
const unknownOffset = -1;

/** kafkajs returns -1 where a group has committed nothing. */
function committedOffset(offset: string): number | null {
  const parsed = parseOffset(offset);
  return parsed < 0 ? null : parsed;
}
