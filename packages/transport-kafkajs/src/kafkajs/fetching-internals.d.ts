/** The parts of kafkajs 2.2.4 (pinned exactly) that fetching needs and that it does not export. */

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  export interface FetchTarget {
    topic: string;
    partitions: { partition: number; fetchOffset: string; maxBytes: number }[];
  }
  type FetchResponse = import('../fetching/fetch-response.js').FetchResponse;
  export interface FetchRequest {
    request: { apiVersion: number };
    response: {
      decode(payload: Buffer): Promise<FetchResponse>;
      parse(decoded: FetchResponse): Promise<FetchResponse>;
    };
    requestTimeout?: number;
  }
  export interface BrokerInternals {
    /** Gives the newest version of a request that both sides know. */
    lookupRequest(
      apiKey: number,
      definition: object,
    ): (options: {
      maxWaitTime: number;
      minBytes: number;
      maxBytes: number;
      isolationLevel?: number;
      topics: FetchTarget[];
    }) => FetchRequest;
    readonly connectionPool: {
      send(request: FetchRequest): Promise<FetchResponse>;
      readonly pool: readonly import('./internals.js').Connection[];
    };
    disconnect(): Promise<void>;
  }
  export interface ConsumerGroupInternals {
    readonly isolationLevel?: number;
    fetch(nodeId: number): Promise<readonly unknown[]>;
    checkForStaleAssignment(): void;
    filterPartitionsByNode(nodeId: number, assigned: readonly TopicPartitions[]): TopicPartitions[];
    /** What kafkajs does about a failed fetch: new metadata, a rejoin, a reset; it throws what it cannot mend. */
    recoverFromFetch(error: unknown): Promise<void>;
  }
  export interface ClusterInternals {
    refreshMetadataIfNecessary(): Promise<void>;
    /** First offsets, end offsets, or by time, in milliseconds: -1 where there is none. */
    fetchTopicsOffset(
      topics: ({ topic: string; partitions: { partition: number }[] } & (
        | { fromBeginning: boolean }
        | { fromTimestamp: number }
      ))[],
    ): Promise<{ partitions: { partition: number; offset: string }[] }[]>;
    findBroker(node: { nodeId: number }): Promise<BrokerInternals>;
  }
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  export const requests: { readonly Fetch: object; readonly Metadata: object };
}

declare module 'kafkajs/src/protocol/requests/apiKeys.js' {
  const apiKeys: { readonly Fetch: number; readonly Metadata: number; readonly Produce: number };
  export default apiKeys;
}

declare module 'kafkajs/src/protocol/error.js' {
  export function createErrorFromCode(code: number): Error & { type?: string };
}
