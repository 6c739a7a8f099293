/**
 * The partitions that a member is assigned: the generation that gained each, its position, and whether it is paused.
 * A retained partition keeps all three over a rebalance.
 */
import type { TopicPartition } from '@kfw/core';

export interface AssignedPartition extends TopicPartition {
  /** The generation of the assignment that gained it. */
  readonly generation: number;
  /** The next offset to deliver; unknown until records were delivered or a seek was made. */
  position: number | undefined;
  /** The end of the readable log as of the last fetch; unknown before it. */
  end: number | undefined;
  /** The end of the log as of the last fetch, which is beyond `end` while a transaction is open. */
  highWatermark: number | undefined;
  /** When that was known last, on the clock of `performance`. */
  endSeenAt: number | undefined;
  /** The last fetch that found the end of the log at the position. */
  emptyAt: number | undefined;
  /** The first fetch since then that found messages there. */
  unreadSince: number | undefined;
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

  /** The partition, if it is still of that generation. */
  current({ topic, partition, generation }: TopicPartition & { generation: number }): AssignedPartition | undefined {
    const assignedPartition = this.get(topic, partition);
    return assignedPartition?.generation === generation ? assignedPartition : undefined;
  }

  /** Applies a new assignment; retained partitions stay as they are. */
  replace(assigned: readonly TopicPartition[], generation: number): AssignmentChange {
    const before = this.list();
    const next = new Map<string, Map<number, AssignedPartition>>();
    const gained: AssignedPartition[] = [];
    const retained: AssignedPartition[] = [];
    for (const { topic, partition } of assigned) {
      const known = this.get(topic, partition);
      const assignedPartition = known ?? newlyAssigned({ topic, partition }, generation, undefined);
      (known === undefined ? gained : retained).push(assignedPartition);
      const partitions = next.get(topic) ?? new Map<number, AssignedPartition>();
      next.set(topic, partitions.set(partition, assignedPartition));
    }
    this.#byTopic = next;
    return { gained, retained, lost: before.filter(({ topic, partition }) => !this.get(topic, partition)) };
  }

  /** Replaces a partition by a new assignment of it. */
  replacePartition({ topic, partition }: AssignedPartition, generation: number, position: number): AssignedPartition {
    const assignedPartition = newlyAssigned({ topic, partition }, generation, position);
    this.#byTopic.get(topic)?.set(partition, assignedPartition);
    return assignedPartition;
  }

  /** Removes the partitions of these topics, and returns them. */
  drop(topics: readonly string[]): AssignedPartition[] {
    const dropped = this.list().filter(({ topic }) => topics.includes(topic));
    for (const topic of topics) this.#byTopic.delete(topic);
    return dropped;
  }

  /** Removes all partitions, and returns them. */
  clear(): AssignedPartition[] {
    const known = this.list();
    this.#byTopic.clear();
    return known;
  }
}

function newlyAssigned(
  { topic, partition }: TopicPartition,
  generation: number,
  position: number | undefined,
): AssignedPartition {
  return {
    ...{ topic, partition, generation, position, paused: false },
    ...{ end: undefined, highWatermark: undefined, endSeenAt: undefined, emptyAt: undefined, unreadSince: undefined },
  };
}

/** Topic and partition alone, for handlers and events. */
export function toTopicPartitions(partitions: readonly TopicPartition[]): TopicPartition[] {
  return partitions.map(({ topic, partition }) => ({ topic, partition }));
}

/** kafkajs's partitions by topic, as a flat list. */
export function flattenPartitions(
  topics: readonly { topic: string; partitions: readonly number[] }[],
): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
}
