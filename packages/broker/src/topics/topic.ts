/** A topic as the parts of the broker see it. */
export interface Topic {
  readonly name: string;
  /** Random, never reused: a topic that was deleted and made again is another topic. Safe in file names. */
  readonly id: string;
  /** Grows by CreatePartitions. */
  readonly partitions: number;
  /** A setting's value in force, its default when it was not set: `topic.config('retention.ms')`. */
  config(name: TopicConfigName): string;
}

/** The settings that topics have here; `topic-configs.ts` has their defaults. */
export type TopicConfigName =
  | 'cleanup.policy'
  | 'compression.type'
  | 'delete.retention.ms'
  | 'file.delete.delay.ms'
  | 'flush.messages'
  | 'flush.ms'
  | 'index.interval.bytes'
  | 'max.compaction.lag.ms'
  | 'max.message.bytes'
  | 'message.timestamp.type'
  | 'min.cleanable.dirty.ratio'
  | 'min.compaction.lag.ms'
  | 'min.insync.replicas'
  | 'preallocate'
  | 'retention.bytes'
  | 'retention.ms'
  | 'segment.bytes'
  | 'segment.index.bytes'
  | 'segment.jitter.ms'
  | 'segment.ms'
  | 'unclean.leader.election.enable';

/** The topics of the broker, by name. `topics.ts` implements it. */
export interface Topics {
  /** `undefined` when there is none of that name. */
  find(name: string): Topic | undefined;
  all(): Iterable<Topic>;
  /** Called after a topic is gone from `find`, before its logs are deleted. Returns what takes the listener away. */
  onDeleted(listener: (topic: Topic) => void): () => void;
}
