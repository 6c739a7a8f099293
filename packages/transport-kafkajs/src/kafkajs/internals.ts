/**
 * The objects of kafkajs 2.2.4 (pinned exactly) behind its public types: connections, brokers, the pool, the cluster and
 * the consumer group, as far as this transport uses them.
 */
import type { Socket } from 'node:net';

export interface PushedRequest {
  readonly entry: {
    readonly apiKey: number;
    readonly apiName: string;
    readonly apiVersion: number;
    readonly correlationId: number;
    resolve: (response: { readonly payload: Buffer }) => void;
    reject: (error: Error) => void;
    /** When it was pushed, by `performance.now()`, where its time is measured. */
    startedAt?: number;
  };
  readonly expectResponse: boolean;
  readonly requestTimeout: number;
  sendRequest(): void;
}

/** Those that are sent and wait for their response, by correlation id. */
export type Inflight = Pick<ReadonlyMap<number, { readonly entry: PushedRequest['entry'] }>, 'size' | 'get'>;

export interface SocketResponse {
  readonly correlationId: number;
  readonly size: number;
  readonly payload: Buffer;
}

export interface RequestQueue {
  readonly inflight: Inflight;
  readonly pending: { readonly length: number };
  push: (request: PushedRequest) => void;
  fulfillRequest: (response: SocketResponse) => void;
  waitForPendingRequests(): Promise<void>;
  /** The broker asks for that many milliseconds of silence (KIP-219). */
  maybeThrottle(throttleMs: number): void;
}

export interface Connection {
  readonly host: string;
  readonly port: number;
  /** In milliseconds. */
  readonly connectionTimeout: number;
  readonly clientId: string;
  readonly sasl: object | null;
  readonly socket?: Socket;
  readonly requestQueue: RequestQueue;
  connect: () => Promise<unknown>;
  isConnected(): boolean;
  isAuthenticated(): boolean;
  failIfNotConnected(): void;
  nextCorrelationId(): number;
  /** As kafkajs sends its own requests. */
  send<Result>(protocol: Protocol<Result>): Promise<Result>;
}

/** A request with the reader of its response. `parse` of kafkajs throws for the first error code in a response. */
export interface Protocol<Result> {
  readonly request: object;
  readonly response: {
    decode(payload: Buffer): Promise<Result>;
    parse(decoded: Result): Promise<Result>;
  };
  readonly requestTimeout?: number;
}

/** kafkajs makes the newest version that is in `versions` and that the broker knows. */
export interface RequestDefinition<Request> {
  readonly versions: readonly (number | string)[];
  protocol(options: { readonly version: number }): Request;
}

export interface FetchTarget {
  readonly topic: string;
  readonly partitions: { readonly partition: number; readonly fetchOffset: string; readonly maxBytes: number }[];
}

export interface FetchOptions {
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel?: number;
  readonly topics: readonly FetchTarget[];
}

export type MakeFetchRequest = (
  options: FetchOptions,
) => Protocol<unknown> & { readonly request: { readonly apiVersion: number } };

export type MakeMetadataRequest = (options: {
  readonly topics: readonly string[];
  readonly allowAutoTopicCreation: boolean;
}) => Protocol<Metadata>;

export interface Metadata {
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  /** -1 while there is none. */
  readonly controllerId: number;
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly topicErrorCode: number;
    /** Not in order. */
    readonly partitionMetadata: readonly PartitionMetadata[];
  }[];
}

