/**
 * Looks periodically for subscribed topics that were missing or were deleted. A topic that is found is added to the
 * running member, which then rejoins, so that other topics continue: kafkajs itself would have to be stopped for
 * that.
 */
import { type Admin, type Monitor, type SourceOptions, toError } from '@kfw/core';
import { subscribeTopic } from '../kafkajs/group-state.js';
import type { GroupMember } from './group-member.js';
import { discoverTopics } from './subscription.js';

export interface TopicDiscoveryOptions {
  readonly admin: Admin;
  readonly monitor: Monitor;
  readonly member: GroupMember;
  readonly source: SourceOptions;
  /** Called with a topic that was added to the subscription. */
  readonly onSubscribed: (topic: string) => void;
}

export class TopicDiscovery {
  readonly #options: TopicDiscoveryOptions;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: TopicDiscoveryOptions) {
    this.#options = options;
  }

  /** Looks periodically if a topic is missing, or if there is a pattern. */
  start(missing: readonly string[]): void {
    if (missing.length > 0)
      this.#warnAndSchedule(missing, `Waiting for topics that do not exist: ${missing.join(', ')}`);
    const hasPattern = this.#options.source.topics.some(({ topic }) => typeof topic !== 'string');
    if (hasPattern) this.#schedule();
  }

  /** Reports deleted topics, and waits for them to be recreated. */
  topicsDeleted(topics: readonly string[]): void {
    this.#warnAndSchedule(topics, `Waiting for topics that were deleted: ${topics.join(', ')}`);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #warnAndSchedule(topics: readonly string[], message: string): void {
    const { monitor, source } = this.#options;
    const detail = { group: source.group, topics, lookAgainInMs: source.metadataMaxAgeMs };
    monitor.publish('transport.warned', { message, detail });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#discover(), this.#options.source.metadataMaxAgeMs).unref();
  }

  async #discover(): Promise<void> {
    this.#timer = undefined;
    const { admin, monitor, source } = this.#options;
    try {
      const { found } = await discoverTopics(admin, source);
      for (const [topic, startFrom] of found) await this.#subscribe(topic, startFrom === 'earliest');
    } catch (thrown) {
      const detail = { group: source.group, error: toError(thrown).message };
      monitor.publish('transport.warned', { message: 'Looking for new topics failed', detail });
    }
    this.#schedule();
  }

  /** Adds a topic, with which the member rejoins. */
  async #subscribe(topic: string, fromBeginning: boolean): Promise<void> {
    const { member, onSubscribed } = this.#options;
    const { group } = member;
    if (group === undefined || member.isHalted || group.topicsSubscribed.includes(topic)) return;
    await group.cluster.addMultipleTargetTopics([topic]);
    if (!group.cluster.targetTopics.has(topic)) return;
    onSubscribed(topic);
    subscribeTopic(group, topic, fromBeginning);
  }
}
