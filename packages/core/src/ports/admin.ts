/**
 * The admin port: topics, their configuration and offsets, consumer groups, and the cluster. A call about many topics or
 * groups makes one request per broker that is concerned, not one per item, and every call is bounded in time. A change of
 * topics, partitions or configurations is visible at every broker that responds when its call returns. Each call
 * throws `KFW_BROKER_UNREACHABLE` and `KFW_AUTHENTICATION_FAILED` without a connection, `KFW_ACL_MISSING` where the
 * cluster does not allow it, naming the operation and the resource, and `KFW_ADMIN_FAILED` for any other refusal.
 */
import type { TopicPartition } from '../events/topic-partition.js';

export interface TopicDescription {
  readonly topic: string;
  readonly partitions: readonly {
    readonly partition: number;
    readonly leader: number;
    readonly replicas: readonly number[];
    readonly inSync: readonly number[];
  }[];
}

export interface NewTopic {
  readonly topic: string;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly config?: Readonly<Record<string, string>>;
}

/** What a seek asks the cluster. */
export type OffsetLookup = Pick<Admin, 'topicOffsets' | 'offsetsAt'>;

/** What became of a group's committed offset; `before` is `null` where it had none. */
export interface OffsetChange extends TopicPartition {
  readonly before: number | null;
  readonly offset: number;
}

/** An offset to commit for a group, with a text that is kept beside it: at most `offset.metadata.max.bytes`, 4,096. */
export interface OffsetToSet extends TopicPartition {
  readonly offset: number;
  readonly metadata?: string;
}

/** The committed offset of a group; `metadata` is left out where it is empty. */
export interface GroupOffset extends TopicPartition {
  readonly offset: number | null;
  readonly metadata?: string;
}

export interface SetOffsetsOptions {
  /**
   * How long the cluster keeps them. Left out, it forgets those of a group without members after
   * `offsets.retention.minutes`, a week. A cluster without that field (OffsetCommit above version 4) ignores it.
   */
  readonly retainMs?: number;
}

/** What became of one item of a call about many: without `error` it is done. */
export type ItemResult<Item> = Item & { readonly error?: Error };

export interface PartitionRange extends TopicPartition {
  /** The first readable offset. */
  readonly low: number;
  /** The high watermark: the offset after the last record that is replicated, of open transactions as well. */
  readonly high: number;
}

export interface OffsetRangesOptions {
  /** Partitions without a leader are left out, instead of failing the call. Default false. */
  readonly skipLeaderless?: boolean;
}

export interface GroupListing {
  readonly group: string;
  /** `consumer` for consumers of both protocols; others, such as `connect`, belong to other kinds of clients. */
  readonly protocolType: string;
}

export interface GroupMember {
  readonly memberId: string;
  /** `group.instance.id` of a static member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  /** As the broker saw it: `/10.0.0.7`. */
  readonly host: string;
  readonly partitions: readonly TopicPartition[];
}

export interface GroupDescription {
  readonly group: string;
  /** `consumer` is the protocol of KIP-848, `classic` the one before it. */
  readonly type: 'classic' | 'consumer';
  /** In Kafka's words: `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Assigning`, `Reconciling`, `Dead`. A group that does not exist is `Dead`. */
  readonly state: string;
  readonly protocolType: string;
  /** The assignor that the members agreed on: `range`, `RoundRobinAssigner`, `uniform`; empty without members. */
  readonly assignor: string;
  readonly coordinator: { readonly id: number; readonly host: string; readonly port: number };
  readonly members: readonly GroupMember[];
}

export type ConfigResourceType = 'topic' | 'broker';

/** Where the value of a configuration key comes from: `topic` and `broker` are set on the resource itself, dynamically. */
export type ConfigSource = 'topic' | 'broker' | 'clusterDefault' | 'static' | 'default' | 'unknown';

export interface ConfigEntry {
  readonly name: string;
  /** `null` for a sensitive value, which a cluster does not give out. */
  readonly value: string | null;
  readonly source: ConfigSource;
  readonly readOnly: boolean;
  readonly sensitive: boolean;
}

