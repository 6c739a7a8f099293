/**
 * The meaning of a broker's error for a batch. The question that matters: may the batch have been written all the
 * same? If so, no other batch may take its sequence numbers, since the broker would take it for a repetition and drop
 * it. An error that says too little counts as "may have been written", which costs one producer id and never a
 * message.
 */
import { isLeaderError } from '../metadata/partition-leaders.js';

/** The broker checks these before it appends anything, and never returns them later. */
const rejectedBeforeAppend: ReadonlySet<string> = new Set([
  // The batch itself is invalid: the broker rejects it when it validates it.
  'CORRUPT_MESSAGE',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TIMESTAMP',
  'INVALID_RECORD',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'POLICY_VIOLATION',
  // The request is invalid: the broker checks none of its partitions.
  'INVALID_REQUIRED_ACKS',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  // Too few replicas are in sync to begin with. (…_AFTER_APPEND is another error: then it is in the leader's log.)
  'NOT_ENOUGH_REPLICAS',
]);
// NOT_LEADER_FOR_PARTITION, UNKNOWN_TOPIC_OR_PARTITION and KAFKA_STORAGE_ERROR are not among them: a leader returns
// them also for a batch that it has appended, when it loses the partition while it waits for the replicas.

/**
 * The broker's state of this producer differs from ours: records that it had acknowledged were lost with a leader, or
 * it has forgotten the producer. The batch is not in the log then, whatever happened to earlier attempts: a batch in
 * the log is the last one of its producer in this partition, because at most one is pending, and it would have been
 * recognised as such. So the same batch is sent under a new producer id.
 */
const needsNewIdErrors: ReadonlySet<string> = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
]);

/** Errors of some records of the batch, not necessarily of all. */
const recordErrors: ReadonlySet<string> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
]);

export interface ProduceErrorMeaning {
  readonly mayBeWritten: boolean;
  readonly needsNewId: boolean;
  readonly divisible: boolean;
  readonly leaderMoved: boolean;
}

/** `type` is Kafka's name of the error. */
export function produceErrorMeaning(type: string | undefined): ProduceErrorMeaning {
  const named = type ?? '';
  return {
    mayBeWritten: !rejectedBeforeAppend.has(named),
    needsNewId: needsNewIdErrors.has(named),
    divisible: recordErrors.has(named),
    leaderMoved: isLeaderError(named) || named === 'UNKNOWN_TOPIC_OR_PARTITION',
  };
}

/** The broker has these records from an earlier attempt, too long ago to remember their offset. */
export const alreadyWritten = 'DUPLICATE_SEQUENCE_NUMBER';
