/** The connections of the admin: opened by the first call, and again by the next one if that fails. */
import type { Clients } from '../../client/clients.js';
import { Brokers } from '../../kafkajs/brokers.js';
import { anyTopic, ClusterRequests, type RequestLimits } from './cluster-requests.js';

/** A dead coordinator or leader is replaced within seconds. A shorter request timeout shortens retries as well. */
const maxRetryMs = 20_000;

interface Opened {
  readonly brokers: Brokers;
  readonly closing: AbortController;
  readonly requests: Promise<ClusterRequests>;
}

export class AdminConnection {
  #opened: Opened | undefined;

  constructor(private readonly clients: Clients) {}

  /** Throws `KFW_BROKER_UNREACHABLE` and `KFW_AUTHENTICATION_FAILED`. */
  open(): Promise<ClusterRequests> {
    this.#opened ??= this.#open();
    return this.#opened.requests;
  }

  /** Pending requests fail. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.closing.abort();
    await opened?.brokers.disconnect();
  }

  #open(): Opened {
    const brokers = new Brokers(this.clients.client());
    const closing = new AbortController();
    const limits = limitsFor(this.clients.requestTimeoutMs, closing.signal);
    const connect = async (): Promise<ClusterRequests> => {
      try {
        await brokers.connect();
        // kafkajs learns with it which brokers there are.
        await brokers.metadata([anyTopic]);
        return new ClusterRequests(brokers, limits);
      } catch (thrown) {
        if (this.#opened?.brokers === brokers) this.#opened = undefined;
        await brokers.disconnect();
        throw this.clients.connectionFailure(thrown);
      }
    };
    return { brokers, closing, requests: connect() };
  }
}

function limitsFor(requestTimeoutMs: number, signal: AbortSignal): RequestLimits {
  return {
    requestTimeoutMs,
    // The broker gives up before this client does, and says so.
    brokerTimeoutMs: Math.floor(0.8 * requestTimeoutMs),
    retryForMs: Math.min(maxRetryMs, 1.5 * requestTimeoutMs),
    signal,
  };
}
