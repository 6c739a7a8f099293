/** The parts of kafkajs 2.2.4 (pinned exactly) that it does not export and that this transport has to mend. */

declare module 'kafkajs/src/network/requestQueue/index.js' {
  export interface RequestQueueInternals {
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
  const RequestQueue: { prototype: RequestQueueInternals };
  export default RequestQueue;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';
  export default function createSocketFactory(): ISocketFactory;
}

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  export interface TopicPartitions {
    topic: string;
    partitions: number[];
  }
  /** Finds the newest version of a request that both sides know; that makes the request. */
  export type RequestLookup = (key: number, definition: object) => (request: { memberId?: string }) => unknown;
  interface ConnectionPool {
    readonly host: string;
    readonly port: number;
    readonly rack?: string | undefined;
  }
  type Connection = import('./internals.js').Connection;
  type BrokerPool = import('./internals.js').BrokerPool;
  export interface CoordinatorInternals {
    readonly nodeId: number | null;
    readonly connectionPool: ConnectionPool & { readonly pool: readonly Connection[] };
    lookupRequest: RequestLookup;
    isConnected(): boolean;
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    heartbeat(member: { groupId: string; memberId: string; groupGenerationId: number }): Promise<unknown>;
    leaveGroup(member: { groupId: string; memberId: string }): Promise<unknown>;
  }
  export interface ClusterInternals {
    readonly rootLogger: object;
    readonly connectionPoolBuilder: { build(address: ConnectionPool): Promise<object> };
    readonly brokerPool: {
      readonly versions: object | null;
      createBroker(options: { logger: object; versions: object | null; connectionPool: object }): CoordinatorInternals;
    } & BrokerPool;
    findGroupCoordinatorMetadata(group: {
      groupId: string;
      coordinatorType: 0 | 1;
    }): Promise<{ readonly coordinator: { readonly nodeId: number } }>;
    findGroupCoordinator(group: { groupId: string }): Promise<CoordinatorInternals>;
    connect(): Promise<void>;
    /** Waits for the answers to what is on its way. */
    disconnect(): Promise<void>;
    /** As of the last metadata; none of a topic that it does not hold. Throws before there is any. */
    findTopicPartitionMetadata(topic: string): readonly { partitionId: number; leader: number }[];
    /** The topics of which metadata is asked for. */
    targetTopics: Set<string>;
    refreshMetadata(): Promise<void>;
    refreshMetadataIfNecessary(): Promise<void>;
    addMultipleTargetTopics(topics: string[]): Promise<void>;
  }
  export interface ConsumerGroupInternals {
    readonly groupId: string;
    readonly assigners: readonly object[];
    readonly generationId: number | null;
    memberId: string | null;
    /** The topics that this member asks for when it joins. */
    topicsSubscribed: string[];
    /** One object for all lives of a consumer: what is added here outlives a restart. */
    readonly topicConfigurations: Record<string, { fromBeginning?: boolean }>;
    /** Compared with the metadata before each fetch; a difference makes the member rejoin. */
    readonly partitionsPerSubscribedTopic: Map<string, number[]> | null;
    readonly cluster: ClusterInternals;
    coordinator: CoordinatorInternals | null;
    readonly offsetManager: {
      coordinator: CoordinatorInternals;
      /** Looks up where to begin, for partitions of which that is not known. */
      resolveOffsets(): Promise<void>;
      committedOffsets(): Record<string, Record<number, string | null | undefined>>;
    } | null;
    connect(): Promise<void>;
    joinAndSync(): Promise<void>;
    /** Called after each fetch of each broker; throws what makes the member rejoin, and what ends it. */
    heartbeat(options: { interval: number }): Promise<void>;
    /** Throws when the member must rejoin before it fetches. */
    checkForStaleAssignment(): void;
    leave(): Promise<void>;
    assigned(): TopicPartitions[];
    commitOffsets(offsets: {
      topics: { topic: string; partitions: { partition: number; offset: string }[] }[];
    }): Promise<void>;
  }
  const ConsumerGroup: { prototype: ConsumerGroupInternals };
  export default ConsumerGroup;
}
