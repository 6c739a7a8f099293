/**
 * Writes to the state of a kafkajs consumer group: its coordinator, its member id, and the topics that it subscribes to.
 * kafkajs reads them with its next request; it has no public way to change them while a consumer runs.
 */
import type { Broker, Cluster, ConsumerGroup } from './internals.js';

/** Heartbeats and commits go to this broker from now on. */
export function setCoordinator(group: ConsumerGroup, coordinator: Broker): void {
  group.coordinator = coordinator;
  if (group.offsetManager !== null) group.offsetManager.coordinator = coordinator;
}

/** A new run joins as the member of the last one: the group need not wait until that one's session has run out. */
export function keepMemberId(group: ConsumerGroup, last: ConsumerGroup | undefined): void {
  group.memberId ??= last?.memberId ?? null;
}

/** The next join is that of a new member. */
export function forgetMemberId(group: ConsumerGroup): void {
  group.memberId = null;
}

/**
 * Adds a topic, whose metadata the cluster must have been asked for. kafkajs compares the partitions it knows with the
 * metadata before each fetch: none known means rejoin.
 */
export function subscribeTopic(group: ConsumerGroup, topic: string, fromBeginning: boolean): void {
  group.topicConfigurations[topic] = { fromBeginning };
  group.topicsSubscribed = [...group.topicsSubscribed, topic];
  group.partitionsPerSubscribedTopic?.set(topic, []);
}

export function unsubscribeTopics(group: ConsumerGroup, topics: readonly string[]): void {
  for (const topic of topics) delete group.topicConfigurations[topic];
  group.topicsSubscribed = group.topicsSubscribed.filter((topic) => !topics.includes(topic));
}

/** The cluster asks for the metadata of these topics no more. */
export function dropTargetTopics({ targetTopics }: Cluster, topics: readonly string[]): void {
  for (const topic of topics) targetTopics.delete(topic);
}
