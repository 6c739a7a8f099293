/**
 * Partition counts and leaders, believed for a while. Who asks for a topic that does not exist gets it created when
 * the sink may do that, with the broker's defaults.
 */
import { type Admin, isKfwError, type TopicDescription, type TopicFacts, type TopicPartition } from '@kfw/core';

const defaultMaxAgeMs = 300_000;
const noLeader = -1;

interface Known {
  readonly leaders: ReadonlyMap<number, number>;
  readonly facts: TopicFacts;
  readonly until: number;
}

export interface TopicMetadataOptions {
  readonly createTopics?: boolean;
  readonly metadataMaxAgeMs?: number;
}

export class TopicMetadata {
  readonly #admin: Admin;
  readonly #createTopics: boolean;
  readonly #maxAgeMs: number;
  readonly #known = new Map<string, Known>();
  /** Concurrent first uses of a topic share one question. */
  readonly #asking = new Map<string, Promise<TopicFacts>>();

  constructor(admin: Admin, { createTopics = false, metadataMaxAgeMs = defaultMaxAgeMs }: TopicMetadataOptions) {
    this.#admin = admin;
    this.#createTopics = createTopics;
    this.#maxAgeMs = metadataMaxAgeMs;
  }

  /** A promise only when the cluster must be asked. Rejects with `KFW_TOPIC_UNKNOWN`. */
  facts(topic: string): TopicFacts | Promise<TopicFacts> {
    const known = this.#known.get(topic);
    if (known !== undefined && known.until > performance.now()) return known.facts;
    return this.#askOnce(topic);
  }

  /** Asks for topics of which nothing is known. One that cannot be had stays unknown: sending to it tells why. */
  async learn(batches: readonly TopicPartition[]): Promise<void> {
    const unknown = new Set(batches.map(({ topic }) => topic).filter((topic) => !this.#known.has(topic)));
    if (unknown.size > 0) await Promise.allSettled([...unknown].map((topic) => this.facts(topic)));
  }

  /** The leader as last heard of. */
  leaderOf({ topic, partition }: TopicPartition): number | undefined {
    const leader = this.#known.get(topic)?.leaders.get(partition);
    return leader === noLeader ? undefined : leader;
  }

  /** What is known of the topic has proved wrong. */
  forget(topic: string): void {
    this.#known.delete(topic);
  }

  async #askOnce(topic: string): Promise<TopicFacts> {
    const asking = this.#asking.get(topic) ?? this.#ask(topic);
    this.#asking.set(topic, asking);
    try {
      return await asking;
    } finally {
      this.#asking.delete(topic);
    }
  }

  async #ask(topic: string): Promise<TopicFacts> {
    const { partitions } = await this.#describe(topic);
    const facts = { partitions: partitions.length, compacted: false, maxBatchBytes: undefined };
    this.#known.set(topic, {
      facts,
      leaders: new Map(partitions.map(({ partition, leader }) => [partition, leader])),
      until: performance.now() + this.#maxAgeMs,
    });
    return facts;
  }

  async #describe(topic: string): Promise<TopicDescription> {
    try {
      return await this.#describeExisting(topic);
    } catch (thrown) {
      if (!this.#createTopics || !isKfwError(thrown, 'KFW_TOPIC_UNKNOWN')) throw thrown;
      await this.#admin.createTopics([{ topic }]);
      return this.#describeExisting(topic);
    }
  }

  async #describeExisting(topic: string): Promise<TopicDescription> {
    const [description] = await this.#admin.describeTopics([topic]);
    return description ?? { topic, partitions: [] };
  }
}
