/**
 * The partitions that a member holds: since which generation, up to where they were delivered, whether paused. A
 * retained partition keeps all three over a rebalance.
 */
import type { TopicPartition } from '@kfw/core';

export interface Holding extends TopicPartition {
  /** That of the assignment which gained it. */
  readonly generation: number;
  /** The next offset to deliver; unknown until something was delivered or sought. */
  position: number | undefined;
  /** One past the last offset that could be read as of the last fetch; unknown before it. */
  end: number | undefined;
  paused: boolean;
}

export interface HoldingsChange {
  readonly gained: readonly Holding[];
  readonly lost: readonly Holding[];
  readonly retained: readonly Holding[];
}

export class Holdings {
  #byTopic = new Map<string, Map<number, Holding>>();

  get(topic: string, partition: number): Holding | undefined {
    return this.#byTopic.get(topic)?.get(partition);
  }

  list(): Holding[] {
    return [...this.#byTopic.values()].flatMap((partitions) => [...partitions.values()]);
  }

  /** The holding, when it is still of that generation. */
  current({ topic, partition, generation }: TopicPartition & { generation: number }): Holding | undefined {
    const holding = this.get(topic, partition);
    return holding?.generation === generation ? holding : undefined;
  }

  /** Takes over a new assignment; what was held before and is in it stays as it is. */
  replace(assigned: readonly TopicPartition[], generation: number): HoldingsChange {
    const before = this.list();
    const next = new Map<string, Map<number, Holding>>();
    const gained: Holding[] = [];
    const retained: Holding[] = [];
    for (const { topic, partition } of assigned) {
      const held = this.get(topic, partition);
      const holding = held ?? { topic, partition, generation, position: undefined, end: undefined, paused: false };
      (held === undefined ? gained : retained).push(holding);
      const partitions = next.get(topic) ?? new Map<number, Holding>();
      next.set(topic, partitions.set(partition, holding));
    }
    this.#byTopic = next;
    return { gained, retained, lost: before.filter(({ topic, partition }) => !this.get(topic, partition)) };
  }

  /** Puts a new holding of the same partition in the place of one. */
  renew({ topic, partition }: Holding, generation: number, position: number): Holding {
    const holding = { topic, partition, generation, position, end: undefined, paused: false };
    this.#byTopic.get(topic)?.set(partition, holding);
    return holding;
  }

  /** Gives up what is held of these topics; returns it. */
  drop(topics: readonly string[]): Holding[] {
    const dropped = this.list().filter(({ topic }) => topics.includes(topic));
    for (const topic of topics) this.#byTopic.delete(topic);
    return dropped;
  }

  /** Gives everything up; returns what was held. */
  clear(): Holding[] {
    const held = this.list();
    this.#byTopic.clear();
    return held;
  }
}

/** The plain topic and partition of each, for handlers and events. */
export function topicPartitions(holdings: readonly TopicPartition[]): TopicPartition[] {
  return holdings.map(({ topic, partition }) => ({ topic, partition }));
}

/** The partitions that kafkajs lists by topic, one by one. */
export function flat(topics: readonly { topic: string; partitions: readonly number[] }[]): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
}
