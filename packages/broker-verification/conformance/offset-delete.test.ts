/** OffsetDelete on both brokers: by the state of the group, its protocol type and what it is subscribed to. */
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { GroupMember, joining, memberId, soleMember, twoMembers } from './members.js';

interface TopicPartitions {
  readonly name: string | null;
  readonly partitions: readonly number[];
}

/** A subscription of version 0 to these topics, without user data. */
function subscribedTo(topics: readonly string[], version = 0): Buffer {
  const head = Buffer.alloc(6);
  head.writeInt16BE(version);
  head.writeInt32BE(topics.length, 2);
  const names = topics.map((name) => {
    const bytes = Buffer.from(`  ${name}`);
    bytes.writeInt16BE(bytes.length - 2);
    return bytes;
  });
  return Buffer.concat([head, ...names, Buffer.from([255, 255, 255, 255])]);
}

const range = (...topics: string[]): BodyTemplate => ({
  protocols: [{ name: 'range', metadata: subscribedTo(topics) }],
});

async function commit(pair: PairedConnection, group: string, topics: readonly string[], member: BodyTemplate = {}) {
  const partitions = [0, 1].map((index) => ({ index, offset: 5, metadata: 'text' }));
  await pair.ask('OffsetCommit', 7, {
    group_id: group,
    ...member,
    topics: topics.map((name) => ({ name, partitions })),
  });
}

/** Asks to delete, then for everything that is left. */
async function deleted(pair: PairedConnection, group: string | null, topics: readonly TopicPartitions[]) {
  await pair.askEach('OffsetDelete', {
    group_id: group,
    topics: topics.map(({ name, partitions }) => ({ name, partitions: partitions.map((index) => ({ index })) })),
  });
  await pair.ask('OffsetFetch', 5, { group_id: group, topics: null });
  await pair.ask('DescribeGroups', 3, { groups: [group] });
}