export interface PartitionMetadata {
  readonly partitionId: number;
  /** -1 while there is none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** Identifies the transaction that a request belongs to. */
export interface TransactionalProducerFields {
  readonly transactionalId: string;
  readonly producerId: string;
  readonly producerEpoch: number;
}

interface TopicOffsets<Partition> {
  readonly topic: string;
  readonly partitions: readonly Partition[];
}

interface PartitionOffset {
  readonly partition: number;
  readonly offset: string;
}

interface CommittedPartition extends PartitionOffset {
  readonly metadata: string | null;
}

export interface OffsetCommit {
  readonly groupId: string;
  readonly memberId: string;
  readonly groupGenerationId: number;
  readonly topics: readonly TopicOffsets<PartitionOffset & { readonly metadata?: string | null }>[];
}

export interface Broker {
  readonly nodeId: number | null;
  /** Its first connection is for everything but fetches, its second for fetches. */
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    readonly rack?: string | undefined;
    readonly connectionTimeout: number;
    readonly pool: readonly Connection[];
    /** Chooses the connection by the request. */
    send<Result>(protocol: Protocol<Result>): Promise<Result>;
  };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  /** The versions that it serves, by API key. */
  readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>> | null;
  lookupRequest<Request>(apiKey: number, definition: RequestDefinition<Request>): Request;
  metadata(topics: readonly string[]): Promise<Metadata>;
  /** `coordinatorType`: 0 of a group, 1 of a transactional id. */
  findGroupCoordinator(of: CoordinatorKey): Promise<CoordinatorFound>;
  heartbeat(member: {
    readonly groupId: string;
    readonly memberId: string;
    readonly groupGenerationId: number;
  }): Promise<unknown>;
  leaveGroup(member: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
  offsetCommit(commit: OffsetCommit): Promise<unknown>;
  offsetFetch(of: {
    readonly groupId: string;
    readonly topics: readonly TopicOffsets<{ readonly partition: number }>[];
  }): Promise<{ readonly responses: readonly TopicOffsets<CommittedPartition>[] }>;
  describeConfigs(options: {
    readonly resources: readonly {
      readonly type: number;
      readonly name: string;
      readonly configNames: readonly string[];
    }[];
  }): Promise<{
    readonly resources: readonly {
      readonly configEntries: readonly { readonly configName: string; readonly configValue: string | null }[];
    }[];
  }>;
  initProducerId(options: object): Promise<{ readonly producerId: string; readonly producerEpoch: number }>;
  addPartitionsToTxn(
    producer: TransactionalProducerFields & {
      readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
    },
  ): Promise<unknown>;
  addOffsetsToTxn(producer: TransactionalProducerFields & { readonly groupId: string }): Promise<unknown>;
  txnOffsetCommit(
    producer: TransactionalProducerFields & {
      readonly groupId: string;
      readonly topics: readonly TopicOffsets<CommittedPartition>[];
    },
  ): Promise<unknown>;
  /** `transactionResult`: whether it commits. */
  endTxn(producer: TransactionalProducerFields & { readonly transactionResult: boolean }): Promise<unknown>;
}

export interface CoordinatorKey {
  readonly groupId: string;
  readonly coordinatorType: 0 | 1;
}

export interface CoordinatorFound {
  readonly coordinator: { readonly nodeId: number; readonly host: string; readonly port: number };
}

export interface BrokerPool {
  readonly brokers: Readonly<Record<number, Broker>>;
  readonly metadata: Metadata | null;
  readonly versions: object | null;
  createBroker(options: object): Broker;
  /** Connects to it when it has to. */
  findBroker(node: { readonly nodeId: number | string }): Promise<Broker>;
  findConnectedBroker(): Promise<Broker>;
  refreshMetadata(topics: readonly string[]): Promise<void>;
}

type OffsetLookup = { readonly fromBeginning: boolean } | { readonly fromTimestamp: number };

export interface Cluster {
  readonly rootLogger: object;
  readonly connectionPoolBuilder: {
    /** Without an address that of the next configured broker. */
    build: (address?: Pick<Broker['connectionPool'], 'host' | 'port' | 'rack'>) => Promise<Broker['connectionPool']>;
  };
  readonly brokerPool: BrokerPool;
  /** The topics of which metadata is asked for. */
  readonly targetTopics: Set<string>;
  connect(): Promise<void>;
  /** Waits for the responses to pending requests. */
  disconnect(): Promise<void>;
  findBroker(node: { readonly nodeId: number }): Promise<Broker>;
  findGroupCoordinator(group: { readonly groupId: string }): Promise<Broker>;
  findGroupCoordinatorMetadata(group: CoordinatorKey): Promise<CoordinatorFound>;
  /** As of the last metadata; none of a topic that it does not hold. Throws before there is any. */
  findTopicPartitionMetadata(topic: string): readonly PartitionMetadata[];
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  /** First offsets, end offsets, or by time, in milliseconds: -1 where there is none. */
  fetchTopicsOffset(
    topics: readonly (TopicOffsets<{ readonly partition: number }> & OffsetLookup)[],
  ): Promise<readonly { readonly partitions: readonly PartitionOffset[] }[]>;
}

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export interface ConsumerGroup {
  readonly groupId: string;
  readonly assigners: readonly object[];
  readonly generationId: number | null;
  readonly isolationLevel?: number;
  readonly cluster: Cluster;
  memberId: string | null;
  coordinator: Broker | null;
  /** The topics that this member asks for when it joins. */
  topicsSubscribed: readonly string[];
  /** One object for all runs of a consumer: what is added here outlives a restart. */
  readonly topicConfigurations: Record<string, { readonly fromBeginning?: boolean }>;
  /** Compared with the metadata before each fetch; a difference makes the member rejoin. */
  readonly partitionsPerSubscribedTopic: Map<string, readonly number[]> | null;
  readonly offsetManager: {
    coordinator: Broker;
    /** Looks up where to begin, for partitions of which that is not known. */
    resolveOffsets(): Promise<void>;
    committedOffsets(): Readonly<Record<string, Readonly<Record<number, string | null | undefined>>>>;
  } | null;
  connect(): Promise<void>;
  joinAndSync(): Promise<void>;
  leave(): Promise<void>;
  assigned(): readonly TopicPartitions[];
  /** Called after each fetch of each broker; throws what makes the member rejoin, and what ends it. */
  heartbeat(options: { readonly interval: number }): Promise<void>;
  /** Throws when the member must rejoin before it fetches. */
  checkForStaleAssignment(): void;
  fetch(nodeId: number): Promise<readonly unknown[]>;
  filterPartitionsByNode(nodeId: number, assigned: readonly TopicPartitions[]): readonly TopicPartitions[];
  /** Handles a failed fetch: new metadata, a rejoin, a reset. Throws what it cannot recover from. */
  recoverFromFetch(error: unknown): Promise<void>;
  commitOffsets(offsets: { readonly topics: readonly TopicOffsets<PartitionOffset>[] }): Promise<void>;
}

/** The queue itself, where `RequestQueue` is what callers see of it. */
export interface PatchableRequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly enforceRequestTimeout: boolean;
  readonly requestTimeout: number;
  requestTimeoutIntervalId?: NodeJS.Timeout;
  readonly inflight: ReadonlyMap<
    number,
    { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void }
  >;
  isConnected(): boolean;
  destroy(): void;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
  scheduleRequestTimeoutCheck(): void;
}
