/** A topic as the parts of the broker see it. */
import type { ConfigOverrides, TopicConfigName } from './topic-configs.js';

export type { TopicConfigName } from './topic-configs.js';

export interface Topic {
  readonly name: string;
  /** Random, never reused: a topic that was deleted and made again is another topic. Safe in file names. */
  readonly id: string;
  /** Grows by CreatePartitions. */
  readonly partitions: number;
  readonly overrides: ConfigOverrides;
  /** A setting's value in force, its default when it was not set: `topic.config('retention.ms')`. */
  config(name: TopicConfigName): string;
}

/** The topics of the broker, by name. `topic-catalog.ts` implements it. */
export interface Topics {
  /** `undefined` when there is none of that name. */
  find(name: string): Topic | undefined;
  /** In the order of their creation. */
  all(): Iterable<Topic>;
  /** Called after a topic is gone from `find`, before its logs are deleted. Returns what takes the listener away. */
  onDeleted(listener: (topic: Topic) => void): () => void;
  /** Resolves to whether it is new: it may have been there before. `checkNewTopic` says what may be asked for. */
  create(name: string, partitions: number, overrides: ConfigOverrides): Promise<boolean>;
  /** Resolves to whether there was one. */
  delete(name: string): Promise<boolean>;
  /** To `partitions` in all. */
  grow(topic: Topic, partitions: number): Promise<void>;
  /** Sets exactly these. */
  configure(topic: Topic, overrides: ConfigOverrides): Promise<void>;
}
