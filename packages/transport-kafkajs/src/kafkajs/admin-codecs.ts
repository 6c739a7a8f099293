/**
 * Administrative requests in kafkajs's encodings, with the responses as they are. kafkajs's own reader of a response about
 * many topics or groups throws for the first error code in it.
 */
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import type { Broker, OffsetCommit, Protocol, RequestDefinition } from './internals.js';
import { connectionOf, destroyOnTimeout } from './patch-broker-pool.js';

/** What kafkajs returns for a 64-bit integer. */
interface Int64 {
  toString(): string;
}

interface OfTopic<Partition> {
  readonly topic: string;
  readonly partitions: readonly Partition[];
}

interface TopicErrors {
  readonly topicErrors: readonly {
    readonly topic: string;
    readonly errorCode: number;
    readonly errorMessage?: string | null;
  }[];
}

/** The options and the responses of kafkajs's encodings. */
export interface AdminCodecs {
  readonly ListOffsets: {
    readonly options: {
      readonly replicaId: -1;
      readonly isolationLevel: 0 | 1;
      readonly topics: readonly OfTopic<{ readonly partition: number; readonly timestamp: string }>[];
    };
    readonly response: {
      readonly responses: readonly OfTopic<{
        readonly partition: number;
        readonly errorCode: number;
        readonly offset: Int64;
      }>[];
    };
  };
  readonly OffsetFetch: {
    readonly options: {
      readonly groupId: string;
      /** Of all topics if none is named. */
      readonly topics: readonly OfTopic<{ readonly partition: number }>[];
    };
    readonly response: {
      /** Since version 2. */
      readonly errorCode?: number;
      readonly responses: readonly OfTopic<{
        readonly partition: number;
        readonly offset: string;
        readonly metadata: string | null;
        readonly errorCode: number;
      }>[];
    };
  };
  readonly OffsetCommit: {
    /** `retentionTime` is in milliseconds. */
    readonly options: OffsetCommit & { readonly retentionTime?: number };
    readonly response: {
      readonly responses: readonly OfTopic<{ readonly partition: number; readonly errorCode: number }>[];
    };
  };
  readonly ListGroups: {
    readonly options: undefined;
    readonly response: {
      readonly errorCode: number;
      readonly groups: readonly { readonly groupId: string; readonly protocolType: string }[];
    };
  };
  readonly DeleteGroups: {
    readonly options: readonly string[];
    readonly response: { readonly results: readonly { readonly groupId: string; readonly errorCode: number }[] };
  };
  readonly DescribeConfigs: {
    readonly options: {
      readonly resources: readonly {
        readonly type: number;
        readonly name: string;
        /** All keys if none is named. */
        readonly configNames: readonly string[];
      }[];
    };
    readonly response: {
      readonly resources: readonly {
        readonly errorCode: number;
        readonly errorMessage: string | null;
        readonly resourceType: number;
        readonly resourceName: string;
        readonly configEntries: readonly {
          readonly configName: string;
          readonly configValue: string | null;
          readonly readOnly: boolean;
          readonly configSource: number;
          readonly isSensitive: boolean;
        }[];
      }[];
    };
  };
  readonly CreateTopics: {
    readonly options: {
      readonly topics: readonly {
        readonly topic: string;
        readonly numPartitions: number;
        readonly replicationFactor: number;
        readonly configEntries: readonly { readonly name: string; readonly value: string }[];
      }[];
      /** In milliseconds, as the next two. */
      readonly timeout: number;
    };
    readonly response: TopicErrors;
  };
  readonly DeleteTopics: {
    readonly options: { readonly topics: readonly string[]; readonly timeout: number };
    readonly response: TopicErrors;
  };
  readonly CreatePartitions: {
    readonly options: {
      readonly topicPartitions: readonly { readonly topic: string; readonly count: number }[];
      readonly timeout: number;
    };
    readonly response: TopicErrors;
  };
  readonly DeleteRecords: {
    readonly options: {
      readonly topics: readonly OfTopic<{ readonly partition: number; readonly offset: string }>[];
      readonly timeout: number;
    };
    readonly response: {
      readonly topics: readonly OfTopic<{
        readonly partition: number;
        readonly lowWatermark: Int64;
        readonly errorCode: number;
      }>[];
    };
  };
}

export type AdminRequests = {
  readonly [Name in keyof AdminCodecs]: RequestDefinition<MakeAdminRequest<Name>>;
};

type MakeAdminRequest<Name extends keyof AdminCodecs> = (
  options: AdminCodecs[Name]['options'],
) => Protocol<AdminCodecs[Name]['response']>;

const definitions: AdminRequests = requests;

/**
 * The newest of `versions`, by default of those that kafkajs knows. Throws what kafkajs throws for a connection, and never
 * for an error code.
 */
export function requestWithCodec<Name extends keyof AdminCodecs>(
  broker: Broker,
  name: Name,
  options: AdminCodecs[Name]['options'],
  versions: readonly (number | string)[] = definitions[name].versions,
): Promise<AdminCodecs[Name]['response']> {
  const { protocol } = definitions[name];
  const makeRequest = broker.lookupRequest<MakeAdminRequest<Name>>(apiKeys[name], { versions, protocol });
  const { request, response } = makeRequest(options);
  const lenient: Protocol<AdminCodecs[Name]['response']> = {
    request,
    response: { decode: response.decode, parse: asItIs },
  };
  return destroyOnTimeout(broker, () => connectionOf(broker).send(lenient));
}

async function asItIs<Response>(response: Response): Promise<Response> {
  return response;
}
