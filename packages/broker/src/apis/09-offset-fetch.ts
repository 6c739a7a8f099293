/**
 * OffsetFetch (9), versions 1-5. v2 may ask for everything the group has (null topics) and has an error code for the
 * whole answer, v3 the throttle time, v5 the leader epoch. A partition without a committed offset has -1 and no error,
 * and so has one that does not exist. A partition that is asked for again is answered once, though Kafka repeats itself: a
 * small request must not ask for an answer without end.
 */
import type { CommittedOffset } from '../groups/store-change.js';
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

interface TopicPartitions {
  readonly name: string;
  readonly partitions: readonly number[];
}

export interface OffsetFetchRequest {
  readonly groupId: string;
  /** null asks for all. */
  readonly topics: readonly TopicPartitions[] | null;
}

interface FetchedOffset {
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

export interface OffsetFetchResponse {
  readonly code: ErrorCode;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly FetchedOffset[] }[];
}

export const offsetFetch: Api<OffsetFetchRequest, OffsetFetchResponse> = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 5,

  read: (reader, version) => {
    const groupId = reader.string();
    const topic = () => ({ name: reader.string(), partitions: reader.array(() => reader.int32(), 4) });
    return { groupId, topics: version >= 2 ? reader.nullableArray(topic) : reader.array(topic) };
  },

  handle({ groupId, topics }, { broker }) {
    if (topics !== null) {
      const find = (name: string, partition: number) => broker.groups.committed(groupId, name, partition);
      return { code: errorCodes.NONE, topics: fetchedTopics(topics, find) };
    }
    const all = [...broker.groups.allCommitted(groupId)].map(([name, partitions]) => ({
      name,
      partitions: [...partitions].map(([partition, committed]) => fetched(partition, committed)),
    }));
    return { code: errorCodes.NONE, topics: all };
  },

  write(writer, { code, topics }, version) {
    if (version >= 3) writer.int32(0);
    writer.array(topics, ({ name, partitions }) =>
      writer.string(name).array(partitions, ({ partition, offset, leaderEpoch, metadata }) => {
        writer.int32(partition).int64(offset);
        if (version >= 5) writer.int32(leaderEpoch);
        writer.string(metadata).int16(code);
      }),
    );
    if (version >= 2) writer.int16(code);
  },

  /** From v2 on the code stands for the whole and no partitions follow. */
  refuse: ({ topics }, code, version) => ({
    code,
    topics: version >= 2 ? [] : fetchedTopics(topics ?? [], () => undefined),
  }),
};

function fetchedTopics(
  topics: readonly TopicPartitions[],
  find: (name: string, partition: number) => CommittedOffset | undefined,
): OffsetFetchResponse['topics'] {
  const wanted = new Map<string, Set<number>>();
  for (const { name, partitions } of topics) {
    const known = wanted.get(name) ?? new Set<number>();
    wanted.set(name, known);
    for (const partition of partitions) known.add(partition);
  }
  return [...wanted].map(([name, partitions]) => ({
    name,
    partitions: Array.from(partitions, (partition) => fetched(partition, find(name, partition))),
  }));
}

function fetched(partition: number, committed: CommittedOffset | undefined): FetchedOffset {
  if (committed === undefined) return { partition, offset: -1, leaderEpoch: -1, metadata: '' };
  const { offset, leaderEpoch, metadata } = committed;
  return { partition, offset, leaderEpoch, metadata };
}
