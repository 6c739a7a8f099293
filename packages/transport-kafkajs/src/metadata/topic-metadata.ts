/**
 * A sink's knowledge of its topics: partitions, leaders and configuration. Old metadata is used while it is
 * refreshed; leaders that proved wrong are requested at once, and the next send waits for them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isKfwError, type TopicInfo, type TopicPartition, toError } from '@kfw/core';
import { transportError } from '../errors.js';
import type { Metadata } from '../kafkajs/internals.js';
import { createErrorFromCode, isRetriable } from '../kafkajs/kafkajs-errors.js';
import { leadersByPartition, noLeader, type TopicLeaders } from './partition-leaders.js';
import { SingleFlight } from './single-flight.js';
import type { TopicConfig } from './topic-configs.js';

export interface TopicMetadataOptions {
  /** Creates a missing topic and resolves when it exists; left out when that is not allowed. */
  readonly create?: (topic: string) => Promise<void>;
  readonly maxAgeMs: number;
  metadata(topics: readonly string[]): Promise<Metadata>;
  config(topic: string): Promise<TopicConfig>;
  /** An error of kafkajs in plain words. */
  reason(error: Error): string;
  /** Metadata of a topic could not be refreshed; the old one stays in use. */
  onRefreshFailed(topic: string, error: Error): void;
}

interface KnownTopic {
  readonly leaders: TopicLeaders;
  readonly errorCode: number;
  config: TopicConfig | undefined;
  info: TopicInfo | undefined;
  staleAt: number;
}

const unknownTopic = 3;
const leaderNotAvailable = 5;
/** A broker learns of a new topic a moment after it was created at another one. */
const retryAfterMs = [50, 200];
const retryRefreshAfterMs = 1_000;

/** `lastFailure` keeps it for senders without a leader. */
const ignore = (): undefined => undefined;

export class TopicMetadata {
  readonly #known = new Map<string, KnownTopic>();
  /** The topics that metadata is requested for. */
  readonly #requestedTopics = new Set<string>();
  /** Topics whose leaders proved wrong. */
  readonly #staleTopics = new Set<string>();
  readonly #refreshing = new Map<string, Promise<TopicInfo>>();
  readonly #metadataRequest = new SingleFlight(() => this.#requestMetadata());
  #lastFailure: Error | undefined;

  constructor(private readonly options: TopicMetadataOptions) {}

  /**
   * A promise only when the topic is unknown. Rejects with `KFW_TOPIC_UNKNOWN`, with `KFW_TOPIC_UNAVAILABLE` when the
   * cluster could not be asked for the moment, and with `KFW_TOPIC_REFUSED`.
   */
  info(topic: string): TopicInfo | Promise<TopicInfo> {
    const known = this.#known.get(topic);
    if (known?.info === undefined) return this.#load(topic);
    if (known.staleAt <= performance.now()) this.#refreshInBackground(topic, known);
    return known.info;
  }

  leaderOf({ topic, partition }: TopicPartition): number | undefined {
    const leader = this.#known.get(topic)?.leaders[partition];
    return leader === noLeader ? undefined : leader;
  }

  /** Why a partition has no known leader. */
  missingLeader({ topic, partition }: TopicPartition): Error {
    const known = this.#known.get(topic);
    if (known === undefined && this.#lastFailure !== undefined) return this.#lastFailure;
    if (known === undefined || known.errorCode !== 0) return createErrorFromCode(known?.errorCode || unknownTopic);
    return createErrorFromCode(known.leaders[partition] === noLeader ? leaderNotAvailable : unknownTopic);
  }

  /** The leaders of a topic proved wrong: requests new ones. */
  leaderMoved(topic: string): void {
    if (this.#staleTopics.has(topic)) return;
    this.#staleTopics.add(topic);
    this.#requestAgain().catch(ignore);
  }

  /** Waits for metadata that these batches need; `undefined` when all is known. Never rejects. */
  ready(batches: readonly TopicPartition[]): Promise<void> | undefined {
    const unknown = batches.filter((batch) => this.leaderOf(batch) === undefined);
    for (const { topic } of unknown) this.#requestedTopics.add(topic);
    if (unknown.length > 0) return this.#requestAgain().catch(ignore);
    if (this.#staleTopics.size === 0 || !batches.some(({ topic }) => this.#staleTopics.has(topic))) return undefined;
    return (this.#metadataRequest.latest ?? this.#requestAgain()).catch(ignore);
  }

  /** Refreshes in the background; after a failure, not again at once. */
  #refreshInBackground(topic: string, known: KnownTopic): void {
    known.staleAt = performance.now() + retryRefreshAfterMs;
    this.#load(topic).catch((thrown) => this.options.onRefreshFailed(topic, toError(thrown)));
  }

  #load(topic: string): Promise<TopicInfo> {
    const refreshing =
      this.#refreshing.get(topic) ??
      this.#refresh(topic)
        .catch((thrown) => {
          throw this.#toKfwError(topic, toError(thrown));
        })
        .finally(() => this.#refreshing.delete(topic));
    this.#refreshing.set(topic, refreshing);
    return refreshing;
  }

  #toKfwError(topic: string, error: Error): Error {
    if (isKfwError(error)) return error;
    const code = isRetriable(error) ? 'KFW_TOPIC_UNAVAILABLE' : 'KFW_TOPIC_REFUSED';
    return transportError(code, { topic, reason: this.options.reason(error) }, { cause: error });
  }

  async #refresh(topic: string): Promise<TopicInfo> {
    const found = (await this.#find(topic)) ?? (await this.#create(topic));
    if (found === undefined) throw transportError('KFW_TOPIC_UNKNOWN', { topic });
    const config = await this.options.config(topic);
    // Its leaders may have been refreshed meanwhile.
    const known = this.#known.get(topic) ?? found;
    known.config = config;
    known.staleAt = performance.now() + this.options.maxAgeMs;
    known.info = { partitions: known.leaders.length, ...config };
    return known.info;
  }

  async #find(topic: string): Promise<KnownTopic | undefined> {
    this.#requestedTopics.add(topic);
    await this.#requestAgain();
    const known = this.#known.get(topic);
    if (known !== undefined && known.leaders.length === 0 && known.errorCode !== 0)
      throw createErrorFromCode(known.errorCode);
    return known;
  }

  async #create(topic: string): Promise<KnownTopic | undefined> {
    await this.options.create?.(topic);
    for (const ms of retryAfterMs) {
      const known = await this.#find(topic);
      if (known !== undefined) return known;
      await sleep(ms);
    }
    return this.#find(topic);
  }

  async #requestAgain(): Promise<void> {
    try {
      await this.#metadataRequest.again();
      this.#lastFailure = undefined;
    } catch (thrown) {
      this.#lastFailure = toError(thrown);
      throw thrown;
    }
  }

  async #requestMetadata(): Promise<void> {
    const topics = [...this.#requestedTopics];
    const { topicMetadata } = await this.options.metadata(topics);
    for (const topic of topics) this.#staleTopics.delete(topic);
    for (const { topic, topicErrorCode, partitionMetadata } of topicMetadata) {
      const before = this.#known.get(topic);
      if (topicErrorCode === unknownTopic) {
        this.#known.delete(topic);
        this.#requestedTopics.delete(topic);
        continue;
      }
      const leaders = leadersByPartition(partitionMetadata);
      const config = before?.config;
      const info = config && { partitions: leaders.length, ...config };
      this.#known.set(topic, { leaders, errorCode: topicErrorCode, config, info, staleAt: before?.staleAt ?? 0 });
    }
  }
}
