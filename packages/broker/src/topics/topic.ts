/** The interfaces of a topic and of the topics of the broker. */
import type { ConfigOverrides, TopicConfigName } from './topic-configs.js';

export type { TopicConfigName } from './topic-configs.js';

export interface Topic {
  readonly name: string;
  /** Random, never reused: a topic that was deleted and created again is another topic. Safe in file names. */
  readonly id: string;
  /** CreatePartitions increases it. */
  readonly partitions: number;
  readonly overrides: ConfigOverrides;
  /** The effective value of a setting: `topic.config('retention.ms')`. */
  config(name: TopicConfigName): string;
}

/** The topics of the broker, by name. `topic-catalog.ts` implements it. */
export interface Topics {
  /** `undefined` when there is no topic of that name. */
  find(name: string): Topic | undefined;
  /** In the order of their creation. */
  all(): Iterable<Topic>;
  /**
   * Called after a topic is removed from `find`, before its logs are deleted. Returns a function that removes the
   * listener.
   */
  onDeleted(listener: (topic: Topic) => void): () => void;
  /** Resolves to false when the topic existed already. `checkNewTopic` validates the arguments. */
  create(name: string, partitions: number, overrides: ConfigOverrides): Promise<boolean>;
  /** Resolves to whether the topic existed. */
  delete(name: string): Promise<boolean>;
  /** Increases the number of partitions to `partitions`. */
  grow(topic: Topic, partitions: number): Promise<void>;
  /** Replaces the overrides. */
  configure(topic: Topic, overrides: ConfigOverrides): Promise<void>;
}
