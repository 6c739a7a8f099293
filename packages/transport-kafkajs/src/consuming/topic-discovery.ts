/**
 * Looks now and then for topics that a subscription means and that did not exist before, or have gone. A find is added
 * to the running member and makes it rejoin, so the other topics go on: kafkajs itself would have to be stopped for
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
  /** Called with a topic that the member has been subscribed to. */
  readonly onSubscribed: (topic: string) => void;
}

export class TopicDiscovery {
  readonly #options: TopicDiscoveryOptions;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: TopicDiscoveryOptions) {
    this.#options = options;
  }

  /** Watches when there is something to wait for: a missing topic, or a pattern. */
  start(missing: readonly string[]): void {
    if (missing.length > 0)
      this.#warnAndSchedule(missing, `Waiting for topics that do not exist: ${missing.join(', ')}`);
    const hasPattern = this.#options.source.topics.some(({ topic }) => typeof topic !== 'string');
    if (hasPattern) this.#schedule();
  }

  /** Reports topics that were deleted, and waits for them to come back. */
  topicsDeleted(topics: readonly string[]): void {
    this.#warnAndSchedule(topics, `Topics have gone and are waited for: ${topics.join(', ')}`);
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

  /** Makes the member rejoin with this topic too. */
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
