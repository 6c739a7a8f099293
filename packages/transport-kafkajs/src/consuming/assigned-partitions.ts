/**
 * The partitions that a member holds: since which generation, up to where they were delivered, whether paused. A
 * retained partition keeps all three over a rebalance.
 */
import type { TopicPartition } from '@kfw/core';

export interface AssignedPartition extends TopicPartition {
  /** That of the assignment which gained it. */
  readonly generation: number;
  /** The next offset to deliver; unknown until something was delivered or sought. */
  position: number | undefined;
  /** One past the last offset that could be read as of the last fetch; unknown before it. */
  end: number | undefined;
  paused: boolean;
}

export interface AssignmentChange {
  readonly gained: readonly AssignedPartition[];
  readonly lost: readonly AssignedPartition[];
  readonly retained: readonly AssignedPartition[];
}

export class AssignedPartitions {
  #byTopic = new Map<string, Map<number, AssignedPartition>>();

  get(topic: string, partition: number): AssignedPartition | undefined {
    return this.#byTopic.get(topic)?.get(partition);
  }

  list(): AssignedPartition[] {
    return [...this.#byTopic.values()].flatMap((partitions) => [...partitions.values()]);
  }

  /** The holding, when it is still of that generation. */
  current({ topic, partition, generation }: TopicPartition & { generation: number }): AssignedPartition | undefined {
    const assignedPartition = this.get(topic, partition);
    return assignedPartition?.generation === generation ? assignedPartition : undefined;
  }

  /** Takes over a new assignment; what was held before and is in it stays as it is. */
  replace(assigned: readonly TopicPartition[], generation: number): AssignmentChange {
    const before = this.list();
    const next = new Map<string, Map<number, AssignedPartition>>();
    const gained: AssignedPartition[] = [];
    const retained: AssignedPartition[] = [];
    for (const { topic, partition } of assigned) {
      const known = this.get(topic, partition);
      const assignedPartition = known ?? {
        topic,
        partition,
        generation,
        position: undefined,
        end: undefined,
        paused: false,
      };
      (known === undefined ? gained : retained).push(assignedPartition);
      const partitions = next.get(topic) ?? new Map<number, AssignedPartition>();
      next.set(topic, partitions.set(partition, assignedPartition));
    }
    this.#byTopic = next;
    return { gained, retained, lost: before.filter(({ topic, partition }) => !this.get(topic, partition)) };
  }

  /** Puts a new holding of the same partition in the place of one. */
  replacePartition({ topic, partition }: AssignedPartition, generation: number, position: number): AssignedPartition {
    const assignedPartition = { topic, partition, generation, position, end: undefined, paused: false };
    this.#byTopic.get(topic)?.set(partition, assignedPartition);
    return assignedPartition;
  }

  /** Gives up what is held of these topics; returns it. */
  drop(topics: readonly string[]): AssignedPartition[] {
    const dropped = this.list().filter(({ topic }) => topics.includes(topic));
    for (const topic of topics) this.#byTopic.delete(topic);
    return dropped;
  }

  /** Gives everything up; returns what was held. */
  clear(): AssignedPartition[] {
    const known = this.list();
    this.#byTopic.clear();
    return known;
  }
}

/** The plain topic and partition of each, for handlers and events. */
export function toTopicPartitions(partitions: readonly TopicPartition[]): TopicPartition[] {
  return partitions.map(({ topic, partition }) => ({ topic, partition }));
}

/** The partitions that kafkajs lists by topic, one by one. */
export function flattenPartitions(
  topics: readonly { topic: string; partitions: readonly number[] }[],
): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
}
