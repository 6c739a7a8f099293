import { describe, expect, it } from '@jest/globals';
import { assignedPartitions } from '../../../src/administering/groups/encoding/assigned-partitions.js';
import { consumerGroupDescribeRequest } from '../../../src/administering/groups/encoding/consumer-group-descriptions.js';
import { describeGroupsRequest } from '../../../src/administering/groups/encoding/group-descriptions.js';
import { WireReader } from '../../../src/wire/reader.js';

const text = (value: string) => [0, value.length, ...Buffer.from(value)];
const noText = [0xff, 0xff];
const bytes = (...content: number[]) => [0, 0, 0, content.length, ...content];
const compact = (value: string) => [value.length + 1, ...Buffer.from(value)];
const noCompact = 0;
const noTags = 0;

/** Version 1, one topic, no data of the assignor. */
const assignment = [0, 1, 0, 0, 0, 1, ...text('t'), 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0];
const assigned = [
  { topic: 't', partition: 0 },
  { topic: 't', partition: 7 },
];

describe('an assignment', () => {
  it('has partitions by topic', () => {
    expect(assignedPartitions(Buffer.from(assignment), 'consumer')).toEqual(assigned);
  });

  it('has none where it is empty, cut off, or of other clients', () => {
    expect(assignedPartitions(Buffer.alloc(0), 'consumer')).toEqual([]);
    expect(assignedPartitions(Buffer.from(assignment.slice(0, -9)), 'consumer')).toEqual([]);
    expect(assignedPartitions(Buffer.from('not an assignment'), 'consumer')).toEqual([]);
    expect(assignedPartitions(Buffer.from(assignment), 'connect')).toEqual([]);
  });
});

describe('DescribeGroups', () => {
  it('names the groups, and from version 3 on requests no authorized operations', () => {
    const groups = [0, 0, 0, 2, ...text('g'), ...text('other')];
    expect([...describeGroupsRequest(['g', 'other'], 2).body]).toEqual(groups);
    expect([...describeGroupsRequest(['g', 'other'], 4).body]).toEqual([...groups, 0]);
  });

  const member = (instance: readonly number[]) => [
    ...text('m-1'),
    ...instance,
    ...text('app'),
    ...text('/10.0.0.7'),
    ...bytes(0, 1, 2),
    ...bytes(...assignment),
  ];
  const group = (members: readonly number[]) => [
    ...[0, 0],
    ...text('g'),
    ...text('Stable'),
    ...text('consumer'),
    ...text('range'),
    ...members,
  ];
  const described = {
    group: 'g',
    errorCode: 0,
    errorMessage: '',
    state: 'Stable',
    protocolType: 'consumer',
    assignor: 'range',
  };
  const seen = { memberId: 'm-1', instanceId: null, clientId: 'app', host: '/10.0.0.7', partitions: assigned };

  it('reads version 0, without throttling', () => {
    const { read } = describeGroupsRequest(['g'], 0);
    const response = Buffer.from([0, 0, 0, 1, ...group([0, 0, 0, 1, ...member([])])]);
    expect(read(new WireReader(response, 0))).toEqual({ throttleMs: 0, groups: [{ ...described, members: [seen] }] });
  });

  it('reads version 4, with the instance ids of static members', () => {
    const { read } = describeGroupsRequest(['g'], 4);
    const members = [0, 0, 0, 2, ...member(noText), ...member(text('static'))];
    const operations = [0x80, 0, 0, 0];
    const dead = [0, 30, ...text('x'), ...text('Dead'), ...text(''), ...text(''), 0, 0, 0, 0, ...operations];
    const response = Buffer.from([0, 0, 0, 5, 0, 0, 0, 2, ...group(members), ...operations, ...dead]);
    const { throttleMs, groups } = read(new WireReader(response, 0));
    expect(throttleMs).toBe(5);
    expect(groups).toEqual([
      { ...described, members: [seen, { ...seen, instanceId: 'static' }] },
      expect.objectContaining({ group: 'x', errorCode: 30, state: 'Dead', members: [] }),
    ]);
  });
});

describe('ConsumerGroupDescribe', () => {
  it('names the groups in the flexible encoding', () => {
    const { apiKey, isFlexible, body } = consumerGroupDescribeRequest(['g', 'other'], 1);
    expect([apiKey, isFlexible]).toEqual([69, true]);
    expect([...body]).toEqual([3, ...compact('g'), ...compact('other'), 0, noTags]);
  });

  const topicId = new Array(16).fill(9);
  const partitionsOf = (topic: string, partition: number) => [
    ...[2, ...topicId, ...compact(topic), 2, 0, 0, 0, partition, noTags],
    noTags,
  ];
  const member = (more: readonly number[]) => [
    ...compact('m-1'),
    noCompact,
    ...compact('rack'),
    ...[0, 0, 0, 3],
    ...compact('app'),
    ...compact('/10.0.0.7'),
    ...[2, ...compact('t')],
    noCompact,
    ...partitionsOf('t', 4),
    ...partitionsOf('t', 5),
    ...more,
    // A tagged field of a later version: tag 0 with two bytes.
    ...[1, 0, 2, 9, 9],
  ];
  const response = (more: readonly number[]) =>
    Buffer.from([
      ...[0, 0, 0, 8],
      3,
      ...[0, 0, noCompact, ...compact('g'), ...compact('Stable'), 0, 0, 0, 3, 0, 0, 0, 3, ...compact('uniform')],
      ...[2, ...member(more)],
      ...[0x80, 0, 0, 0, noTags],
      ...[0, 69, ...compact('none'), ...compact('x'), ...compact(''), 0, 0, 0, 0, 0, 0, 0, 0, ...compact('')],
      ...[1, 0x80, 0, 0, 0, noTags],
      noTags,
    ]);

  it.each([
    [0, []],
    [1, [0xff]],
  ])('reads version %i: the partitions that members have, not those that they will have', (version, more) => {
    const { read } = consumerGroupDescribeRequest(['g', 'x'], version);
    const { throttleMs, groups } = read(new WireReader(response(more), 0));
    expect(throttleMs).toBe(8);
    expect(groups).toEqual([
      {
        group: 'g',
        errorCode: 0,
        errorMessage: '',
        state: 'Stable',
        protocolType: 'consumer',
        assignor: 'uniform',
        members: [
          {
            memberId: 'm-1',
            instanceId: null,
            clientId: 'app',
            host: '/10.0.0.7',
            partitions: [{ topic: 't', partition: 4 }],
          },
        ],
      },
      expect.objectContaining({ group: 'x', errorCode: 69, errorMessage: 'none', members: [] }),
    ]);
  });
});
