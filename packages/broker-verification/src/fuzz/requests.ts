/**
 * A valid request of every served API and version, about existing things: the basis of mutations. An API or version
 * that it learns to serve must be added here, which the run says.
 */
import type { Random } from '@kfw/test-cluster';
import { type Frame, FrameBuilder } from './frame-builder.js';
import { anyBatch, chosen } from './record-batches.js';

/** The fixtures of requests: found or made in the broker by the run, and never those of the control client. */
export interface Fixtures {
  readonly topics: readonly string[];
  readonly groups: readonly string[];
  /** Transactional ids, each with the producer that has it now. */
  readonly producers: readonly { readonly id: string; readonly producerId: number; readonly epoch: number }[];
  /** Members that have joined a group. */
  readonly members: readonly { readonly group: string; readonly memberId: string; readonly generation: number }[];
}

interface Asking {
  readonly builder: FrameBuilder;
  readonly version: number;
  readonly random: Random;
  readonly fixtures: Fixtures;
}

interface RequestOf {
  readonly key: number;
  readonly name: string;
  readonly versions: readonly [least: number, most: number];
  readonly flexibleFrom?: number;
  readonly body: (asking: Asking) => unknown;
}

const timeoutMs = 1_000;
const partitions = [0, 1, 2];

const somePartitions = (random: Random): number[] => partitions.slice(0, random.between(1, partitions.length));
const someTopics = ({ random, fixtures }: Asking): string[] => {
  const [one, other] = [chosen(random, fixtures.topics), chosen(random, fixtures.topics)];
  return random.next() < 0.7 || one === other ? [one] : [one, other];
};
const group = ({ random, fixtures }: Asking): string => chosen(random, fixtures.groups);
const offset = (random: Random): number => chosen(random, [0, 1, 5, 100, -1, random.between(0, 10_000)]);

/** `name`, then an array of partitions, for each topic. Partitions that are structures end in `tags`. */
const byTopic = (asking: Asking, write: (partition: number, builder: FrameBuilder) => unknown): FrameBuilder =>
  asking.builder.array(someTopics(asking), (name, builder) =>
    builder
      .string(name)
      .array(somePartitions(asking.random), (partition) => write(partition, builder.int32(partition)))
      .tags(),
  );

const producerOf = (asking: Asking): FrameBuilder => {
  const { id, producerId, epoch } = chosen(asking.random, asking.fixtures.producers);
  return asking.builder.string(id).int64(producerId).int16(epoch);
};

const memberOf = ({ random, fixtures }: Asking) => chosen(random, fixtures.members);
const instance = (asking: Asking, from: number): void => {
  if (asking.version >= from) asking.builder.string(asking.random.next() < 0.7 ? null : 'instance');
};

