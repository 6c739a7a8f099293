/**
 * Finds the start of partitions that a topic gained while this member ran. A route that starts with the latest
 * messages would read them from their end, and skip messages sent before the member noticed them: without a committed
 * offset they are read from the beginning. Partitions that a topic had when the member first saw it start as the
 * route says.
 */
import { type Admin, type Monitor, type TopicPartition, toError } from '@kfw/core';
import type { ConsumerGroup } from '../kafkajs/internals.js';

export class AddedPartitions {
  readonly #admin: Admin;
  readonly #monitor: Monitor;
  readonly #firstSeen = new Map<string, ReadonlySet<number>>();

  constructor(admin: Admin, monitor: Monitor) {
    this.#admin = admin;
    this.#monitor = monitor;
  }

  /** A deleted topic has no history when it is recreated. */
  forget(topics: readonly string[]): void {
    for (const topic of topics) this.#firstSeen.delete(topic);
  }

  /** The start offsets of those assigned partitions that were added later and have no committed offset. */
  async startOffsets(
    group: ConsumerGroup,
    assigned: readonly TopicPartition[],
  ): Promise<readonly (TopicPartition & { readonly offset: number })[]> {
    for (const [topic, partitions] of group.partitionsPerSubscribedTopic ?? [])
      if (partitions.length > 0 && !this.#firstSeen.has(topic)) this.#firstSeen.set(topic, new Set(partitions));
    const added = assigned.filter((topicPartition) => this.#isAdded(group, topicPartition));
    if (added.length === 0) return [];
    try {
      return await this.#firstOffsets(group.groupId, added);
    } catch (thrown) {
      const detail = { group: group.groupId, partitions: added, error: toError(thrown).message };
      const message = 'New partitions are read from their end: looking up their beginning failed';
      this.#monitor.publish('transport.warned', { message, detail });
      return [];
    }
  }

  #isAdded({ topicConfigurations }: ConsumerGroup, { topic, partition }: TopicPartition): boolean {
    const isLatest = topicConfigurations[topic]?.fromBeginning === false;
    return isLatest && this.#firstSeen.get(topic)?.has(partition) === false;
  }

  async #firstOffsets(
    group: string,
    added: readonly TopicPartition[],
  ): Promise<(TopicPartition & { offset: number })[]> {
    const topics = [...new Set(added.map(({ topic }) => topic))];
    const committed = await this.#admin.groupOffsets(group, topics);
    const starts = new Map<string, number>();
    for (const topic of topics)
      for (const { partition, low } of await this.#admin.topicOffsets(topic)) starts.set(`${topic}/${partition}`, low);
    const isNew = ({ topic, partition }: TopicPartition) =>
      !committed.some((entry) => entry.topic === topic && entry.partition === partition && entry.offset !== null);
    return added.filter(isNew).flatMap(({ topic, partition }) => {
      const offset = starts.get(`${topic}/${partition}`);
      return offset === undefined ? [] : { topic, partition, offset };
    });
  }
}
