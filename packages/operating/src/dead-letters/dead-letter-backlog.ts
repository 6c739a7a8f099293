/**
 * The letters of dead-letter topics that nobody has replayed or discarded: end offsets, less what `kfw dlq` has handled. Asked again
 * and again by servers, so it takes few requests: one set for all topics, and one for the offsets of each topic that has letters.
 */
import { type Admin, isKfwError, type PartitionRange } from '@kfw/core';
import { HandledOffsets } from './handled-offsets.js';

export type BacklogAdmin = Pick<Admin, 'listTopics' | 'offsetRanges' | 'groupOffsets' | 'setGroupOffsets'>;

export class DeadLetterBacklog {
  /** Until all of them are known to exist, the cluster is asked first which do. */
  #mayBeMissing = true;

  constructor(
    private readonly admin: BacklogAdmin,
    /** By their names on the cluster. */
    private readonly topics: readonly string[],
  ) {}

  /**
   * Offsets by topic; 0 for a topic that does not exist. No request begins once the signal has fired. Throws its reason, what the
   * admin throws, and `KFW_HANDLED_UNREADABLE`.
   */
  async count(signal: AbortSignal): Promise<Map<string, number>> {
    const counts = new Map(this.topics.map((topic) => [topic, 0]));
    const ranges = await this.#ranges(signal);
    for (const [topic, ofTopic] of Map.groupBy(ranges, (range) => range.topic)) {
      signal.throwIfAborted();
      const handled = await HandledOffsets.load(this.admin, topic);
      counts.set(
        topic,
        ofTopic.reduce((sum, { partition, low, high }) => sum + handled.unhandledIn(partition, low, high), 0),
      );
    }
    return counts;
  }

  /** Of partitions that hold anything. */
  async #ranges(signal: AbortSignal): Promise<PartitionRange[]> {
    signal.throwIfAborted();
    const existing = this.#mayBeMissing ? await this.#existing() : this.topics;
    this.#mayBeMissing = existing.length < this.topics.length;
    if (existing.length === 0) return [];
    signal.throwIfAborted();
    try {
      const ranges = await this.admin.offsetRanges(existing);
      return ranges.filter(({ low, high }) => low < high);
    } catch (thrown) {
      if (isKfwError(thrown, 'KFW_TOPIC_UNKNOWN')) this.#mayBeMissing = true;
      throw thrown;
    }
  }

  async #existing(): Promise<string[]> {
    const all = new Set(await this.admin.listTopics());
    return this.topics.filter((topic) => all.has(topic));
  }
}
