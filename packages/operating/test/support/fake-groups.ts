/** A cluster in memory, with groups, topics and messages, behind the ports that the functions under test take. */
import type { Admin, GroupDescription, GroupMember, RawRecord, ReadBatch, ReaderOptions, TopicReader } from '@kfw/core';

export interface FakePartition {
  readonly low?: number;
  readonly high: number;
  /** Where the first open transaction begins. */
  readonly stableEnd?: number;
  /** Timestamps by offset; offsets without one are transaction markers or gaps. */
  readonly messages?: Readonly<Record<number, number>>;
}

export interface FakeGroup {
  readonly state?: string;
  readonly protocolType?: string;
  readonly members?: readonly GroupMember[];
  /** By topic, the committed offsets of its partitions. */
  readonly committed?: Readonly<Record<string, Readonly<Record<number, number>>>>;
}

export interface FakeClusterOptions {
  readonly topics?: Readonly<Record<string, readonly FakePartition[]>>;
  readonly groups?: Readonly<Record<string, FakeGroup>>;
}

export function member(clientId: string, topic: string, ...partitions: number[]): GroupMember {
  return {
    memberId: `${clientId}-1`,
    instanceId: null,
    clientId,
    host: '/10.0.0.7',
    partitions: partitions.map((partition) => ({ topic, partition })),
  };
}

export class FakeCluster {
  /** Each call of the admin and each reader, in order. */
  readonly calls: string[] = [];
  readonly #groups: Map<string, FakeGroup>;
  readonly #topics: ReadonlyMap<string, readonly FakePartition[]>;
  /** Readers that never find anything. */
  hangs = false;
  /** Readers that fail. */
  readError: Error | undefined;
  /** Topics whose offsets cannot be looked up. */
  readonly offline = new Set<string>();

  constructor({ topics = {}, groups = {} }: FakeClusterOptions) {
    this.#topics = new Map(Object.entries(topics));
    this.#groups = new Map(Object.entries(groups));
  }

  readonly admin = {
    listTopics: async () => [...this.#topics.keys()],
    offsetRanges: async (topics: readonly string[]) => {
      this.calls.push(`offsetRanges ${topics.join(',')}`);
      if (topics.some((topic) => this.offline.has(topic))) throw new Error('there is no leader');
      return topics.flatMap((topic) =>
        (this.#topics.get(topic) ?? []).map(({ low = 0, high }, partition) => ({ topic, partition, low, high })),
      );
    },
    listGroups: async () =>
      Array.from(this.#groups, ([group, { protocolType = 'consumer' }]) => ({ group, protocolType })),
    describeGroups: async (names: readonly string[]) => {
      this.calls.push(`describeGroups ${names.join(',')}`);
      return names.map((name) => this.#describe(name));
    },
    groupOffsets: async (group: string) => {
      this.calls.push(`groupOffsets ${group}`);
      return this.#committed(group);
    },
    deleteGroups: async (names: readonly string[]) => {
      for (const name of names) this.#groups.delete(name);
      return names.map((group) => ({ group }));
    },
    deleteGroupOffsets: async (group: string, partitions: Parameters<Admin['deleteGroupOffsets']>[1]) => {
      const subscribed = (this.#groups.get(group)?.members ?? []).flatMap(({ partitions: assigned }) => assigned);
      return partitions.map(({ topic, partition }) =>
        subscribed.some((each) => each.topic === topic)
          ? { topic, partition, error: new Error('GROUP_SUBSCRIBED_TO_TOPIC') }
          : { topic, partition },
      );
    },
  } satisfies Partial<Admin>;

  readonly transport = {
    reader: ({ topic, uncommitted = false }: Pick<ReaderOptions, 'topic' | 'uncommitted'>): TopicReader => {
      this.calls.push(`reader ${topic}${uncommitted ? ' uncommitted' : ''}`);
      const partitions = this.#topics.get(topic) ?? [];
      return this.#reader(
        topic,
        uncommitted ? partitions.map((partition) => ({ ...partition, stableEnd: partition.high })) : partitions,
      );
    },
  };

  #committed(group: string) {
    return Object.entries(this.#groups.get(group)?.committed ?? {}).flatMap(([topic, partitions]) =>
      Object.entries(partitions).map(([partition, offset]) => ({ topic, partition: Number(partition), offset })),
    );
  }

  #describe(group: string): GroupDescription {
    const known = this.#groups.get(group);
    const members = known?.members ?? [];
    return {
      group,
      type: 'classic',
      state: known === undefined ? 'Dead' : (known.state ?? (members.length > 0 ? 'Stable' : 'Empty')),
      protocolType: 'consumer',
      assignor: '',
      coordinator: { id: 1, host: 'kafka', port: 9092 },
      members,
    };
  }

  #reader(topic: string, partitions: readonly FakePartition[]): TopicReader {
    const closed = Promise.withResolvers<void>();
    const fail = () => (this.readError === undefined ? undefined : Promise.reject(this.readError));
    const rangeOf = (partition: number) => {
      const { low = 0, high = 0, stableEnd = high } = partitions[partition] ?? {};
      return { partition, low, high: stableEnd };
    };
    const { calls } = this;
    const hangs = () => this.hangs;
    return {
      partitions: async () => [...partitions.keys()],
      offsets: async (wanted) => (await fail()) ?? wanted.map(rangeOf),
      offsetsAt: async () => [],
      async *read(spans): AsyncGenerator<ReadBatch, undefined> {
        if (hangs()) await closed.promise;
        for (const { partition, from, end = 0 } of hangs() ? [] : spans) {
          if (from < rangeOf(partition).low) throw new Error('the offset has been deleted');
          const records = Object.entries(partitions[partition]?.messages ?? {})
            .map(([offset, timestamp]) => record(Number(offset), timestamp))
            .filter(({ offset }) => offset >= from && offset < end);
          if (records.length > 0) yield { partition, highWatermark: end, records };
        }
        return undefined;
      },
      close: async () => {
        calls.push(`close ${topic}`);
        closed.resolve();
      },
    };
  }
}

function record(offset: number, timestamp: number): RawRecord {
  return { offset, timestamp, key: null, value: null, headers: {}, sizeBytes: 0 };
}
