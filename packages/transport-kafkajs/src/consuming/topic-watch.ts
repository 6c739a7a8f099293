/**
 * Looks now and then for topics that a subscription means and that did not exist before. A find is added to the
 * running member and makes it rejoin, so the other topics go on: kafkajs itself would have to be stopped for that.
 */
import { type Admin, type Monitor, type SourceOptions, toError } from '@kfw/core';
import type { Membership } from './membership.js';
import { discoverTopics } from './subscription.js';

export interface TopicWatchOptions {
  readonly admin: Admin;
  readonly monitor: Monitor;
  readonly membership: Membership;
  readonly source: SourceOptions;
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
    const { monitor, source } = this.#options;
    if (missing.length > 0)
      monitor.publish('transport.warned', {
        message: `Waiting for topics that do not exist: ${missing.join(', ')}`,
        detail: { group: source.group, topics: missing, lookAgainInMs: source.metadataMaxAgeMs },
      });
    const hasPattern = source.topics.some(({ topic }) => typeof topic !== 'string');
    if (missing.length > 0 || hasPattern) this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look(), this.#options.source.metadataMaxAgeMs).unref();
  }

  async #look(): Promise<void> {
    const { admin, monitor, source } = this.#options;
    try {
      const { found } = await discoverTopics(admin, source);
      for (const [topic, from] of found) await this.#add(topic, from === 'earliest');
    } catch (thrown) {
      const detail = { group: source.group, error: toError(thrown).message };
      monitor.publish('transport.warned', { message: 'Looking for new topics failed', detail });
    }
    this.#schedule();
  }

  /** kafkajs compares the partitions it knows with the metadata before each fetch: none known means rejoin. */
  async #add(topic: string, fromBeginning: boolean): Promise<void> {
    const { membership } = this.#options;
    const { group } = membership;
    if (group === undefined || membership.isHalted || group.topicsSubscribed.includes(topic)) return;
    await group.cluster.addMultipleTargetTopics([topic]);
    group.topicConfigurations[topic] = { fromBeginning };
    group.topicsSubscribed = [...group.topicsSubscribed, topic];
    group.partitionsPerSubscribedTopic?.set(topic, []);
  }
}