differential('deleted offsets', (compare) => {
  compare('a group without members: some offsets, the same again, then the last', async (pair) => {
    const [one, two] = [await newTopic(pair, { partitions: 2 }), await newTopic(pair, { partitions: 2 })];
    const group = pair.caseLog.name('group');
    await commit(pair, group, [one, two]);
    await deleted(pair, group, [{ name: one, partitions: [1] }]);
    await deleted(pair, group, [{ name: one, partitions: [1] }]);
    await deleted(pair, group, [
      { name: two, partitions: [0, 1] },
      { name: one, partitions: [0] },
    ]);
    await pair.askEach('ListGroups');
    await commit(pair, group, [one]);
    await deleted(pair, group, []);
  });

  compare('groups, topics and partitions that do not exist', async (pair) => {
    const topic = await newTopic(pair, { partitions: 2 });
    const [group, unknown] = [pair.caseLog.name('group'), pair.caseLog.name('unknown')];
    for (const id of [group, '', null]) {
      pair.caseLog.note(`group ${id}`);
      await deleted(pair, id, [{ name: topic, partitions: [0] }]);
      await deleted(pair, id, [{ name: unknown, partitions: [0] }]);
      await deleted(pair, id, []);
    }
    await commit(pair, group, [topic]);
    for (const name of [unknown, '', 'a b', 'x'.repeat(250), null]) {
      pair.caseLog.note(`topic ${name?.slice(0, 10)}`);
      await deleted(pair, group, [
        { name, partitions: [0] },
        { name: topic, partitions: [0] },
      ]);
    }
    await deleted(pair, group, [{ name: topic, partitions: [2, -1, 2 ** 31 - 1, 1] }]);
    await deleted(pair, group, [{ name: topic, partitions: [] }]);
    await pair.askEach('OffsetDelete', { group_id: group, topics: null });
    await pair.askEach('OffsetDelete', { group_id: group, topics: [{ name: topic, partitions: null }] });
  });

  compare('a consumer: before its assignment, with it, and after it has left', async (pair) => {
    const [read, other] = [await newTopic(pair, { partitions: 2 }), await newTopic(pair, { partitions: 2 })];
    const group = pair.caseLog.name('group');
    await commit(pair, group, [read, other]);
    const both: TopicPartitions[] = [read, other].map((name) => ({ name, partitions: [0] }));
    pair.caseLog.note('with an id, not joined');
    const required = await pair.ask('JoinGroup', 5, joining(group, range(read)));
    await deleted(pair, group, both);
    await pair.ask('JoinGroup', 5, joining(group, { ...range(read), member_id: memberId(required) }));
    const member = new GroupMember(pair, group, memberId(required));
    await commit(pair, group, [read, other]);
    pair.caseLog.note('joined');
    await deleted(pair, group, both);
    await pair.ask('SyncGroup', 3, { ...member.body, assignments: [member.assigned('all')] });
    await commit(pair, group, [read, other], member.body);
    pair.caseLog.note('stable');
    await deleted(pair, group, both);
    await deleted(pair, group, [{ name: read, partitions: [0, 7] }]);
    pair.caseLog.note('subscribed to another topic');
    await pair.ask('JoinGroup', 5, joining(group, { ...range(other), member_id: member.id }));
    await deleted(pair, group, both);
    await member.leave();
    pair.caseLog.note('left');
    await commit(pair, group, [read, other]);
    await deleted(pair, group, both);
  });

  compare('two consumers with other topics each, while they rebalance', async (pair) => {
    const { group, members, other } = await twoMembers(pair);
    const topics = [await newTopic(pair, { partitions: 2 }), await newTopic(pair, { partitions: 2 })];
    const both: TopicPartitions[] = topics.map((name) => ({ name, partitions: [0] }));
    const [leader, follower] = members;
    await deleted(pair, group, both);
    const joins = topics.map((name, at) => ({ ...range(name), member_id: (members[at] ?? leader).id }));
    const waiting = other.ask('JoinGroup', 5, joining(group, joins[1] ?? {}));
    await leader.until('Heartbeat', 27, 2);
    pair.caseLog.note('in the rebalance');
    await deleted(pair, group, both);
    await pair.ask('JoinGroup', 5, joining(group, joins[0] ?? {}));
    await waiting;
    pair.caseLog.note('both joined');
    await deleted(pair, group, both);
    await leader.leave();
    pair.caseLog.note('one has left');
    await deleted(pair, group, both);
    await other.ask('JoinGroup', 5, joining(group, joins[1] ?? {}));
    await deleted(pair, group, both);
    await follower.leave();
    await deleted(pair, group, both);
  });

  compare('subscriptions of other versions, and ones that cannot be read', async (pair) => {
    const topic = await newTopic(pair, { partitions: 2 });
    const subscriptions: Readonly<Record<string, Buffer>> = {
      'of version 3': Buffer.concat([subscribedTo([topic], 3), Buffer.alloc(12)]),
      'to nothing': subscribedTo([]),
      'of a negative version': subscribedTo([topic], -1),
      'of one byte': Buffer.alloc(1),
      'of no byte': Buffer.alloc(0),
      'without user data': subscribedTo([topic]).subarray(0, -4),
    };
    for (const [what, metadata] of Object.entries(subscriptions)) {
      pair.caseLog.note(`a subscription ${what}`);
      const group = pair.caseLog.name('group');
      await commit(pair, group, [topic]);
      await soleMember(pair, group, { protocols: [{ name: 'range', metadata }] });
      await deleted(pair, group, [{ name: topic, partitions: [0] }]);
    }
  });

  compare('a group of another protocol type', async (pair) => {
    const topic = await newTopic(pair, { partitions: 2 });
    const group = pair.caseLog.name('group');
    await commit(pair, group, [topic]);
    const member = await soleMember(pair, group, { ...range(topic), protocol_type: 'connect' });
    await deleted(pair, group, [{ name: topic, partitions: [0] }]);
    await pair.ask('SyncGroup', 3, { ...member.body, assignments: [member.assigned('all')] });
    await deleted(pair, group, [{ name: topic, partitions: [0] }]);
    await deleted(pair, group, [{ name: pair.caseLog.name('unknown'), partitions: [0] }]);
    await member.leave();
    await deleted(pair, group, [{ name: topic, partitions: [0] }]);
  });

  compare('topics and partitions that are named twice', async (pair) => {
    const topic = await newTopic(pair, { partitions: 2 });
    const group = pair.caseLog.name('group');
    await commit(pair, group, [topic]);
    await deleted(pair, group, [{ name: topic, partitions: [0, 0] }]);
    await deleted(pair, group, [
      { name: topic, partitions: [1] },
      { name: topic, partitions: [0] },
    ]);
  });
});
