/**
 * Looks now and then for topics that a subscription means and that did not exist before, or have gone. A find is added
 * to the running member and makes it rejoin, so the other topics go on: kafkajs itself would have to be stopped for
 * that.
 */
import { type Admin, type Monitor, type SourceOptions, toError } from '@kfw/core';
import type { Membership } from './membership.js';
import { discoverTopics } from './subscription.js';

export interface TopicWatchOptions {
  readonly admin: Admin;
  readonly monitor: Monitor;
  readonly membership: Membership;
  readonly source: SourceOptions;
  /** Called with a topic that the member has been subscribed to. */
  readonly subscribed: (topic: string) => void;
}

export class TopicWatch {
  readonly #options: TopicWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: TopicWatchOptions) {
    this.#options = options;
  }

  /** Watches when there is something to wait for: a missing topic, or a pattern. */
  start(missing: readonly string[]): void {
    if (missing.length > 0) this.#waitFor(missing, `Waiting for topics that do not exist: ${missing.join(', ')}`);
    const hasPattern = this.#options.source.topics.some(({ topic }) => typeof topic !== 'string');
    if (hasPattern) this.#schedule();
  }

  /** Reports topics that were deleted, and waits for them to come back. */
  vanished(topics: readonly string[]): void {
    this.#waitFor(topics, `Topics have gone and are waited for: ${topics.join(', ')}`);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #waitFor(topics: readonly string[], message: string): void {
    const { monitor, source } = this.#options;
    const detail = { group: source.group, topics, lookAgainInMs: source.metadataMaxAgeMs };
    monitor.publish('transport.warned', { message, detail });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#look(), this.#options.source.metadataMaxAgeMs).unref();
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    const { admin, monitor, source } = this.#options;
    try {
      const { found } = await discoverTopics(admin, source);
      for (const [topic, startFrom] of found) await this.#add(topic, startFrom === 'earliest');
    } catch (thrown) {
      const detail = { group: source.group, error: toError(thrown).message };
      monitor.publish('transport.warned', { message: 'Looking for new topics failed', detail });
    }
    this.#schedule();
  }

  /** kafkajs compares the partitions it knows with the metadata before each fetch: none known means rejoin. */
  async #add(topic: string, fromBeginning: boolean): Promise<void> {
    const { membership, subscribed } = this.#options;
    const { group } = membership;
    if (group === undefined || membership.isHalted || group.topicsSubscribed.includes(topic)) return;
    await group.cluster.addMultipleTargetTopics([topic]);
    if (!group.cluster.targetTopics.has(topic)) return;
    subscribed(topic);
    group.topicConfigurations[topic] = { fromBeginning };
    group.topicsSubscribed = [...group.topicsSubscribed, topic];
    group.partitionsPerSubscribedTopic?.set(topic, []);
  }
}
