/**
 * A topic that was deleted. kafkajs asks for the metadata of all its topics at once and gets an error for all when one
 * of them is unknown: the consumer crashes, and crashes again after each restart. Here the asking is wrapped: what
 * the cluster has no longer is taken out of the subscription, and kafkajs goes on with the rest.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, type Monitor, toError } from '@kfw/core';
import type { ClusterInternals, ConsumerGroupInternals } from 'kafkajs/src/consumer/consumerGroup.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';

export interface DeletedTopicsOptions {
  readonly group: string;
  readonly admin: Admin;
  readonly monitor: Monitor;
  /** Called with topics of this member's subscription, once they are out of it. */
  readonly onDeleted: (topics: readonly string[]) => void;
  /** How long a broker that does not know a topic is left in peace. Default 250. */
  readonly retryAfterMs?: number;
}

const maxAttempts = 20;

export class DeletedTopics {
  readonly #options: DeletedTopicsOptions;
  readonly #deleted = new Set<string>();
  #group: ConsumerGroupInternals | undefined;

  constructor(options: DeletedTopicsOptions) {
    this.#options = options;
  }

  /** Mends both ways in which kafkajs asks for metadata. */
  patchCluster(cluster: ClusterInternals): void {
    const { refreshMetadata, refreshMetadataIfNecessary } = cluster;
    cluster.refreshMetadata = () => this.#refresh(cluster, () => refreshMetadata.call(cluster));
    cluster.refreshMetadataIfNecessary = () => this.#refresh(cluster, () => refreshMetadataIfNecessary.call(cluster));
  }

  /** A new life of the consumer: kafkajs subscribes it to everything that it once subscribed to. */
  begin(group: ConsumerGroupInternals): void {
    this.#group = group;
    this.#unsubscribe([...this.#deleted]);
  }

  /** The topic exists again. */
  recreated(topic: string): void {
    this.#deleted.delete(topic);
  }

  /** A topic that the cluster has, and one broker does not know yet, is asked for again: news take a moment to get around. */
  async #refresh(cluster: ClusterInternals, refresh: () => Promise<void>): Promise<void> {
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

  /** One broker may not know a topic yet, or still: gone is what is missing in the list of all topics too. */
  async #dropDeleted(cluster: ClusterInternals): Promise<void> {
    const existing = await this.#listExisting();
    if (existing === undefined) return;
    const missing = [...cluster.targetTopics].filter((topic) => !existing.has(topic));
    for (const topic of missing) cluster.targetTopics.delete(topic);
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
        message: 'A topic is unknown to a broker, and listing all failed',
        detail,
      });
      return undefined;
    }
  }

  /** The leader of a group also asks for topics that only other members read. */
  #isSubscribed(topic: string): boolean {
    return this.#group === undefined || this.#group.topicsSubscribed.includes(topic);
  }

  #unsubscribe(topics: readonly string[]): void {
    const group = this.#group;
    if (group === undefined) return;
    for (const topic of topics) delete group.topicConfigurations[topic];
    group.topicsSubscribed = group.topicsSubscribed.filter((topic) => !topics.includes(topic));
  }
}
