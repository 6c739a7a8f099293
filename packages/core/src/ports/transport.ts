/**
 * The transport port: everything kfw needs of a Kafka client. A transport must pass the conformance suite in
 * `packages/scenarios/conformance`. Every record and every commit carries the generation of its assignment; stale ones
 * are dropped on both sides.
 */
import type { TopicPartition } from '../events/topic-partition.js';
import type { Admin } from './admin.js';
import type { OutboundRecord, RawBatch } from './records.js';

export interface Transport {
  /** Name and version of the client, for the boot banner: `kafkajs 2.2.4`. */
  readonly name: string;
  /** One attempt to reach the cluster. Throws `KFW_BROKER_UNREACHABLE`; the caller decides about trying again. */
  connect(): Promise<void>;
  /** Closes what `connect` opened. Sources and sinks are closed by their owners before. */
  disconnect(): Promise<void>;
  source(options: SourceOptions): Source;
  sink(options: SinkOptions): Sink;
  /** Reads one topic outside of any group, over connections of its own. */
  reader(options: ReaderOptions): TopicReader;
  readonly transactions: Transactions;
  readonly admin: Admin;
}

/** Where a group starts on a partition for which it has no committed offset. */
export type StartFrom = 'earliest' | 'latest';

/** A test of topic names: a regular expression, or an object that acts as one. */
export interface TopicPattern {
  test(topic: string): boolean;
}

export interface SourceOptions {
  /** The full group id, as the broker sees it. */
  readonly group: string;
  readonly topics: readonly { readonly topic: string | TopicPattern; readonly startFrom: StartFrom }[];
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long the group may wait for this member while it finishes revoked work. */
  readonly rebalanceTimeoutMs: number;
  /** How long a fetch may wait at the broker when there is nothing to read. */
  readonly fetchMaxWaitMs: number;
  readonly maxBytesPerPartition: number;
  readonly maxBytes: number;
  /** The most that a record batch may hold unpacked; one that holds more is a record with a problem. */
  readonly maxBatchBytes: number;
  /** Memory for fetched batches that are not handed over yet, shared with other sources. Without it there is no limit. */
  readonly memory?: BatchMemory | undefined;
  /** How soon new topics and partitions are noticed. */
  readonly metadataMaxAgeMs: number;
  /** Whether subscribing to a missing topic may create it. */
  readonly createTopics: boolean;
}

/** Memory that sources share with the messages that wait for handlers. */
export interface BatchMemory {
  /** Counts so many bytes more as held, or less when negative. */
  adjust(sizeBytes: number): void;
  /** As `adjust`, once there is room: a promise until then. Released with `adjust`. */
  reserve(sizeBytes: number): Promise<void> | undefined;
}

/** A member of a group, as of its last join. */
export interface JoinedMember {
  readonly memberId: string;
  /** That of the assignments which this join brings: the source counts them, over restarts too. */
  readonly generation: number;
  /** As the group counts: what a broker judges offsets by that are committed in transactions. */
  readonly groupGeneration: number;
}

export interface Assignment {
  readonly generation: number;
  readonly partitions: readonly TopicPartition[];
}

export interface SourceHandlers {
  /** Takes a batch over. It must return at once: back-pressure is `pause`, never waiting. */
  onBatch(batch: RawBatch): void;
  /**
   * The member has joined. Called after every join, rejoins included, and before `onAssigned`: it ends what
   * `onRebalancing` began, so held lanes continue.
   */
  onJoined(member: JoinedMember): void;
  /** Partitions gained by this generation; those retained from the last one are not repeated. */
  onAssigned(assignment: Assignment): void;
  /**
   * The group is about to rebalance and any of these partitions may be lost: called by a transport that learns which
   * only after the rebalance (the eager protocol). It is awaited, heartbeating, up to `deadlineMs`: finish the
   * work that is running, start none, and commit; such commits count. `onRevoked` then names what was lost. A
   * partition that neither `onRevoked` nor `onAssigned` names is retained: it keeps the generation it was assigned
   * with and the backlog of its lane, and delivery continues after the last batch handed over, not at the committed offset.
   */
  onRebalancing(rebalance: {
    readonly partitions: readonly TopicPartition[];
    readonly deadlineMs: number;
  }): Promise<void>;
  /**
   * Partitions about to be lost. The transport awaits it, heartbeating, up to `deadlineMs`, before it lets the
   * group rebalance: commits made inside still count. `lost: true` means that other members have them already: it is too
   * late to commit, and the group does not wait. Its `generation` is the member's latest; partitions of older ones are in it.
   */
  onRevoked(revocation: Assignment & { readonly deadlineMs: number; readonly lost: boolean }): Promise<void>;
  /** The member cannot recover by itself. The source has stopped; its owner decides. */
  onCrash(error: Error): void;
}

