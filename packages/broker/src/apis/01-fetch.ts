/**
 * Fetch (key 1), versions 4–11: slices of the log as they lie. Waits until `minBytes` are there or `maxWaitMs` is over;
 * an append wakes it. Version 5 adds the log's start, 7 sessions, 9 the leader epoch, 11 the rack.
 * Fetch sessions (KIP-227) are declined as by a broker whose session cache is full, with session id 0: every client then
 * names all its partitions each time. Readers of committed records are answered up to the last stable offset, with the
 * aborted transactions among it, which they skip themselves.
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
    reader.int32(); // the replica that asks: there are no followers
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
        if (version >= 5) reader.int64(); // a follower's log start
        partitions.push({ topic, partition, leaderEpoch, offset, maxBytes: reader.int32() });
      }, 16);
    }, 6);
    // Without sessions and racks these say nothing.
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
      // Also when nothing came that this reader may see: an open transaction moves the high watermark.
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
 * Readers of committed records are told which transactions were aborted, if only that none was; others have no list.
 * (An unknown partition has an empty one as well, and a request that fails as a whole: Kafka answers them elsewhere.)
 */
const listsAborted = (isolationLevel: number, code: ErrorCode): boolean =>
  code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION ||
  (code !== errorCodes.NONE && isolationLevel !== readUncommitted && isolationLevel !== readCommitted) ||
  (isolationLevel === readCommitted && code === errorCodes.NONE);

/** Fails the request as a whole; what has no place for that (before version 7) fails in each partition. */
const refuse = ({ partitions, isolationLevel }: FetchRequest, code: ErrorCode): FetchResponse => ({
  code,
  isolationLevel,
  partitions:
    code === errorCodes.FETCH_SESSION_ID_NOT_FOUND
      ? []
      : partitions.map(({ topic, partition }) => failedPartition(topic, partition, code)),
});

/** Neighbours of one topic together, as they were asked for. */
const byTopic = (partitions: readonly FetchedPartition[]): [string, FetchedPartition[]][] => {
  const topics: [string, FetchedPartition[]][] = [];
  for (const partition of partitions) {
    const last = topics.at(-1);
    if (last !== undefined && last[0] === partition.topic) last[1].push(partition);
    else topics.push([partition.topic, [partition]]);
  }
  return topics;
};
