/**
 * Removes deleted topics from a member's subscription. kafkajs asks for the metadata of all its topics at once and gets
 * an error for all when one of them is unknown: the consumer crashes, and crashes again after each restart. Here the
 * missing topics are dropped, and kafkajs continues with the others.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, type Monitor, toError } from '@kfw/core';
import { dropTargetTopics, unsubscribeTopics } from '../kafkajs/group-state.js';
import type { Cluster, ConsumerGroup } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';

export interface DeletedTopicsOptions {
  readonly group: string;
  readonly admin: Admin;
  readonly monitor: Monitor;
  /** Called with topics that were removed from this member's subscription. */
  readonly onDeleted: (topics: readonly string[]) => void;
  /** The pause before a broker that does not know a topic is asked again. Default 250. */
  readonly retryAfterMs?: number;
}

const maxAttempts = 20;

export class DeletedTopics {
  readonly #options: DeletedTopicsOptions;
  readonly #deleted = new Set<string>();
  #group: ConsumerGroup | undefined;

  constructor(options: DeletedTopicsOptions) {
    this.#options = options;
  }

  /** A new run of the consumer: kafkajs subscribes it to everything that it once subscribed to. */
  begin(group: ConsumerGroup): void {
    this.#group = group;
    this.#unsubscribe([...this.#deleted]);
  }

  /** The topic exists again. */
  recreated(topic: string): void {
    this.#deleted.delete(topic);
  }

  /**
   * Refreshes metadata, without topics that were deleted. A topic that the cluster has and one broker does not know yet is
   * asked for again: metadata takes a moment to reach all brokers.
   */
  async refresh(cluster: Cluster, refresh: () => Promise<void>): Promise<void> {
    const { retryAfterMs = 250 } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await refresh();
      } catch (thrown) {
        const error = toError(thrown);
        if (protocolErrorOf(error) !== 'UNKNOWN_TOPIC_OR_PARTITION' || attempt > maxAttempts) throw error;
      }
      await this.#dropDeleted(cluster);
      if (attempt > 1) await sleep(retryAfterMs);
    }
  }

  /** One broker may not know a topic yet, or still: a topic is deleted when the list of all topics lacks it as well. */
  async #dropDeleted(cluster: Cluster): Promise<void> {
    const existing = await this.#listExisting();
    if (existing === undefined) return;
    const missing = [...cluster.targetTopics].filter((topic) => !existing.has(topic));
    dropTargetTopics(cluster, missing);
    const own = missing.filter((topic) => this.#isSubscribed(topic));
    if (own.length === 0) return;
    for (const topic of own) this.#deleted.add(topic);
    this.#unsubscribe(own);
    this.#options.onDeleted(own);
  }

  async #listExisting(): Promise<Set<string> | undefined> {
    const { admin, monitor, group } = this.#options;
    try {
      return new Set(await admin.listTopics());
    } catch (thrown) {
      const detail = { group, error: toError(thrown).message };
      monitor.publish('transport.warned', {
        message: 'A topic is unknown to a broker, and listing all topics failed',
        detail,
      });
      return undefined;
    }
  }

  /** The leader of a group also requests metadata of topics that only other members read. */
  #isSubscribed(topic: string): boolean {
    return this.#group === undefined || this.#group.topicsSubscribed.includes(topic);
  }

  #unsubscribe(topics: readonly string[]): void {
    if (this.#group !== undefined) unsubscribeTopics(this.#group, topics);
  }
}
