/**
 * Fetches spans of one topic's partitions and yields them batch by batch. Each leader is fetched from separately; the
 * next fetch is sent when the last chunk of its response is taken, so that it is pending while that chunk is read,
 * and no more than that is in memory.
 *
 *   positions → one fetch per leader → chunks → batches
 */
import { type ReadBatch, type ReaderOptions, type ReadSpan, toError } from '@kfw/core';
import { FetchBuffer } from '../fetching/fetch-buffer.js';
import {
  type FetchedPartition,
  type FetchResponse,
  offsetOutOfRange,
  withoutError,
} from '../fetching/fetch-response.js';
import { FetchTargets } from '../fetching/fetch-targets.js';
import { readChunk } from '../fetching/fetched-chunk.js';
import { gapWarning } from '../fetching/gap-warning.js';
import { sendFetch } from '../kafkajs/fetch-request.js';
import type { Cluster } from '../kafkajs/internals.js';
import { createErrorFromCode, isRetriable } from '../kafkajs/kafkajs-errors.js';
import { leadersOf, noLeader, type TopicLeaders } from '../metadata/partition-leaders.js';
import { pauseAfterFailure } from './pause-after-failure.js';
import { ReadingPosition } from './reading-position.js';

/** Kafka's isolation levels: `committed` is without aborted messages and those of open transactions. */
const isolationLevels = { uncommitted: 0, committed: 1 } as const;

export function isolationLevelOf({ uncommitted = false }: Pick<ReaderOptions, 'uncommitted'>): 0 | 1 {
  return uncommitted ? isolationLevels.uncommitted : isolationLevels.committed;
}

export interface ReadingOptions extends ReaderOptions {
  /** Connected, with the metadata of this topic. */
  readonly cluster: Cluster;
  /** Whether new partitions of the topic are read as well. */
  readonly growing: boolean;
  offsets(partitions: readonly number[]): Promise<{ partition: number; low: number; high: number }[]>;
  warn(message: string, detail: Readonly<Record<string, unknown>>): void;
  /** An error for the caller; `what` could not be read. */
  failure(what: string, error: Error): Error;
  reason(error: Error): string;
}

/** Records that were fetched for one partition. */
interface FetchedChunk {
  readonly nodeId: number;
  readonly position: ReadingPosition;
  readonly buffer: FetchBuffer;
}

export class Reading {
  readonly #positions: ReadingPosition[];
  readonly #chunks: FetchedChunk[] = [];
  /** The pending fetch of each leader. */
  readonly #pendingFetches = new Map<number, Promise<void>>();
  readonly #ended = new AbortController();
  #changed = Promise.withResolvers<void>();
  #leadersMoved = false;
  readonly #targets: FetchTargets;
  #failure: Error | undefined;

  constructor(
    spans: readonly ReadSpan[],
    private readonly options: ReadingOptions,
  ) {
    this.#targets = new FetchTargets(options.maxBytesPerPartition);
    this.#positions = spans.map((span) => new ReadingPosition(span));
  }

  async *batches(): AsyncGenerator<ReadBatch, undefined> {
    while (!this.#ended.signal.aborted) {
      this.#requestFromLeaders();
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#requestFromLeaders();
        yield* this.#batchesOf(chunk);
      } else if (this.#failure !== undefined) throw this.#failure;
      else if (this.#pendingFetches.size === 0) return undefined;
      else await this.#changed.promise;
    }
    return undefined;
  }

  /** Ends `batches`, even while it waits. Resolves when no fetch is pending. */
  async end(): Promise<void> {
    this.#ended.abort();
    this.#wake();
    await Promise.all(this.#pendingFetches.values());
  }

  #requestFromLeaders(): void {
    if (this.#failure !== undefined) return;
    const waiting = this.#positions.filter((position) => !position.isFetching && !position.isDone);
    if (waiting.length === 0) return;
    const leaders = this.#leaders();
    for (const [nodeId, positions] of Map.groupBy(waiting, ({ partition }) => leaders[partition] ?? noLeader)) {
      if (this.#pendingFetches.has(nodeId) || this.#chunks.some((chunk) => chunk.nodeId === nodeId)) continue;
      for (const position of positions) position.isFetching = true;
      this.#pendingFetches.set(nodeId, this.#fetch(nodeId, positions));
    }
  }

  #leaders(): TopicLeaders {
    return leadersOf(this.options.cluster, this.options.topic);
  }

  async #fetch(nodeId: number, positions: readonly ReadingPosition[]): Promise<void> {
    const { cluster } = this.options;
    try {
      if (this.#leadersMoved) {
        await cluster.refreshMetadata();
        this.#leadersMoved = false;
      } else {
        await cluster.refreshMetadataIfNecessary();
        this.#addNewPartitions();
        await this.#accept(nodeId, positions, await this.#send(nodeId, positions));
      }
    } catch (thrown) {
      await this.#failed(positions, toError(thrown));
    } finally {
      for (const position of positions) position.isFetching = false;
      this.#pendingFetches.delete(nodeId);
      this.#wake();
    }
  }

  async #send(nodeId: number, positions: readonly ReadingPosition[]): Promise<FetchResponse> {
    const { cluster, topic, fetchMaxWaitMs, maxBytes } = this.options;
    const targets = this.#targets.next(positions.map(({ partition, next }) => [{ topic, partition }, next]));
    const broker = await cluster.findBroker({ nodeId });
    const limits = {
      maxWaitTime: fetchMaxWaitMs,
      minBytes: 1,
      maxBytes,
      isolationLevel: isolationLevelOf(this.options),
    };
    return withoutError(await sendFetch(broker, targets, limits));
  }

