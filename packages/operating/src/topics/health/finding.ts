/**
 * What is wrong with a topic. An `error` loses or blocks messages, now or when one broker is lost; a `warning` loses a way
 * back; `info` is for clusters that cannot do better.
 */
interface FindingOf<Kind extends string, Severity extends 'error' | 'warning' | 'info'> {
  readonly finding: Kind;
  readonly severity: Severity;
  readonly topic: string;
}

/** A dead-letter topic that does not hold what its source does. */
interface DeadLetterFinding<Kind extends string, Severity extends 'error' | 'warning'>
  extends FindingOf<Kind, Severity> {
  readonly source: string;
}

export type TopicFinding =
  /** Partitions without a leader can be neither read nor written. */
  | (FindingOf<'offlinePartitions', 'error'> & { readonly partitions: readonly number[] })
  /** `acks: all` is rejected. */
  | (FindingOf<'belowMinInSync', 'error'> & { readonly partitions: readonly number[]; readonly minInSync: number })
  /** A replica is missing or behind, and the partition can be written. */
  | (FindingOf<'underReplicated', 'warning'> & { readonly partitions: readonly number[] })
  /** The loss of a broker is the loss of its partitions. */
  | (FindingOf<'oneReplica', 'error'> & { readonly brokers: number })
  /** `min.insync.replicas` leaves no replica to lose. */
  | (FindingOf<'noSpareReplica', 'error'> & { readonly minInSync: number; readonly replicationFactor: number })
  /** Failed messages are gone before those of their source. −1 is without limit. */
  | (DeadLetterFinding<'deadLetterRetention', 'warning'> & {
      readonly retentionMs: number;
      readonly sourceRetentionMs: number;
    })
  /** A message that its source accepts cannot be dead-lettered, and blocks its partition. */
  | (DeadLetterFinding<'deadLetterMessageSize', 'error'> & {
      readonly maxMessageBytes: number;
      readonly sourceMaxMessageBytes: number;
    })
  /** Of dead letters with the same key only the last one is kept. */
  | DeadLetterFinding<'deadLetterCompacted', 'warning'>
  /** A compacted topic rejects messages without keys, and cleaning removes those that it has. */
  | (FindingOf<'keylessCompacted', 'error'> & { readonly sampled: number; readonly withoutKey: number })
  /** Nothing can be replicated: `topics` have one replica because there is one broker. */
  | {
      readonly finding: 'onlyBroker';
      readonly severity: 'info';
      readonly topic: null;
      readonly topics: number;
    };

/** A dead-letter topic, and a topic whose failed messages it gets. */
export interface DeadLetterPair {
  readonly topic: string;
  readonly source: string;
}
