/**
 * Kafka through kafkajs 2.2.4, behind the transport port. Only this package imports kafkajs, pinned to that version.
 * `kafkajs/` holds every replacement of its internals; docs/contributing/kafkajs.md lists them.
 */
import type {
  Admin,
  ReaderOptions,
  Sink,
  SinkOptions,
  Source,
  SourceOptions,
  TopicReader,
  Transactions,
  Transport,
} from '@kfw/core';
import { KafkajsAdmin } from './administering/kafkajs-admin.js';
import { type Clients, clientsOf, type KafkajsTransportOptions } from './client/clients.js';
import { KafkajsSource } from './consuming/kafkajs-source.js';
import { patchRequestQueue } from './kafkajs/patch-request-queue.js';
import { KafkajsSink } from './producing/kafkajs-sink.js';
import { KafkajsReader } from './reading/kafkajs-reader.js';
import { KafkajsTransactions } from './transactions/kafkajs-transactions.js';
import { openTransactionContext } from './transactions/transaction-context.js';

/**
 * Creates a transport. Nothing is connected before `connect`, a source's `start`, a sink's `connect` or an admin
 * call.
 */
export function createKafkajsTransport(options: KafkajsTransportOptions): Transport {
  patchRequestQueue();
  return new KafkajsTransport(clientsOf(options));
}

class KafkajsTransport implements Transport {
  readonly name = 'kafkajs 2.2.4';
  readonly admin: Admin;
  readonly #clients: Clients;
  readonly #transactions: KafkajsTransactions;

  constructor(clients: Clients) {
    this.#clients = clients;
    this.admin = new KafkajsAdmin(clients);
    this.#transactions = new KafkajsTransactions(clients, () => openTransactionContext(clients));
  }

  get transactions(): Transactions {
    return this.#transactions;
  }

  /** Tries each broker once; a response from one of them is enough. */
  async connect(): Promise<void> {
    const probe = this.#clients.probe().admin();
    try {
      await probe.connect();
    } catch (thrown) {
      throw this.#clients.connectionFailure(thrown);
    } finally {
      await probe.disconnect();
    }
  }

  async disconnect(): Promise<void> {
    await Promise.all([this.admin.disconnect(), this.#transactions.disconnect()]);
  }

  source(options: SourceOptions): Source {
    return new KafkajsSource(this.#clients, this.admin, options);
  }

  sink(options: SinkOptions): Sink {
    return new KafkajsSink(this.#clients, options);
  }

  reader(options: ReaderOptions): TopicReader {
    return new KafkajsReader(this.#clients, options);
  }
}
