/**
 * The reader port on kafkajs: its connections and metadata, with fetches of our own. A reader reads one topic once:
 * it connects at its first request and is closed when the reading ends.
 */
import type { Socket } from 'node:net';
import {
  isKfwError,
  type ReadBatch,
  type ReaderOptions,
  type ReadSpan,
  settlesWithin,
  type TopicReader,
  toError,
} from '@kfw/core';
import type { ISocketFactory } from 'kafkajs';
import type { Clients } from '../client/clients.js';
import { parseOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { createCluster } from '../kafkajs/create-cluster.js';
import type { Cluster } from '../kafkajs/internals.js';
import { isRetriable, protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { closedHere, destroySocket } from '../kafkajs/raw-request.js';
import { socketFactory } from '../kafkajs/socket-factory.js';
import { pauseAfterFailure } from './pause-after-failure.js';
import { isolationLevelOf, Reading } from './reading.js';

/** The result of a lookup by time when no message is that young. */
const noOffset = -1;

/** After this time only timers of kafkajs are open. */
const closeTimeoutMs = 500;

export class KafkajsReader implements TopicReader {
  readonly #clients: Clients;
  readonly #options: ReaderOptions;
  readonly #sockets = new ReaderSockets();
  readonly #cluster: Cluster;
  readonly #closing = new AbortController();
  #connecting: Promise<void> | undefined;
  #reading: Reading | undefined;

  constructor(clients: Clients, options: ReaderOptions) {
    this.#clients = clients;
    this.#options = options;
    // Errors and warnings report what its log would.
    const kafka = clients.client(() => true, { sockets: this.#sockets.factory });
    this.#cluster = createCluster(kafka, {
      metadataMaxAge: options.metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      isolationLevel: isolationLevelOf(options),
    });
  }

  async partitions(): Promise<number[]> {
    const { topic } = this.#options;
    return this.#request(`the partitions of ${topic}`, async () => {
      const partitions = this.#cluster.findTopicPartitionMetadata(topic);
      return partitions.map(({ partitionId }) => partitionId).sort((one, other) => one - other);
    });
  }

  async offsets(partitions: readonly number[]): Promise<{ partition: number; low: number; high: number }[]> {
    return this.#request(`the offsets of ${this.#options.topic}`, async () => {
      const lows = await this.#lookUp(partitions, { fromBeginning: true });
      const highs = await this.#lookUp(partitions, { fromBeginning: false });
      return partitions.map((partition) => {
        const low = lows.get(partition) ?? 0;
        return { partition, low, high: highs.get(partition) ?? low };
      });
    });
  }

  async offsetsAt(
    partitions: readonly number[],
    timestampMs: number,
  ): Promise<{ partition: number; offset: number | undefined }[]> {
    return this.#request(`the offsets of ${this.#options.topic} by time`, async () => {
      const found = await this.#lookUp(partitions, { fromTimestamp: timestampMs });
      return partitions.map((partition) => {
        const offset = found.get(partition);
        return { partition, offset: offset === noOffset ? undefined : offset };
      });
    });
  }

  async *read(
    spans: readonly ReadSpan[],
    { growing = false }: { readonly growing?: boolean } = {},
  ): AsyncGenerator<ReadBatch, undefined> {
    await this.partitions();
    const reading = new Reading(spans, {
      ...this.#options,
      growing,
      cluster: this.#cluster,
      offsets: (partitions) => this.offsets(partitions),
      warn: (message, detail) => this.#clients.monitor.publish('transport.warned', { message, detail }),
      failure: (what, error) => this.#failure(what, error),
      reason: (error) => this.#clients.reason(error),
    });
    this.#reading = reading;
    if (this.#closing.signal.aborted) return undefined;
    return yield* reading.batches();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#sockets.destroyAll();
    const ended = Promise.all([this.#reading?.end(), Promise.allSettled([this.#connecting])]);
    await settlesWithin(closeTimeoutMs, ended);
    await settlesWithin(closeTimeoutMs, this.#cluster.disconnect());
  }

  #connected(): Promise<void> {
    this.#connecting ??= this.#cluster.connect().catch((thrown) => {
      this.#connecting = undefined;
      throw this.#clients.connectionFailure(thrown);
    });
    return this.#connecting;
  }

  /** Stops waiting for a response when the reader is closed: kafkajs would try to connect for seconds. */
  #request<T>(what: string, request: () => Promise<T>): Promise<T> {
    return unlessAborted(this.#closing.signal, this.#requestUntilAnswered(what, request));
  }

  /** Retries until there is a response, while a retry may help and time remains. */
  async #requestUntilAnswered<T>(what: string, request: () => Promise<T>): Promise<T> {
    await this.#connected();
    const { signal } = this.#closing;
    const until = performance.now() + this.#options.retryTimeoutMs;
    for (let failures = 1; ; failures++) {
      try {
        await this.#cluster.addMultipleTargetTopics([this.#options.topic]);
        // After a failure the leaders may have changed.
        if (failures > 1) await this.#cluster.refreshMetadata();
        return await request();
      } catch (thrown) {
        const error = toError(thrown);
        const isFinal = signal.aborted || performance.now() >= until;
        if (isFinal || isUnknownTopic(error) || !isRetriable(error)) throw this.#failure(what, error);
        await pauseAfterFailure(failures, signal);
      }
    }
  }

  async #lookUp(
    partitions: readonly number[],
    where: { fromBeginning: boolean } | { fromTimestamp: number },
  ): Promise<Map<number, number>> {
    if (partitions.length === 0) return new Map();
    const { topic } = this.#options;
    const requested = partitions.map((partition) => ({ partition }));
    const [found] = await this.#cluster.fetchTopicsOffset([{ topic, partitions: requested, ...where }]);
    return new Map(found?.partitions.map(({ partition, offset }) => [partition, parseOffset(offset)]));
  }

  #failure(what: string, error: Error): Error {
    if (isKfwError(error)) return error;
    const cause = this.#clients.redaction.error(error);
    const { topic } = this.#options;
    if (isUnknownTopic(error)) return transportError('KFW_TOPIC_UNKNOWN', { topic }, { cause });
    if (protocolErrorOf(error) === 'TOPIC_AUTHORIZATION_FAILED') {
      const right = { operation: 'Read', resource: `topic "${topic}"` };
      return transportError('KFW_ACL_MISSING', { action: `read ${what}`, ...right }, { cause });
    }
    return transportError('KFW_READ_FAILED', { what, reason: this.#clients.reason(error) }, { cause });
  }
}

function isUnknownTopic(error: Error): boolean {
  return protocolErrorOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION';
}

/**
 * The connections of one reader. kafkajs closes a connection only after the response to its last request; a reader that is
 * closed waits for no response, least of all from a broker that hangs.
 */
export class ReaderSockets {
  readonly #open = new Set<Socket>();
  #isClosed = false;

  constructor(private readonly create: ISocketFactory = socketFactory()) {}

  readonly factory: ISocketFactory = (options) => {
    const socket: Socket = this.create(options);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    if (this.#isClosed) destroySocket(socket, 'The reader was closed', closedHere);
    return socket;
  };

  /** Closes all connections, and from then on each one that is opened. */
  destroyAll(): void {
    this.#isClosed = true;
    for (const socket of this.#open) destroySocket(socket, 'The reader was closed', closedHere);
  }
}

/** Waits for `work`, but not past the signal: rejects with its reason when it fires, whatever becomes of `work`. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
