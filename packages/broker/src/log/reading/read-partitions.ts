/**
 * Reads several partitions within one limit, as Kafka does for a fetch: the first batch is returned whole, whatever its
 * size, so that a consumer is never stuck; after that, batches that do not fit wait for the next fetch.
 */
import { type BrokerState, leaderEpoch } from '../../broker-state.js';
import { type ErrorCode, errorCodes } from '../../protocol/error-codes.js';
import { batchLastOffset, batchSizeBytes } from '../../protocol/records/record-batch.js';
import { findLog } from '../find-log.js';
import type { AbortedTransaction } from '../log-transactions.js';
import type { PartitionLog } from '../partition-log.js';

export interface WantedPartition {
  readonly topic: string;
  readonly partition: number;
  /** The epoch that the client knows; -1 when it sends none. */
  readonly leaderEpoch: number;
  readonly offset: number;
  readonly maxBytes: number;
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly code: ErrorCode;
  /** All three -1 with an error. */
  readonly startOffset: number;
  readonly endOffset: number;
  readonly stableOffset: number;
  readonly batches: readonly Buffer[];
  /** The aborted transactions that have batches among these, for a `read_committed` reader. */
  readonly aborted: readonly AbortedTransaction[];
}

export interface Read {
  readonly partitions: readonly FetchedPartition[];
  readonly bytes: number;
  /** Whether a partition has an error, which ends the wait. */
  readonly failed: boolean;
}

/** Kafka's `fetch.max.bytes` of a broker. */
const largestReadBytes = 55 * 1024 * 1024;

export const readPartitions = (
  broker: Pick<BrokerState, 'topics' | 'logs'>,
  wanted: readonly WantedPartition[],
  maxBytes: number,
  isCommittedOnly: boolean,
): Read => {
  const limit = Math.min(maxBytes, largestReadBytes);
  let bytes = 0;
  let failed = false;
  const partitions = wanted.map((one) => {
    const left = bytes === 0 ? limit : Math.max(limit - bytes, 0);
    const fetched = readPartition(broker, one, Math.min(one.maxBytes, left), bytes === 0, isCommittedOnly);
    for (const batch of fetched.batches) bytes += batch.length;
    failed ||= fetched.code !== errorCodes.NONE;
    return fetched;
  });
  return { partitions, bytes, failed };
};

const readPartition = (
  broker: Pick<BrokerState, 'topics' | 'logs'>,
  wanted: WantedPartition,
  maxBytes: number,
  atLeastOne: boolean,
  isCommittedOnly: boolean,
): FetchedPartition => {
  const { topic, partition } = wanted;
  const failed = (code: ErrorCode): FetchedPartition => failedPartition(topic, partition, code);
  const log = findLog(broker, topic, partition);
  if (log === undefined) return failed(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  const epochCode = checkLeaderEpoch(wanted.leaderEpoch);
  if (epochCode !== errorCodes.NONE) return failed(epochCode);
  const { startOffset, endOffset, stableOffset } = log;
  const batches = log.read(wanted.offset, maxBytes, atLeastOne, isCommittedOnly ? stableOffset : undefined);
  if (batches === undefined) return failed(errorCodes.OFFSET_OUT_OF_RANGE);
  if (maxBytes < 0 && wanted.offset < endOffset) return failed(errorCodes.UNKNOWN_SERVER_ERROR);
  const aborted = isCommittedOnly ? abortedAmong(log, wanted.offset, batches) : [];
  return { topic, partition, code: errorCodes.NONE, startOffset, endOffset, stableOffset, batches, aborted };
};

export const failedPartition = (topic: string, partition: number, code: ErrorCode): FetchedPartition => {
  return { topic, partition, code, startOffset: -1, endOffset: -1, stableOffset: -1, batches: [], aborted: [] };
};

/** The batches are walked to find their end only when there are candidates. */
const abortedAmong = (log: PartitionLog, from: number, batches: readonly Buffer[]): readonly AbortedTransaction[] => {
  const last = batches.at(-1);
  const candidates = log.abortedWithin(from, log.stableOffset);
  if (last === undefined || candidates.length === 0) return [];
  let end = 0;
  for (let at = 0; at < last.length; at += batchSizeBytes(last, at)) end = batchLastOffset(last, at) + 1;
  return candidates.filter(({ firstOffset }) => firstOffset < end);
};

/** A client must know neither a future epoch nor an old one; -1 skips the check. */
export const checkLeaderEpoch = (believed: number): ErrorCode => {
  if (believed > leaderEpoch) return errorCodes.UNKNOWN_LEADER_EPOCH;
  return believed >= 0 && believed < leaderEpoch ? errorCodes.FENCED_LEADER_EPOCH : errorCodes.NONE;
};
