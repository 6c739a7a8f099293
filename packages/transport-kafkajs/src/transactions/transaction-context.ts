/**
 * What all transactional ids of a transport share: one set of connections, what is known of coordinators and leaders,
 * and how long is waited for them. Nothing is connected before the first question.
 */
import type { Clients } from '../client/clients.js';
import { isExpectedOfTransactions } from '../client/expected-logs.js';
import { Brokers } from '../kafkajs/brokers.js';
import { Coordinators } from '../metadata/coordinators.js';
import { TopicMetadata } from '../metadata/topic-metadata.js';
import type { LeaderSending } from '../producing/send-to-leaders.js';
import type { RetryLimits } from './retry-for.js';

export type TransactionClients = Pick<Clients, 'reason' | 'redaction' | 'connectionFailure' | 'requestTimeoutMs'>;

export interface TransactionContext {
  readonly clients: TransactionClients;
  readonly brokers: Pick<Brokers, 'connectionTo'>;
  readonly coordinators: Pick<Coordinators, 'request'>;
  readonly topics: LeaderSending['topics'] & Pick<TopicMetadata, 'leaderMoved'>;
  readonly retry: RetryLimits;
  /** How long a coordinator may take for one request. */
  readonly coordinatorTimeoutMs: number;
}

export interface OpenTransactionContext extends TransactionContext {
  disconnect(): Promise<void>;
}

/**
 * A coordinator or a leader whose broker dies is replaced within seconds, and a transaction lives for a minute. Where
 * answers are waited for less long, so is for brokers.
 */
const maxRetryMs = 20_000;
const retryMsFor = (requestTimeoutMs: number): number => Math.min(maxRetryMs, 1.5 * requestTimeoutMs);
/** What coordinators are asked takes them milliseconds, and may be asked of another one when they hang. */
const maxCoordinatorTimeoutMs = 5_000;
const metadataMaxAgeMs = 300_000;

export function openTransactionContext(clients: Clients): OpenTransactionContext {
  const coordinatorTimeoutMs = Math.min(maxCoordinatorTimeoutMs, clients.requestTimeoutMs);
  const brokers = new Brokers(
    clients.client(isExpectedOfTransactions, { fewRetries: true, requestTimeoutMs: coordinatorTimeoutMs }),
  );
  const closing = new AbortController();
  return {
    clients,
    brokers,
    coordinators: new Coordinators(brokers),
    topics: new TopicMetadata({
      maxAgeMs: metadataMaxAgeMs,
      metadata: (topics) => brokers.metadata(topics),
      // Of a topic only the leaders are asked for.
      config: async () => ({ compacted: false, maxBatchBytes: undefined }),
      reason: (error) => clients.reason(error),
      onRefreshFailed: () => undefined,
    }),
    coordinatorTimeoutMs,
    retry: { retryForMs: retryMsFor(clients.requestTimeoutMs), signal: closing.signal },
    async disconnect() {
      closing.abort();
      await brokers.disconnect();
    },
  };
}
