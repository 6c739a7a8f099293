/**
 * Metadata (key 3), versions 0–8: the broker, the cluster and the topics. Unknown topics are created where both the
 * client and the broker allow it. Apache Kafka responds UNKNOWN_TOPIC_OR_PARTITION while it creates a topic; here the
 * topic is in the response, which saves the client's retry.
 *
 * Version notes:
 * - v0 asks for all topics with an empty list; from v1 on `null` does
 * - v4 lets the client decide about creation
 * - v5 adds offline replicas, v7 the leader epoch, v8 the authorized operations
 */
import { type BrokerState, leaderEpoch, nodeId } from '../broker-state.js';
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { Reader } from '../protocol/reader.js';
import { TimeSlice } from '../protocol/time-slice.js';
import type { Writer } from '../protocol/writer.js';
import { mistakeInTopicName } from '../topics/topic-name.js';

export interface MetadataRequest {
  /** `null` requests all topics. */
  readonly topics: readonly string[] | null;
  readonly allowAutoTopicCreation: boolean;
  readonly includeClusterOperations: boolean;
  readonly includeTopicOperations: boolean;
}

export interface MetadataResponse {
  readonly host: string;
  readonly port: number;
  readonly clusterId: string;
  readonly topics: readonly MetadataTopic[];
  readonly clusterOperations: number;
}

export interface MetadataTopic {
  readonly errorCode: ErrorCode;
  readonly name: string;
  readonly partitions: number;
  /** The same for every partition; an interceptor may change it. */
  readonly partitionErrorCode: ErrorCode;
  readonly operations: number;
}

/** Without authorization every operation is allowed: bit fields of KIP-430. */
const allOfTopic = 3576;
const allOfCluster = 8096;
const notAsked = -(2 ** 31);

export const metadata: Api<MetadataRequest, MetadataResponse> = {
  key: apiKeys.Metadata,
  name: 'Metadata',
  minVersion: 0,
  maxVersion: 8,

  read(reader, version) {
    const topics = version === 0 ? topicsOfVersion0(reader) : reader.nullableArray(() => reader.string(), 2);
    return {
      topics,
      allowAutoTopicCreation: version < 4 || reader.boolean(),
      includeClusterOperations: version >= 8 && reader.boolean(),
      includeTopicOperations: version >= 8 && reader.boolean(),
    };
  },

  async handle(request, { broker }) {
    const names = request.topics === null ? [...broker.topics.all()].map(({ name }) => name) : new Set(request.topics);
    const operations = request.includeTopicOperations ? allOfTopic : notAsked;
    const topics: MetadataTopic[] = [];
    const slice = new TimeSlice();
    for (const name of names) {
      if (slice.isSpent) await slice.next();
      topics.push({ ...(await describe(name, request, broker)), operations });
    }
    return {
      ...broker.advertised,
      clusterId: broker.clusterId,
      topics,
      clusterOperations: request.includeClusterOperations ? allOfCluster : notAsked,
    };
  },

  write(writer, { host, port, clusterId, topics, clusterOperations }, version) {
    if (version >= 3) writer.int32(0);
    writer.array([nodeId], (id) => {
      writer.int32(id).string(host).int32(port);
      if (version >= 1) writer.nullableString(null);
    });
    if (version >= 2) writer.nullableString(clusterId);
    if (version >= 1) writer.int32(nodeId);
    writer.array(topics, (topic) => writeTopic(writer, topic, version));
    if (version >= 8) writer.int32(clusterOperations);
  },

  /** Only topics have an error field. */
  refuse: (request, errorCode, _version, broker) => ({
    ...broker.advertised,
    clusterId: broker.clusterId,
    topics: (request.topics ?? []).map((name) => failed(name, errorCode)),
    clusterOperations: notAsked,
  }),
};

/** Version 0 has no null: an empty list requests all topics. */
function topicsOfVersion0(reader: Reader): readonly string[] | null {
  const topics = reader.array(() => reader.string(), 2);
  return topics.length === 0 ? null : topics;
}

async function describe(name: string, request: MetadataRequest, broker: BrokerState): Promise<MetadataTopic> {
  const { settings, topics } = broker;
  const creates = request.allowAutoTopicCreation && settings.autoCreateTopics;
  if (topics.find(name) === undefined) {
    if (mistakeInTopicName(name) !== undefined) return failed(name, errorCodes.INVALID_TOPIC_EXCEPTION);
    if (creates) await topics.create(name, settings.defaultPartitions, new Map());
  }
  const topic = topics.find(name);
  if (topic === undefined) return failed(name, errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  return { ...failed(name, errorCodes.NONE), partitions: topic.partitions };
}

function failed(name: string, errorCode: ErrorCode): MetadataTopic {
  return { errorCode, name, partitions: 0, partitionErrorCode: errorCodes.NONE, operations: notAsked };
}

function writeTopic(writer: Writer, topic: MetadataTopic, version: number): void {
  const { errorCode, name, partitions, partitionErrorCode, operations } = topic;
  writer.int16(errorCode).string(name);
  if (version >= 1) writer.boolean(false);
  writer.array([...Array(partitions).keys()], (index) => {
    writer.int16(partitionErrorCode).int32(index).int32(nodeId);
    if (version >= 7) writer.int32(leaderEpoch);
    writer.int32(1).int32(nodeId).int32(1).int32(nodeId);
    if (version >= 5) writer.int32(0);
  });
  if (version >= 8) writer.int32(operations);
}