  async #accept(
    nodeId: number,
    positions: readonly ReadingPosition[],
    { clientSideThrottleTime, partitions }: FetchResponse,
  ): Promise<void> {
    const isEmpty = clientSideThrottleTime === 0 && partitions.every(({ recordSet }) => recordSet.length === 0);
    const failed: { position: ReadingPosition; error: Error }[] = [];
    for (const fetched of partitions) {
      const position = positions.find(({ partition }) => partition === fetched.partition);
      if (position === undefined) continue;
      if (fetched.errorCode === offsetOutOfRange) await this.#continueAt(position);
      else if (fetched.errorCode !== 0) failed.push({ position, error: createErrorFromCode(fetched.errorCode) });
      else this.#addChunk(nodeId, position, fetched, isEmpty);
    }
    this.#wake();
    const [first] = failed;
    if (first === undefined) return;
    await this.#failed(
      failed.map(({ position }) => position),
      first.error,
    );
  }

  /** A response without any records says that the log has none up to its readable end. */
  #addChunk(nodeId: number, position: ReadingPosition, fetched: FetchedPartition, isEmpty: boolean): void {
    position.succeeded();
    const from = position.next;
    if (isEmpty) position.skipTo(fetched.lastStableOffset);
    const chunk = readChunk(fetched, from);
    if (chunk === undefined) return;
    position.next = chunk.next;
    const { topic, maxBatchBytes } = this.options;
    const { partition } = position;
    // One batch at a time is decompressed, when it is taken: there is nothing else to bound.
    const buffer = new FetchBuffer({ topic, partition, maxBatchBytes, memory: undefined }, from);
    buffer.add(chunk);
    this.#chunks.push({ nodeId, position, buffer });
  }

  async *#batchesOf({ position, buffer }: FetchedChunk): AsyncGenerator<ReadBatch, undefined> {
    const { partition } = position;
    while (!this.#ended.signal.aborted) {
      const slice = buffer.take();
      if (slice === undefined) return undefined;
      if (slice instanceof Promise) {
        await slice;
        continue;
      }
      const records = slice.records.filter((record) => position.includes(record));
      if (records.length > 0) yield { partition, highWatermark: slice.highWatermark, records };
    }
    return undefined;
  }

  /**
   * Retention or somebody deleted the next records, or an unclean election removed them. A log that ends before them, such
   * as that of a topic that was made again, has nothing left of a span with an end: waiting for it would never end.
   */
  async #continueAt(position: ReadingPosition): Promise<void> {
    const { topic } = this.options;
    const { partition, next: at } = position;
    const [range] = await this.options.offsets([partition]);
    if (range === undefined) return;
    const continuesAt = at < range.low ? range.low : range.high;
    if (continuesAt === at) throw createErrorFromCode(offsetOutOfRange);
    const ends = continuesAt < at && position.endAtLogEnd();
    if (!ends) position.next = continuesAt;
    const gap = { topic, partition, at, continuesAt: ends ? undefined : continuesAt };
    this.options.warn(gapWarning(gap), gap);
  }

  #addNewPartitions(): void {
    if (!this.options.growing) return;
    for (const partition of this.#leaders().keys()) {
      if (this.#positions.some((position) => position.partition === partition)) continue;
      this.#positions.push(new ReadingPosition({ partition, from: 0 }));
    }
  }

  /** Waits before a retry, or gives up. */
  async #failed(positions: readonly ReadingPosition[], error: Error): Promise<void> {
    const { topic, retryTimeoutMs, warn, failure, reason } = this.options;
    if (this.#ended.signal.aborted) return;
    const now = performance.now();
    const failingMs = Math.max(...positions.map((position) => position.failed(now)));
    const what = positions.map(({ partition }) => `${topic}[${partition}]`).join(', ');
    if (!isRetriable(error) || failingMs >= retryTimeoutMs) {
      this.#failure ??= failure(what, error);
      return;
    }
    this.#leadersMoved = true;
    const attempt = Math.max(...positions.map(({ failures }) => failures));
    const partitions = positions.map(({ partition }) => partition);
    warn('Reading failed and is retried', { topic, partitions, attempt, error: reason(error) });
    await pauseAfterFailure(attempt, this.#ended.signal);
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
