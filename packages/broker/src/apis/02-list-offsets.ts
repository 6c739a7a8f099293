/**
 * ListOffsets (key 2), versions 1–5: the earliest (-2) and latest (-1) offset, or the offset of the first record with
 * at least the given timestamp.
 *
 * Version notes:
 * - v2 adds the isolation level: for `read_committed` the log ends at its last stable offset
 * - v4 adds the leader epoch
 */
import { leaderEpoch } from '../broker-state.js';
import { findLog } from '../log/find-log.js';
import { checkLeaderEpoch } from '../log/reading/read-partitions.js';
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { TimeSlice } from '../protocol/time-slice.js';
import { withPartitions } from '../protocol/with-partitions.js';

interface WantedOffset {
  readonly index: number;
  readonly leaderEpoch: number;
  readonly timestamp: number;
}

interface ListOffsetsRequest {
  readonly isolationLevel: number;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly WantedOffset[] }[];
}

interface ListedOffset {
  readonly index: number;
  readonly code: ErrorCode;
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

interface ListOffsetsResponse {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly ListedOffset[] }[];
}

const latest = -1;
const earliest = -2;
const readUncommitted = 0;
const readCommitted = 1;

export const listOffsets: Api<ListOffsetsRequest, ListOffsetsResponse> = {
  key: 2,
  name: 'ListOffsets',
  minVersion: 1,
  maxVersion: 5,

  read(reader, version) {
    reader.int32(); // The id of the replica.
    const isolationLevel = version >= 2 ? reader.int8() : 0;
    const topics = reader.array(
      () => ({
        name: reader.string(),
        partitions: reader.array(
          () => ({
            index: reader.int32(),
            leaderEpoch: version >= 4 ? reader.int32() : -1,
            timestamp: reader.int64(),
          }),
          12,
        ),
      }),
      6,
    );
    return { isolationLevel, topics };
  },

  async handle({ isolationLevel, topics }, context) {
    const slice = new TimeSlice();
    const listedTopics: { name: string; partitions: ListedOffset[] }[] = [];
    for (const { name, partitions } of topics) {
      const listed: ListedOffset[] = [];
      for (const wanted of partitions) {
        if (slice.isSpent) await slice.next();
        if (context.signal.aborted) return undefined;
        listed.push(list(name, wanted, isolationLevel, context));
      }
      listedTopics.push({ name, partitions: listed });
    }
    return { topics: listedTopics };
  },

  write(writer, { topics }, version) {
    if (version >= 2) writer.int32(0);
    writer.array(withPartitions(topics), ({ name, partitions }) => {
      writer.string(name).array(partitions, (listed) => {
        writer.int32(listed.index).int16(listed.code).int64(listed.timestamp).int64(listed.offset);
        if (version >= 4) writer.int32(listed.leaderEpoch);
      });
    });
  },

  refuse: ({ topics }, code) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index }) => none(index, code)),
    })),
  }),
};

const list = (topic: string, wanted: WantedOffset, isolationLevel: number, { broker }: ApiContext): ListedOffset => {
  const { index, timestamp } = wanted;
  // Other special timestamps belong to later versions.
  if (timestamp < 0 && timestamp !== latest && timestamp !== earliest) {
    return none(index, errorCodes.UNSUPPORTED_VERSION);
  }
  const log = findLog(broker, topic, index);
  if (log === undefined) return none(index, errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  // Here only -1 accepts any epoch; in Fetch every negative epoch does.
  const epochCode = wanted.leaderEpoch < -1 ? errorCodes.FENCED_LEADER_EPOCH : checkLeaderEpoch(wanted.leaderEpoch);
  if (epochCode !== errorCodes.NONE) return none(index, epochCode);
  if (isolationLevel !== readUncommitted && isolationLevel !== readCommitted) {
    return none(index, errorCodes.UNKNOWN_SERVER_ERROR);
  }
  const at = (offset: number, time: number) => ({
    index,
    code: errorCodes.NONE,
    timestamp: time,
    offset,
    leaderEpoch,
  });
  const endOffset = isolationLevel === readCommitted ? log.stableOffset : log.endOffset;
  if (timestamp === latest) return at(endOffset, -1);
  if (timestamp === earliest) return at(log.startOffset, -1);
  const found = log.find(timestamp);
  return found === undefined || found.offset >= endOffset
    ? none(index, errorCodes.NONE)
    : at(found.offset, found.timestamp);
};

const none = (index: number, code: ErrorCode): ListedOffset => ({
  index,
  code,
  timestamp: -1,
  offset: -1,
  leaderEpoch: -1,
});
