/** The connections of kafkajs 2.2.4 (pinned exactly), as requests of our own see them. */
import type { Socket } from 'node:net';

export interface PushedRequest {
  readonly entry: {
    readonly apiKey: number;
    readonly apiName: string;
    readonly apiVersion: number;
    readonly correlationId: number;
    resolve(answer: { readonly payload: Buffer }): void;
    reject(error: Error): void;
  };
  readonly expectResponse: boolean;
  readonly requestTimeout: number;
  sendRequest(): void;
}

export interface RequestQueue {
  readonly inflight: { readonly size: number };
  readonly pending: { readonly length: number };
  push(request: PushedRequest): void;
  waitForPendingRequests(): Promise<void>;
  /** The broker asks for that many milliseconds of silence (KIP-219). */
  maybeThrottle(throttleMs: number): void;
}

export interface Connection {
  readonly clientId: string;
  readonly sasl: object | null;
  readonly socket?: Socket;
  readonly requestQueue: RequestQueue;
  isConnected(): boolean;
  isAuthenticated(): boolean;
  failIfNotConnected(): void;
  nextCorrelationId(): number;
  /** As kafkajs sends its own requests. */
  send<Result>(protocol: Protocol<Result>): Promise<Result>;
}

/** A request with the reader of its answer. `parse` of kafkajs throws for the first error code in an answer. */
export interface Protocol<Result> {
  readonly request: object;
  readonly response: {
    decode(payload: Buffer): Promise<Result>;
    parse(decoded: Result): Promise<Result>;
  };
}

export interface Broker {
  readonly nodeId: number | null;
  /** Its first connection is for everything but fetches. */
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    readonly connectionTimeout: number;
    readonly pool: readonly Connection[];
  };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  metadata(topics: readonly string[]): Promise<Metadata>;
  lookupRequest<Request>(apiKey: number, definition: RequestDefinition<Request>): Request;
  initProducerId(options: object): Promise<{ readonly producerId: string; readonly producerEpoch: number }>;
  /** `coordinatorType`: 0 of a group, 1 of a transactional id. */
  findGroupCoordinator(of: {
    readonly groupId: string;
    readonly coordinatorType: 0 | 1;
  }): Promise<{ readonly coordinator: { readonly nodeId: number } }>;
  addPartitionsToTxn(
    producer: TransactionalProducerFields & {
      readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
    },
  ): Promise<unknown>;
  addOffsetsToTxn(producer: TransactionalProducerFields & { readonly groupId: string }): Promise<unknown>;
  txnOffsetCommit(
    producer: TransactionalProducerFields & {
      readonly groupId: string;
      readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly {
          readonly partition: number;
          readonly offset: string;
          readonly metadata: string | null;
        }[];
      }[];
    },
  ): Promise<unknown>;
  /** `transactionResult`: whether it commits. */
  endTxn(producer: TransactionalProducerFields & { readonly transactionResult: boolean }): Promise<unknown>;
  offsetFetch(of: {
    readonly groupId: string;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number }[];
    }[];
  }): Promise<{
    readonly responses: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly offset: string;
        readonly metadata: string | null;
      }[];
    }[];
  }>;
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
}

/** Whose transaction a request is about. */
export interface TransactionalProducerFields {
  readonly transactionalId: string;
  readonly producerId: string;
  readonly producerEpoch: number;
}

/** kafkajs makes the newest version that is in `versions` and that the broker knows. */
export interface RequestDefinition<Request> {
  readonly versions: readonly (number | string)[];
  protocol(options: { readonly version: number }): Request;
}

export interface Metadata {
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly topicErrorCode: number;
    /** Not in order. The leader is -1 while there is none. */
    readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
  }[];
}

export interface BrokerPool {
  brokers: Readonly<Record<number, Broker>>;
  readonly metadata: Metadata | null;
  createBroker(options: object): Broker;
  /** Connects to it when it has to. */
  findBroker(node: { nodeId: number | string }): Promise<Broker>;
  findConnectedBroker(): Promise<Broker>;
  refreshMetadata(topics: readonly string[]): Promise<void>;
}