export const requests: readonly RequestOf[] = [
  {
    key: 0,
    name: 'Produce',
    versions: [3, 8],
    body: (asking) => {
      const { builder, random, fixtures } = asking;
      const producer = chosen(random, fixtures.producers);
      builder
        .string(random.next() < 0.6 ? null : producer.id)
        .int16(chosen(random, [-1, -1, 1, 0, 5]))
        .int32(timeoutMs);
      byTopic(asking, () => builder.bytes(anyBatch(random, producer, random.between(0, 20))));
    },
  },
  {
    key: 1,
    name: 'Fetch',
    versions: [4, 11],
    body: (asking) => {
      const { builder, random, version } = asking;
      const large = chosen(random, [1_000, 1_048_576, 2 ** 31 - 1]);
      builder
        .int32(-1)
        .int32(random.between(0, 300))
        .int32(chosen(random, [0, 1, 1_000_000]))
        .int32(large);
      builder.int8(random.between(0, 1));
      if (version >= 7) builder.int32(0).int32(-1);
      byTopic(asking, () => {
        if (version >= 9) builder.int32(random.between(-1, 1));
        builder.int64(offset(random));
        if (version >= 5) builder.int64(-1);
        builder.int32(large);
      });
      if (version >= 7)
        builder.array(['forgotten'], (name) => builder.string(name).array([0], (at) => builder.int32(at)));
      if (version >= 11) builder.string('');
    },
  },
  {
    key: 2,
    name: 'ListOffsets',
    versions: [1, 5],
    body: (asking) => {
      const { builder, random, version } = asking;
      builder.int32(-1);
      if (version >= 2) builder.int8(random.between(0, 1));
      byTopic(asking, () => {
        if (version >= 4) builder.int32(-1);
        builder.int64(chosen(random, [-1, -2, 0, 1, Date.now() - 5_000, Date.now()]));
      });
    },
  },
  {
    key: 3,
    name: 'Metadata',
    versions: [0, 8],
    body: (asking) => {
      const { builder, random, version } = asking;
      builder.array(random.next() < 0.2 ? null : someTopics(asking), (name) => builder.string(name));
      if (version >= 4) builder.boolean(random.next() < 0.5);
      if (version >= 8) builder.boolean(true).boolean(true);
    },
  },
  {
    key: 8,
    name: 'OffsetCommit',
    versions: [2, 7],
    body: (asking) => {
      const { builder, random, version } = asking;
      const member = memberOf(asking);
      if (random.next() < 0.5) builder.string(group(asking)).int32(-1).string('');
      else builder.string(member.group).int32(member.generation).string(member.memberId);
      instance(asking, 7);
      if (version <= 4) builder.int64(chosen(random, [-1, 0, 1_000]));
      byTopic(asking, () => {
        builder.int64(offset(random));
        if (version >= 6) builder.int32(-1);
        builder.string(chosen(random, [null, '', 'note', 'x'.repeat(4_097)]));
      });
    },
  },
  {
    key: 9,
    name: 'OffsetFetch',
    versions: [1, 7],
    flexibleFrom: 6,
    body: (asking) => {
      const { builder, random, version } = asking;
      builder.string(group(asking));
      if (version >= 2 && random.next() < 0.3) builder.array(null, () => undefined);
      else byTopic(asking, () => undefined);
      if (version >= 7) builder.boolean(random.next() < 0.5);
    },
  },
  {
    key: 10,
    name: 'FindCoordinator',
    versions: [0, 2],
    body: (asking) => {
      asking.builder.string(group(asking));
      if (asking.version >= 1) asking.builder.int8(asking.random.between(0, 1));
    },
  },
  {
    key: 11,
    name: 'JoinGroup',
    versions: [0, 5],
    body: (asking) => {
      const { builder, random, version } = asking;
      const member = memberOf(asking);
      const known = random.next() < 0.3;
      builder.string(known ? member.group : group(asking)).int32(random.between(50, 500));
      if (version >= 1) builder.int32(random.between(50, 500));
      builder.string(known ? member.memberId : '');
      instance(asking, 5);
      builder.string('consumer').array(['range', 'roundrobin'], (name) => builder.string(name).bytes(Buffer.alloc(20)));
    },
  },
  {
    key: 12,
    name: 'Heartbeat',
    versions: [0, 3],
    body: (asking) => {
      const { group: of, generation, memberId } = memberOf(asking);
      asking.builder.string(of).int32(generation).string(memberId);
      instance(asking, 3);
    },
  },
  {
    key: 13,
    name: 'LeaveGroup',
    versions: [0, 3],
    body: (asking) => {
      const { builder, version } = asking;
      const member = memberOf(asking);
      builder.string(member.group);
      if (version < 3) builder.string(member.memberId);
      else builder.array([member.memberId, ''], (id) => builder.string(id).string(id === '' ? 'instance' : null));
    },
  },
  {
    key: 14,
    name: 'SyncGroup',
    versions: [0, 3],
    body: (asking) => {
      const { group: of, generation, memberId } = memberOf(asking);
      asking.builder.string(of).int32(generation).string(memberId);
      instance(asking, 3);
      asking.builder.array([memberId], (id) => asking.builder.string(id).bytes(Buffer.alloc(30)));
    },
  },
  {
    key: 15,
    name: 'DescribeGroups',
    versions: [0, 4],
    body: (asking) => {
      asking.builder.array([group(asking), 'nobody'], (name) => asking.builder.string(name));
      if (asking.version >= 3) asking.builder.boolean(true);
    },
  },
  { key: 16, name: 'ListGroups', versions: [0, 2], body: () => undefined },
  {
    key: 17,
    name: 'SaslHandshake',
    versions: [0, 1],
    body: ({ builder, random }) =>
      builder.string(chosen(random, ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'GSSAPI'])),
  },
  { key: 18, name: 'ApiVersions', versions: [0, 2], body: () => undefined },
  {
    key: 19,
    name: 'CreateTopics',
    versions: [0, 5],
    flexibleFrom: 5,
    body: (asking) => {
      const { builder, random, version } = asking;
      const isManual = random.next() < 0.2;
      const settings: [string, string | null][] = [
        ['segment.bytes', '1048576'],
        ['retention.ms', '1000'],
        ['cleanup.policy', chosen(random, ['compact', 'delete', 'compact,delete'])],
        ['unknown.setting', null],
      ];
      builder.array([`${chosen(random, asking.fixtures.topics)}-${random.between(0, 20)}`], (name) => {
        builder
          .string(name)
          .int32(isManual ? -1 : random.between(-1, 5))
          .int16(isManual ? -1 : random.between(-1, 2));
        builder.array(isManual ? [0, 1] : [], (at) =>
          builder
            .int32(at)
            .array([1], (node) => builder.int32(node))
            .tags(),
        );
        const some = settings.slice(0, random.between(0, 4));
        builder.array(some, ([key, value]) => builder.string(key).string(value).tags()).tags();
      });
      builder.int32(timeoutMs);
      if (version >= 1) builder.boolean(random.next() < 0.3);
    },
  },
  {
    key: 20,
    name: 'DeleteTopics',
    versions: [0, 3],
    body: (asking) =>
      asking.builder
        .array([`${chosen(asking.random, asking.fixtures.topics)}-${asking.random.between(0, 20)}`], (name) =>
          asking.builder.string(name),
        )
        .int32(timeoutMs),
  },
  {
    key: 21,
    name: 'DeleteRecords',
    versions: [0, 1],
    body: (asking) => byTopic(asking, () => asking.builder.int64(offset(asking.random))).int32(timeoutMs),
  },
  {
    key: 22,
    name: 'InitProducerId',
    versions: [0, 4],
    flexibleFrom: 2,
    body: ({ builder, version, random, fixtures }) => {
      const { id, producerId, epoch } = chosen(random, fixtures.producers);
      builder.string(chosen(random, [null, '', id])).int32(chosen(random, [1_000, 60_000, 0, -1]));
      if (version >= 3 && random.next() < 0.5) builder.int64(-1).int16(-1);
      else if (version >= 3) builder.int64(producerId).int16(epoch);
    },
  },
  {
    key: 24,
    name: 'AddPartitionsToTxn',
    versions: [0, 1],
    body: (asking) => {
      producerOf(asking);
      byTopic(asking, () => undefined);
    },
  },
  { key: 25, name: 'AddOffsetsToTxn', versions: [0, 1], body: (asking) => producerOf(asking).string(group(asking)) },
  {
    key: 26,
    name: 'EndTxn',
    versions: [0, 1],
    body: (asking) => producerOf(asking).boolean(asking.random.next() < 0.5),
  },
  {
    key: 28,
    name: 'TxnOffsetCommit',
    versions: [0, 3],
    flexibleFrom: 3,
    body: (asking) => {
      const { builder, random, version } = asking;
      const { id, producerId, epoch } = chosen(random, asking.fixtures.producers);
      builder.string(id).string(group(asking)).int64(producerId).int16(epoch);
      if (version >= 3) builder.int32(-1).string('').string(null);
      byTopic(asking, () => {
        builder.int64(offset(random));
        if (version >= 2) builder.int32(-1);
        builder.string(null).tags();
      });
    },
  },
  {
    key: 32,
    name: 'DescribeConfigs',
    versions: [0, 3],
    body: (asking) => {
      const { builder, random, version } = asking;
      const names = random.next() < 0.5 ? null : ['retention.ms', 'cleanup.policy'];
      builder.array([...someTopics(asking), '1'], (name) => {
        builder
          .int8(name === '1' ? 4 : 2)
          .string(name)
          .array(names, (setting) => builder.string(setting));
      });
      if (version >= 1) builder.boolean(true);
      if (version >= 3) builder.boolean(random.next() < 0.5);
    },
  },
  {
    key: 33,
    name: 'AlterConfigs',
    versions: [0, 1],
    body: (asking) => {
      asking.builder.array(someTopics(asking), (name, builder) => {
        builder
          .int8(2)
          .string(name)
          .array(altered(asking.random), ([key, value]) => builder.string(key).string(value));
      });
      asking.builder.boolean(asking.random.next() < 0.3);
    },
  },
  {
    key: 36,
    name: 'SaslAuthenticate',
    versions: [0, 1],
    body: ({ builder, random }) =>
      builder.bytes(
        Buffer.from(chosen(random, ['\0shop\0secret', '\0shop\0wrong', 'n,,n=shop,r=nonce', 'c=biws,r=x,p=eA=='])),
      ),
  },
  {
    key: 37,
    name: 'CreatePartitions',
    versions: [0, 1],
    body: (asking) => {
      const { builder, random } = asking;
      const manual = random.next() < 0.3 ? [[1]] : null;
      builder.array(someTopics(asking), (name) => {
        builder.string(name).int32(random.between(1, 6));
        builder.array(manual, (replicas) => builder.array(replicas, (node) => builder.int32(node)));
      });
      builder.int32(timeoutMs).boolean(random.next() < 0.5);
    },
  },
  {
    key: 42,
    name: 'DeleteGroups',
    versions: [0, 1],
    body: (asking) => asking.builder.array([group(asking)], (name) => asking.builder.string(name)),
  },
  {
    key: 44,
    name: 'IncrementalAlterConfigs',
    versions: [0, 0],
    body: (asking) => {
      const { builder, random } = asking;
      builder.array(someTopics(asking), (name) => {
        builder.int8(2).string(name);
        builder.array(altered(random), ([key, value]) => builder.string(key).int8(random.between(0, 3)).string(value));
      });
      builder.boolean(random.next() < 0.3);
    },
  },
  {
    key: 47,
    name: 'OffsetDelete',
    versions: [0, 0],
    body: (asking) => {
      asking.builder.string(group(asking));
      byTopic(asking, () => undefined);
    },
  },
];