export interface ConfigDescription {
  readonly type: ConfigResourceType;
  /** A topic, or the id of a broker as text. */
  readonly name: string;
  readonly entries: readonly ConfigEntry[];
}

/** A key without a value goes back to its default. */
export interface ConfigChange {
  readonly type: ConfigResourceType;
  readonly name: string;
  readonly set: Readonly<Record<string, string | null>>;
}

export interface Admin {
  listTopics(): Promise<string[]>;
  describeTopics(topics: readonly string[]): Promise<TopicDescription[]>;
  /** Creates those that do not exist; returns the names of those it created. Waits for their leaders. */
  createTopics(topics: readonly NewTopic[]): Promise<string[]>;
  /** Returns the names of those it deleted. Throws `KFW_TOPIC_UNKNOWN`, and deletes none, when one does not exist. */
  deleteTopics(topics: readonly string[]): Promise<string[]>;
  /** First readable offset and end offset per partition; the end is where the first open transaction begins. */
  topicOffsets(topic: string): Promise<{ partition: number; low: number; high: number }[]>;
  /** Per partition the first offset whose message is not older than `timestampMs`; the end offset where there is none. */
  offsetsAt(topic: string, timestampMs: number): Promise<{ partition: number; offset: number }[]>;
  /** Committed offsets of a group; `null` where it has none. Without topics, all that it has committed. */
  groupOffsets(group: string, topics: readonly string[]): Promise<GroupOffset[]>;
  /**
   * Sets the committed offsets of a group without members; returns what was set, with the offset that was committed
   * before. Throws `KFW_ADMIN_FAILED` while the group has members.
   */
  setGroupOffsets(group: string, offsets: readonly OffsetToSet[], options?: SetOffsetsOptions): Promise<OffsetChange[]>;
  /** Of many topics, in the order of their names; past open transactions, where `topicOffsets` ends. Throws `KFW_TOPIC_UNKNOWN`. */
  offsetRanges(topics: readonly string[], options?: OffsetRangesOptions): Promise<PartitionRange[]>;
  /** Every group that this user may see, sorted by name; also those without members. */
  listGroups(): Promise<GroupListing[]>;
  describeGroups(groups: readonly string[]): Promise<GroupDescription[]>;
  /** Deletes groups without members, with their offsets. A result for each: `KFW_ADMIN_FAILED` for one with members. */
  deleteGroups(groups: readonly string[]): Promise<ItemResult<{ readonly group: string }>[]>;
  /**
   * Forgets what a group has committed for these partitions, of topics that it is not subscribed to (KIP-496). A result for
   * each. Throws when the cluster refuses the group as a whole: it does not exist, or this user may not.
   */
  deleteGroupOffsets(group: string, partitions: readonly TopicPartition[]): Promise<ItemResult<TopicPartition>[]>;
  /** All keys of each, with their sources. Throws `KFW_TOPIC_UNKNOWN`. */
  describeConfigs(resources: readonly Pick<ConfigDescription, 'type' | 'name'>[]): Promise<ConfigDescription[]>;
  /** Changes the named keys only (KIP-339). A result for each resource. */
  incrementalAlterConfigs(
    changes: readonly ConfigChange[],
  ): Promise<ItemResult<Pick<ConfigDescription, 'type' | 'name'>>[]>;
  /** Raises topics to `partitions` in all, and waits for leaders. A result for each; one that has as many already is done. */
  createPartitions(
    topics: readonly { readonly topic: string; readonly partitions: number }[],
  ): Promise<ItemResult<{ readonly topic: string }>[]>;
  /** Deletes the records before `offset`, −1 for all; a result for each, with the first offset that is left (−1: unknown). */
  deleteRecords(
    offsets: readonly (TopicPartition & { readonly offset: number })[],
  ): Promise<ItemResult<TopicPartition & { readonly low: number }>[]>;
  cluster(): Promise<{ brokers: { id: number; host: string; port: number }[]; controller: number | null }>;
  disconnect(): Promise<void>;
}