/** One member of one consumer group. */
export interface Source extends Offsets {
  /** Joins the group and starts delivering. Resolves once the subscription stands. */
  start(handlers: SourceHandlers): Promise<void>;
  /** Revokes everything (awaiting `onRevoked`), leaves the group, and delivers nothing from then on. */
  stop(): Promise<void>;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /**
   * Delivers from `offset` on: the next batch begins there, and what was fetched before is not delivered any more. A
   * paused partition stays paused. Ignored when the generation is stale.
   */
  resetTo(position: TopicPartition & { readonly offset: number; readonly generation: number }): void;
  /** Its progress. Without it, a source that stops fetching goes unnoticed. */
  progress?(): SourceProgress | undefined;
}

/** The progress of a source, for the detection of stalls. */
export interface SourceProgress {
  /** Whether the source is a member of its group, as far as it knows. */
  readonly isMember: boolean;
  /**
   * When it last asked a broker for messages or tried to, on the clock of `performance`; a rebalance counts as asking for
   * as long as one may take. `undefined` before the first time.
   */
  readonly polledAt: number | undefined;
  /** Of each partition held. */
  readonly partitions: readonly FetchProgress[];
}

/** What the fetches of a partition have shown. Times are on the clock of `performance`. */
export interface FetchProgress extends TopicPartition {
  /** The next offset to hand over; unknown before the first fetch. */
  readonly position: number | undefined;
  /** The end for readers of committed messages, the last stable offset, as of the last fetch; unknown before it. */
  readonly end: number | undefined;
  /** The end of the log, that is beyond `end` while a transaction is open. Left out: `end`. */
  readonly highWatermark?: number | undefined;
  /** The last fetch that found the end of the log at the position: messages from there on are younger. */
  readonly emptyAt?: number | undefined;
  /** The first fetch since then that found messages there: the first of them is at least that old. */
  readonly unreadSince?: number | undefined;
}

export interface OffsetCommit extends TopicPartition {
  /** The next offset to read: one past the last finished. */
  readonly offset: number;
  readonly generation: number;
}

export interface Offsets {
  /**
   * Commits; entries of a stale generation are dropped and returned. Throws `KFW_COMMIT_FAILED` when the broker
   * refused, in which case none of them counts.
   */
  commit(offsets: readonly OffsetCommit[]): Promise<{ readonly stale: readonly OffsetCommit[] }>;
}

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export interface SinkOptions {
  /** 0: not acknowledged, 1: by the leader, -1: by all in-sync replicas. */
  readonly acks: -1 | 0 | 1;
  readonly compression: Compression;
  readonly idempotent: boolean;
  /** How long the broker may take for one request. */
  readonly requestTimeoutMs: number;
  /** Whether asking for the partitions of a missing topic creates it, with the broker's defaults. Default false. */
  readonly createTopics?: boolean;
  /** How long topic metadata is valid. Default 300,000. */
  readonly metadataMaxAgeMs?: number;
  /** Whether open connections keep the process alive while nothing is in flight. Default true. */
  readonly keepsProcessAlive?: boolean;
}

/** The facts about a topic that a producer needs before it sends to it. */
export interface TopicInfo {
  readonly partitions: number;
  /** Whether its `cleanup.policy` compacts it. `false`, too, when its configuration may not be read. */
  readonly compacted: boolean;
  /** Its `max.message.bytes`: the largest batch that it takes. `undefined` when its configuration may not be read. */
  readonly maxBatchBytes: number | undefined;
}

/**
 * The records of one request that go to one partition, in order. Sending the very same `records` array again repeats a
 * batch: an idempotent sink then keeps its sequence numbers, so that what was written is not written twice.
 */
export interface PartitionBatch extends TopicPartition {
  readonly records: readonly OutboundRecord[];
}

/** The result of one partition of a request. `baseOffset` is that of its first record; -1 without acks. */
export type PartitionResult =
  | (TopicPartition & { readonly ok: true; readonly baseOffset: number })
  | (TopicPartition & {
      readonly ok: false;
      readonly error: Error;
      /** Whether sending the same batch again may help. */
      readonly retriable: boolean;
      /** Whether the fault lies with records of the batch, so that others of it may be taken when sent apart. */
      readonly divisible: boolean;
    });

/** What a batch takes beside the sizes of its records, at most. */
export interface BatchOverhead {
  /** Once per batch. */
  readonly batchBytes: number;
  /** Per record, when a batch holds more than one: such as its distance to the first in offset and time. */
  readonly recordBytes: number;
}

export interface Sink {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /**
   * Valid for `metadataMaxAgeMs`; a promise only when the metadata must be fetched. Rejects with `KFW_TOPIC_UNKNOWN`; with
   * `KFW_TOPIC_UNAVAILABLE` when they cannot be fetched at the moment; with `KFW_TOPIC_REFUSED`.
   */
  topicInfo(topic: string): TopicInfo | Promise<TopicInfo>;
  /** The broker that leads a partition, by the last metadata: batches of one leader may share a request. */
  leaderOf(partition: TopicPartition): number | undefined;
  /** Bytes of a record that is the only one of its batch, uncompressed, without `batchOverhead`. Called without `this`. */
  readonly sizeOf: (record: OutboundRecord) => number;
  readonly batchOverhead: BatchOverhead;
  /**
   * One request per leader. Every batch is accounted for: results come in the order of `batches`. A partition that is
   * in flight must not be sent to again before its result is known; other partitions may.
   */
  send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]>;
}

