/**
 * Shared by all transactional ids of a transport: one set of connections, the known coordinators and leaders, and the
 * limits of retries. Nothing is connected before the first request.
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
  /** The time a coordinator may take for one request. */
  readonly coordinatorTimeoutMs: number;
}

export interface OpenTransactionContext extends TransactionContext {
  disconnect(): Promise<void>;
}

/**
 * A dead coordinator or leader is replaced within seconds, and a transaction lives for a minute. A shorter request
 * timeout shortens retries as well.
 */
const maxRetryMs = 20_000;
const retryMsFor = (requestTimeoutMs: number): number => Math.min(maxRetryMs, 1.5 * requestTimeoutMs);
/** A coordinator responds within milliseconds; when it hangs, another one may have replaced it. */
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
      // Only the leaders of a topic are needed.
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
