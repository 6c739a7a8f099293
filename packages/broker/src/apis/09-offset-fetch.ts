/**
 * OffsetFetch (key 9), versions 1–7: the committed offsets of a group. A partition without a committed offset has -1
 * and no error, and so has a partition that does not exist. A partition that is named twice is returned once, although
 * Kafka repeats it: a small request must not have a response without limit.
 *
 * Version notes:
 * - v2 may request all offsets of the group (null topics), and adds an error code for the whole response
 * - v3 adds the throttle time
 * - v5 adds the leader epoch
 * - v6 is in the flexible encoding
 * - v7 may request stable offsets (KIP-447): while an open transaction has an offset for the partition, the code is
 *   UNSTABLE_OFFSET_COMMIT
 */
import type { CommittedOffset } from '../groups/store/group-change.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { Reader } from '../protocol/reader.js';

interface TopicPartitions {
  readonly name: string;
  readonly partitions: readonly number[];
}

export interface OffsetFetchRequest {
  readonly groupId: string;
  /** null requests all topics. */
  readonly topics: readonly TopicPartitions[] | null;
  readonly requireStable: boolean;
}

interface FetchedOffset {
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly code: ErrorCode;
}

export interface OffsetFetchResponse {
  readonly code: ErrorCode;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly FetchedOffset[] }[];
}

export const offsetFetch: Api<OffsetFetchRequest, OffsetFetchResponse> = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 7,
  flexibleFrom: 6,

  read: (reader, version) => {
    const groupId = reader.string();
    const topic = () => readTopic(reader);
    const topics = version >= 2 ? reader.nullableArray(topic) : reader.array(topic);
    return { groupId, topics, requireStable: version >= 7 && reader.boolean() };
  },

  handle({ groupId, topics, requireStable }, { broker: { groups } }) {
    const offsetFor = (topic: string, partition: number, committed: CommittedOffset | undefined): FetchedOffset =>
      requireStable && groups.isUnstable(groupId, topic, partition)
        ? { ...nothingAt(partition), code: errorCodes.UNSTABLE_OFFSET_COMMIT }
        : fetched(partition, committed);
    if (topics !== null) {
      const find = (name: string, at: number) => offsetFor(name, at, groups.committed(groupId, name, at));
      return { code: errorCodes.NONE, topics: respondToEach(topics, find) };
    }
    const all = [...groups.allCommitted(groupId)].map(([name, partitions]) => ({
      name,
      partitions: [...partitions].map(([partition, committed]) => offsetFor(name, partition, committed)),
    }));
    return { code: errorCodes.NONE, topics: all };
  },

  write(writer, { code, topics }, version) {
    if (version >= 3) writer.int32(0);
    writer.array(topics, ({ name, partitions }) => {
      writer.string(name).array(partitions, (found) => {
        writer.int32(found.partition).int64(found.offset);
        if (version >= 5) writer.int32(found.leaderEpoch);
        writer.string(found.metadata).int16(found.code).tags();
      });
      writer.tags();
    });
    if (version >= 2) writer.int16(code);
    writer.tags();
  },

  /** From v2 on the code is for the whole response, and no partitions follow. */
  refuse: ({ topics }, code, version) => ({
    code,
    topics: version >= 2 ? [] : respondToEach(topics ?? [], (_topic, partition) => ({ ...nothingAt(partition), code })),
  }),
};

function readTopic(reader: Reader): TopicPartitions {
  const topic = { name: reader.string(), partitions: reader.array(() => reader.int32(), 4) };
  reader.tags();
  return topic;
}

function respondToEach(
  topics: readonly TopicPartitions[],
  find: (name: string, partition: number) => FetchedOffset,
): OffsetFetchResponse['topics'] {
  const wanted = new Map<string, Set<number>>();
  for (const { name, partitions } of topics) {
    const known = wanted.get(name) ?? new Set<number>();
    wanted.set(name, known);
    for (const partition of partitions) known.add(partition);
  }
  return [...wanted].map(([name, partitions]) => ({
    name,
    partitions: Array.from(partitions, (partition) => find(name, partition)),
  }));
}

const nothingAt = (partition: number): FetchedOffset => ({
  partition,
  offset: -1,
  leaderEpoch: -1,
  metadata: '',
  code: errorCodes.NONE,
});

function fetched(partition: number, committed: CommittedOffset | undefined): FetchedOffset {
  if (committed === undefined) return nothingAt(partition);
  const { offset, leaderEpoch, metadata } = committed;
  return { partition, offset, leaderEpoch, metadata, code: errorCodes.NONE };
}
