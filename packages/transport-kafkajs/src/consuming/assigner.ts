/**
 * Assigns partitions round robin, among the members that subscribe to a topic. kafkajs's own assigner spreads every
 * topic of the group leader over every member, even one that does not subscribe to it: while members differ (a
 * deployment, a topic that one has not seen yet) such partitions would not be read. It has the name of kafkajs's
 * assigner, so that members of both can share a group.
 */
import type { TopicPartition } from '@kfw/core';
import type { PartitionAssigner } from 'kafkajs';
import { AssignerProtocol } from '../kafkajs/kafkajs.js';

const name = 'RoundRobinAssigner';
const version = 0;

interface Subscriber {
  readonly memberId: string;
  readonly topics: readonly string[];
}

/** Assigns the partitions of each topic to its subscribers in turn, continuing where the last topic ended. */
export function assignRoundRobin(
  subscribers: readonly Subscriber[],
  partitionsOf: (topic: string) => readonly number[],
): Map<string, TopicPartition[]> {
  const members = subscribers.toSorted((one, other) => (one.memberId < other.memberId ? -1 : 1));
  const assignments = new Map<string, TopicPartition[]>(members.map(({ memberId }) => [memberId, []]));
  const topics = [...new Set(members.flatMap((member) => member.topics))].sort();
  let nextIndex = 0;
  for (const topic of topics) {
    const topicSubscribers = members.filter((member) => member.topics.includes(topic));
    for (const partition of partitionsOf(topic)) {
      const subscriber = topicSubscribers[nextIndex++ % topicSubscribers.length];
      if (subscriber !== undefined) assignments.get(subscriber.memberId)?.push({ topic, partition });
    }
  }
  return assignments;
}

export const roundRobinAmongSubscribers: PartitionAssigner = ({ cluster }) => ({
  name,
  version,

  protocol: ({ topics }) => ({
    name,
    metadata: AssignerProtocol.MemberMetadata.encode({ version, topics, userData: Buffer.alloc(0) }),
  }),

  async assign({ members }) {
    const subscribers = members.map(({ memberId, memberMetadata }) => ({
      memberId,
      topics: AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [],
    }));
    await cluster.addMultipleTargetTopics([...new Set(subscribers.flatMap(({ topics }) => topics))]);
    const assignments = assignRoundRobin(subscribers, (topic) =>
      cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => partitionId)
        .sort((one, other) => one - other),
    );
    return [...assignments].map(([memberId, partitions]) => {
      const assignment: Record<string, number[]> = Object.create(null);
      for (const { topic, partition } of partitions) assignment[topic] = [...(assignment[topic] ?? []), partition];
      const userData = Buffer.alloc(0);
      return {
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({ version, assignment, userData }),
      };
    });
  },
});