const altered = (random: Random): [string, string | null][] =>
  [
    ['retention.bytes', '1000000'] as [string, string],
    ['cleanup.policy', chosen(random, ['compact', 'delete'])] as [string, string],
    ['message.timestamp.type', chosen(random, ['CreateTime', 'LogAppendTime'])] as [string, string],
    ['max.message.bytes', 'many'] as [string, string],
  ].slice(0, random.between(1, 4));

export interface ServedVersions {
  readonly key: number;
  readonly least: number;
  readonly most: number;
}

/** Served APIs and versions without a request here, for people. Produce 0–2, which are only announced, count as not served. */
export function withoutRequest(served: readonly ServedVersions[]): string[] {
  return served.flatMap(({ key, most }) => {
    const known = requests.find((request) => request.key === key);
    if (known === undefined) return [`API ${key}`];
    return most > known.versions[1] ? [`${known.name} from version ${known.versions[1] + 1}`] : [];
  });
}

export const nameOf = (key: number): string => requests.find((request) => request.key === key)?.name ?? 'unknown';

/** One of them, in one of its versions. */
export function anyRequest(random: Random, fixtures: Fixtures, correlationId: number): Frame {
  return requestOf(chosen(random, requests), random, fixtures, correlationId);
}

export function requestOf(request: RequestOf, random: Random, fixtures: Fixtures, correlationId: number): Frame {
  const version = random.between(...request.versions);
  const isFlexible = request.flexibleFrom !== undefined && version >= request.flexibleFrom;
  const builder = new FrameBuilder(request.key, version, correlationId, isFlexible);
  request.body({ builder, version, random, fixtures });
  return builder.tags().frame();
}