export interface ReaderOptions {
  readonly topic: string;
  /** How long a fetch may wait at the broker when there is nothing to read. */
  readonly fetchMaxWaitMs: number;
  readonly maxBytesPerPartition: number;
  readonly maxBytes: number;
  /** The most that a record batch may hold unpacked; a message that stands for one that holds more cannot be read. */
  readonly maxBatchBytes: number;
  /** How soon new partitions are noticed. */
  readonly metadataMaxAgeMs: number;
  /** How long requests of a partition are retried without a response before reading fails. */
  readonly retryTimeoutMs: number;
  /** Whether messages of transactions that are open or were aborted are read as well. Default false. */
  readonly uncommitted?: boolean | undefined;
}

/** A stretch of a partition: from an offset up to another, which is not read any more; without an end when left out. */
export interface ReadSpan {
  readonly partition: number;
  readonly from: number;
  readonly end?: number | undefined;
}

/** The records of one fetch for one partition: never empty, in offset order, possibly with gaps. */
export type ReadBatch = Omit<RawBatch, 'topic' | 'generation' | 'nextOffset'>;

/**
 * Reads messages of one topic, committed ones by default, without a group: it joins nothing and commits nothing. Each call but `close`
 * throws `KFW_TOPIC_UNKNOWN`, `KFW_BROKER_UNREACHABLE`, `KFW_AUTHENTICATION_FAILED` and `KFW_READ_FAILED`.
 */
export interface TopicReader {
  /** The partitions of the topic, in order. */
  partitions(): Promise<number[]>;
  /**
   * First readable offset and end offset; the end is where the first open transaction begins, if there is one, and with
   * `uncommitted` the high watermark.
   */
  offsets(partitions: readonly number[]): Promise<{ partition: number; low: number; high: number }[]>;
  /** The first offset whose message is not older than `timestampMs`; `undefined` where there is none. */
  offsetsAt(
    partitions: readonly number[],
    timestampMs: number,
  ): Promise<{ partition: number; offset: number | undefined }[]>;
  /**
   * Yields batches, in offset order within a partition, and ends when every span has been read: by position, so that
   * what was compacted away or aborted at its end keeps none from ending. At most one answer per broker is fetched ahead
   * of what is asked for. Where the log has lost the next messages, it continues at the first that is left; a span with an end has none left in a
   * log that ends before, such as that of a topic that was made again. With `growing`,
   * partitions that the topic gains are read as well, from their beginning and without an end. Once per reader.
   */
  read(spans: readonly ReadSpan[], options?: { readonly growing?: boolean }): AsyncGenerator<ReadBatch, undefined>;
  /** Closes its connections, without waiting for answers. What `read` yields ends, also while it is waited for. */
  close(): Promise<void>;
}

/** What a group has read: the next offset of each partition. */
export interface ConsumedOffsets {
  /** The full group id, as the broker sees it. */
  readonly group: string;
  /** `metadata` is kept with the offset, and read again with it. */
  readonly offsets: readonly (TopicPartition & { readonly offset: number; readonly metadata?: string })[];
  /**
   * The member that read them, with the generation that `onJoined` reported: the broker rejects the offsets when that
   * member has left the group, or the generation is over (KIP-447). Without it the broker checks neither.
   */
  readonly member?: { readonly memberId: string; readonly generation: number };
}

/** An offset that a group has committed; `null` where it has none. */
export type CommittedOffset = TopicPartition & { readonly offset: number | null; readonly metadata: string };

/**
 * Transactions, by transactional ids. All throw `KFW_TRANSACTION_FENCED` when the cluster reports that another producer
 * has the id, or another member the partition: the transaction has no effect, and nothing more can be done in it. Other
 * errors are `KFW_TRANSACTION_FAILED`, `KFW_BROKER_UNREACHABLE`, and `KFW_TRANSACTION_REFUSED` where records are at fault.
 */
export interface Transactions {
  /**
   * Takes the id over. When it resolves, a transaction that an earlier holder left open has ended, committed if that was
   * decided already and aborted if not, and no earlier holder can commit any more. An id that was taken over with this,
   * and is fenced later, begins no transaction before it is taken over again.
   */
  fence(transactionalId: string): Promise<void>;
  /** Begins a transaction; a second one with the same id fences the first. */
  begin(transactionalId: string): Promise<Transaction>;
  /** The offsets that a group has committed. What was committed before a `fence` resolved is in them. */
  committedOffsets(group: string, partitions: readonly TopicPartition[]): Promise<readonly CommittedOffset[]>;
}

export interface Transaction {
  /** Throws when any partition fails: a transaction has no partial success. */
  send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]>;
  /** Once per transaction and group. Throws `KFW_TRANSACTION_FENCED` when the member has lost its place in the group. */
  sendOffsets(consumed: ConsumedOffsets): Promise<void>;
  /**
   * `KFW_TRANSACTION_FENCED` means that it is not committed. Any other error leaves that open: `fence` ends it one way
   * or the other, and `committedOffsets` tell which.
   */
  commit(): Promise<void>;
  abort(): Promise<void>;
}
