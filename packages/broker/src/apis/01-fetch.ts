/**
 * Fetch (key 1), versions 4–11: slices of the log as they are stored. Waits for `minBytes` or until `maxWaitMs` is
 * over; an append wakes it. A `read_committed` reader gets records up to the last stable offset, and the aborted
 * transactions among them, which the client skips.
 *
 * Version notes:
 * - v5 adds the log start offset
 * - v7 adds sessions (KIP-227), which are declined as by a broker whose session cache is full: with session id 0 every
 *   client names all its partitions each time
 * - v9 adds the leader epoch
 * - v11 adds the rack
 */
import {
  type FetchedPartition,
  failedPartition,
  readPartitions,
  type WantedPartition,
} from '../log/reading/read-partitions.js';
import { waitForBytes } from '../log/reading/wait-for-bytes.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

interface FetchRequest {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly partitions: readonly WantedPartition[];
}

interface FetchResponse {
  readonly code: ErrorCode;
  readonly isolationLevel: number;
  readonly partitions: readonly FetchedPartition[];
}

const readUncommitted = 0;
const readCommitted = 1;

export const fetch: Api<FetchRequest, FetchResponse> = {
  key: 1,
  name: 'Fetch',
  minVersion: 4,
  maxVersion: 11,

  read(reader, version) {
    reader.int32(); // The id of the replica: there are no followers.
    const request = {
      maxWaitMs: reader.int32(),
      minBytes: reader.int32(),
      maxBytes: reader.int32(),
      isolationLevel: reader.int8(),
      sessionId: version >= 7 ? reader.int32() : 0,
      sessionEpoch: version >= 7 ? reader.int32() : -1,
    };
    const partitions: WantedPartition[] = [];
    reader.array(() => {
      const topic = reader.string();
      reader.array(() => {
        const partition = reader.int32();
        const leaderEpoch = version >= 9 ? reader.int32() : -1;
        const offset = reader.int64();
        if (version >= 5) reader.int64(); // The log start offset of a follower.
        partitions.push({ topic, partition, leaderEpoch, offset, maxBytes: reader.int32() });
      }, 16);
    }, 6);
    // Without sessions and racks these have no meaning.
    if (version >= 7) reader.array(() => [reader.string(), reader.array(() => reader.int32(), 4)], 6);
    if (version >= 11) reader.string();
    return { ...request, partitions };
  },

  async handle(request, { broker, signal }) {
    const { isolationLevel } = request;
    if (request.sessionEpoch > 0 || request.sessionEpoch < -1) {
      return refuse(request, errorCodes.FETCH_SESSION_ID_NOT_FOUND);
    }
    if (isolationLevel !== readUncommitted && isolationLevel !== readCommitted) {
      return refuse(request, errorCodes.UNKNOWN_SERVER_ERROR);
    }
    const isCommittedOnly = isolationLevel === readCommitted;
    let read = readPartitions(broker, request.partitions, request.maxBytes, isCommittedOnly);
    if (!read.failed && read.bytes < request.minBytes && request.maxWaitMs > 0) {
      const missingBytes = request.minBytes - read.bytes;
      const { partitions, maxWaitMs } = request;
      await waitForBytes(broker, partitions, missingBytes, isCommittedOnly, maxWaitMs, signal);
      // Also when this reader gets no new records: an open transaction moves the high watermark.
      if (!signal.aborted) read = readPartitions(broker, partitions, request.maxBytes, isCommittedOnly);
    }
    return { code: errorCodes.NONE, isolationLevel, partitions: read.partitions };
  },

  write(writer, { code, isolationLevel, partitions }, version) {
    writer.int32(0);
    if (version >= 7) writer.int16(code).int32(0);
    writer.array(byTopic(partitions), ([topic, ofTopic]) => {
      writer.string(topic).array(ofTopic, (partition) => {
        writer.int32(partition.partition).int16(partition.code);
        writer.int64(partition.endOffset).int64(partition.stableOffset);
        if (version >= 5) writer.int64(partition.startOffset);
        writer.nullableArray(
          listsAborted(isolationLevel, partition.code) ? partition.aborted : null,
          ({ producerId, firstOffset }) => writer.int64(producerId).int64(firstOffset),
        );
        if (version >= 11) writer.int32(-1);
        writer.records(partition.batches);
      });
    });
  },

  refuse: (request, code) => refuse(request, code),
};

/**
 * A `read_committed` response has a list of aborted transactions, possibly empty; others have none. (So has an unknown
 * partition, and a request that fails as a whole: Kafka builds those responses elsewhere.)
 */
const listsAborted = (isolationLevel: number, code: ErrorCode): boolean =>
  code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION ||
  (code !== errorCodes.NONE && isolationLevel !== readUncommitted && isolationLevel !== readCommitted) ||
  (isolationLevel === readCommitted && code === errorCodes.NONE);

/** Fails the whole request; before version 7, which has no field for that, each partition fails. */
const refuse = ({ partitions, isolationLevel }: FetchRequest, code: ErrorCode): FetchResponse => ({
  code,
  isolationLevel,
  partitions:
    code === errorCodes.FETCH_SESSION_ID_NOT_FOUND
      ? []
      : partitions.map(({ topic, partition }) => failedPartition(topic, partition, code)),
});

/** Groups adjacent partitions of one topic, in the order of the request. */
const byTopic = (partitions: readonly FetchedPartition[]): [string, FetchedPartition[]][] => {
  const topics: [string, FetchedPartition[]][] = [];
  for (const partition of partitions) {
    const last = topics.at(-1);
    if (last !== undefined && last[0] === partition.topic) last[1].push(partition);
    else topics.push([partition.topic, [partition]]);
  }
  return topics;
};
