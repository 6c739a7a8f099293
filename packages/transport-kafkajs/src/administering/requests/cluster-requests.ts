/**
 * The requests of the admin: to any broker, to one, to the leaders of partitions. Each call requests metadata of its own, of
 * its topics alone.
 */
import type { TopicPartition } from '@kfw/core';
import type { Brokers } from '../../kafkajs/brokers.js';
import type { Broker, Metadata } from '../../kafkajs/internals.js';
import { createErrorFromCode, protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import { connectTo } from '../../metadata/connect-to.js';
import { noLeader } from '../../metadata/partition-leaders.js';
import { partitionKey } from '../../producing/partition-results.js';
import { SerialQueue } from './serial-queue.js';
import { type Outcomes, type SettleOptions, settleByBroker, settleItems } from './settle-items.js';

export interface RequestLimits {
  /** The time that a broker may take for one request. */
  readonly requestTimeoutMs: number;
  /** The time that it may wait for other brokers before it responds. */
  readonly brokerTimeoutMs: number;
  readonly retryForMs: number;
  readonly signal: AbortSignal;
}

/** A broker learns of a topic a moment after another one has created it. */
const maxUnknownTopicRetryMs = 500;
export const unknownTopic = 3;
const leaderNotAvailable = 5;
const notLeader = 6;

/** Metadata must be requested for some topic; the response has the brokers, whether that topic exists or not. */
export const anyTopic = '__consumer_offsets';
/** Kafka's number of a controller that is not known. */
export const noController = -1;

export class ClusterRequests {
  readonly #metadataQueue = new SerialQueue();

  constructor(
    private readonly brokers: Pick<Brokers, 'connectionTo' | 'metadata' | 'requestFromAny' | 'known'>,
    readonly limits: RequestLimits,
  ) {}

  get hasOneBroker(): boolean {
    return this.brokers.known === 1;
  }

  /** Of all topics if none is named. */
  metadata(topics: readonly string[]): Promise<Metadata> {
    return this.#metadataQueue.run(() => this.brokers.metadata(topics));
  }

  toAny<Result>(send: (broker: Broker) => Promise<Result>): Promise<Result> {
    return this.brokers.requestFromAny(send);
  }

  async toBroker<Result>(nodeId: number, send: (broker: Broker) => Promise<Result>): Promise<Result> {
    const { broker } = await connectTo(
      { connectionTo: (id) => this.brokers.connectionTo(id), metadata: (topics) => this.metadata(topics) },
      nodeId,
    );
    return send(broker);
  }

  /** Clusters with ZooKeeper let the controller alone create topics; a newer one forwards, and names any broker. */
  async toController<Result>(send: (broker: Broker) => Promise<Result>): Promise<Result> {
    const { controllerId } = await this.metadata([anyTopic]);
    return controllerId === noController ? this.toAny(send) : this.toBroker(controllerId, send);
  }

  /** The outcome of each item, retried within the limits. */
  settle<Item, Value>(
    items: readonly Item[],
    options: Pick<SettleOptions<Item, Value>, 'keyOf' | 'attempt'>,
  ): Promise<Outcomes<Value>> {
    const unknownTopicRetryMs = this.hasOneBroker ? 0 : maxUnknownTopicRetryMs;
    return settleItems(items, { ...options, ...this.limits, unknownTopicRetryMs });
  }

  /** One attempt: a request to each leader, about its partitions. */
  async toLeaders<Partition extends TopicPartition, Value>(
    partitions: readonly Partition[],
    metadata: Metadata,
    send: (broker: Broker, partitions: readonly Partition[]) => Promise<Outcomes<Value>>,
  ): Promise<Outcomes<Value>> {
    const topics = new Map(metadata.topicMetadata.map((described) => [described.topic, described]));
    const located = partitions.map((partition) => ({
      partition,
      leader: leaderOf(topics.get(partition.topic), partition.partition),
    }));
    const withLeader = located.filter(({ leader }) => typeof leader === 'number');
    const byLeader = Map.groupBy(withLeader, ({ leader }) => Number(leader));
    const requests = new Map(
      Array.from(byLeader, ([nodeId, ofLeader]) => [nodeId, ofLeader.map(({ partition }) => partition)]),
    );
    const settled = await settleByBroker(requests, partitionKey, (nodeId, ofLeader) =>
      this.toBroker(nodeId, async (broker) => notYetLed(await send(broker, ofLeader))),
    );
    for (const { partition, leader } of located)
      if (typeof leader !== 'number') settled.set(partitionKey(partition), leader);
    return settled;
  }
}

/** A leader does not know a new partition for a moment after the metadata names it, or not any longer one that is deleted. */
function notYetLed<Value>(outcomes: Outcomes<Value>): Outcomes<Value> {
  const isUnknown = (outcome: Value | Error) =>
    outcome instanceof Error && protocolErrorOf(outcome) === 'UNKNOWN_TOPIC_OR_PARTITION';
  return new Map(
    Array.from(outcomes, ([key, outcome]) => [key, isUnknown(outcome) ? createErrorFromCode(notLeader) : outcome]),
  );
}

/** The id of the leader, or why there is none. */
function leaderOf(topic: Metadata['topicMetadata'][number] | undefined, partition: number): number | Error {
  const error = topicError(topic);
  if (error !== undefined) return error;
  const described = topic?.partitionMetadata.find(({ partitionId }) => partitionId === partition);
  if (described === undefined) return new Error(`the topic has ${topic?.partitionMetadata.length} partitions`);
  return described.leader === noLeader ? createErrorFromCode(leaderNotAvailable) : described.leader;
}

/** Of a topic as a whole: one of its partitions without a leader is not an error of all. */
export function topicError(topic: Metadata['topicMetadata'][number] | undefined): Error | undefined {
  const code = topic?.topicErrorCode ?? unknownTopic;
  return code === 0 || code === leaderNotAvailable ? undefined : createErrorFromCode(code);
}
