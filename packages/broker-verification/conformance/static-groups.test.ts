/** Two static members of one group on both brokers: which may replace the other in which state of the group. */
import { setTimeout as wait } from 'node:timers/promises';
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import type { PerSide } from '../src/differential/per-side.js';
import { joining, memberId, subscription } from './members.js';
import { begin } from './transactional-producer.js';

const rebalancing = (json: string): boolean => json.includes('"error_code":27');

interface Group {
  readonly group: string;
  readonly a: PerSide<string>;
  readonly b: PerSide<string>;
  /** The connection of the second member. */
  readonly other: PairedConnection;
  /** As `a` or `b` of a generation, the second by default. */
  readonly who: (id: PerSide<string> | string, instance: string | null, generation?: number) => BodyTemplate;
}

const joinsAs = (pair: PairedConnection, group: string, instance: string, fields: BodyTemplate = {}) =>
  pair.ask('JoinGroup', 5, joining(group, { group_instance_id: instance, metadata: `of ${instance}`, ...fields }));

/** `a`, the leader, and `b` in their second generation; stable unless `unfinished`. */
async function twoStatic(pair: PairedConnection, fields: BodyTemplate = {}, unfinished = false): Promise<Group> {
  const group = pair.caseLog.name('group');
  const who: Group['who'] = (member_id, group_instance_id, generation_id = 2) => ({
    ...{ group_id: group, member_id, group_instance_id, generation_id },
  });
  const a = memberId(await joinsAs(pair, group, 'a', fields));
  const assignments = [{ member_id: a, assignment: Buffer.from('all') }];
  await pair.ask('SyncGroup', 3, { ...who(a, 'a', 1), assignments });
  const other = pair.another('other');
  const joined = joinsAs(other, group, 'b', fields);
  await pair.until('Heartbeat', 3, who(a, 'a', 1), rebalancing);
  await joinsAs(pair, group, 'a', { ...fields, member_id: a });
  const b = memberId(await joined);
  if (!unfinished) await finish(pair, { group, a, b, other, who });
  return { group, a, b, other, who };
}

async function finish(pair: PairedConnection, { a, b, other, who }: Group, generation = 2): Promise<void> {
  const waiting = other.ask('SyncGroup', 3, who(b, 'b', generation));
  const assignments = [
    { member_id: a, assignment: Buffer.from('for a') },
    { member_id: b, assignment: Buffer.from('for b') },
  ];
  await pair.ask('SyncGroup', 3, { ...who(a, 'a', generation), assignments });
  await waiting;
}

const describe = (pair: PairedConnection, group: string) => pair.askEach('DescribeGroups', { groups: [group] });

differential('static-groups', (compare) => {
  compare('a follower that rejoins a stable group, and its old id', async (pair) => {
    const { group, a, b, other, who } = await twoStatic(pair);
    await describe(pair, group);
    const now = memberId(await joinsAs(other, group, 'b'));
    await other.ask('SyncGroup', 3, who(now, 'b'));
    await pair.ask('Heartbeat', 3, who(a, 'a'));
    for (const [id, instance] of [
      [b, 'b'],
      [b, null],
      [now, 'nobody'],
      [now, 'a'],
      ['', 'b'],
    ] as const) {
      for (const generation of [2, 1, -1]) {
        pair.caseLog.note(`${id === b ? 'old' : id === now ? 'new' : 'no'} id, ${instance}, ${generation}`);
        await pair.ask('Heartbeat', 3, who(id, instance, generation));
        if (generation !== 2 || id !== now) await pair.ask('SyncGroup', 3, who(id, instance, generation));
        await pair.ask('OffsetCommit', 7, { ...who(id, instance, generation), topics: [] });
      }
    }
    pair.caseLog.note('leaving and joining by the old id');
    await pair.ask('LeaveGroup', 3, { group_id: group, members: [{ member_id: b, group_instance_id: 'b' }] });
    await joinsAs(pair, group, 'b', { member_id: b });
    await describe(pair, group);
  });

  compare('the leader that rejoins, and then again with its new id', async (pair) => {
    const { group, other, who, b } = await twoStatic(pair);
    const now = memberId(await joinsAs(pair, group, 'a'));
    await describe(pair, group);
    const again = pair
      .another()
      .ask('JoinGroup', 5, joining(group, { group_instance_id: 'a', metadata: 'of a', member_id: now }));
    await other.until('Heartbeat', 3, who(b, 'b'), rebalancing);
    await joinsAs(other, group, 'b', { member_id: b });
    await again;
    await describe(pair, group);
  });

  compare(
    'a follower that rejoins with other metadata, and with protocols that the group does not have',
    async (pair) => {
      const { group, other } = await twoStatic(pair);
      await joinsAs(other, group, 'b', { metadata: 'new' });
      await describe(pair, group);
      await joinsAs(other, group, 'b', { protocols: [{ name: 'other', metadata: subscription('') }] });
      await joinsAs(other, group, 'b', { protocol_type: 'connect' });
      await describe(pair, group);
    },
  );

  compare('a follower that rejoins while the group waits for its leader', async (pair) => {
    const { group, a, b, other, who } = await twoStatic(pair, {}, true);
    const parked = other.ask('SyncGroup', 3, who(b, 'b'));
    await describe(pair, group);
    const again = pair.another();
    const joined = joinsAs(again, group, 'b');
    await parked;
    await pair.until('Heartbeat', 3, who(a, 'a'), rebalancing);
    await describe(pair, group);
    await joinsAs(pair, group, 'a', { member_id: a });
    await joined;
    await describe(pair, group);
  });

  compare('a follower that rejoins while the group waits for its leader to join', async (pair) => {
    const { group, a, b, other, who } = await twoStatic(pair);
    const parked = joinsAs(other, group, 'b', { member_id: b, metadata: 'changed' });
    await pair.until('Heartbeat', 3, who(a, 'a'), rebalancing);
    const again = joinsAs(pair.another(), group, 'b');
    await parked;
    await joinsAs(pair, group, 'a', { member_id: a });
    await again;
    await describe(pair, group);
  });

  compare('an id that was given to a dynamic member, used with an instance', async (pair) => {
    const group = pair.caseLog.name('group');
    const required = await pair.ask('JoinGroup', 5, joining(group));
    await joinsAs(pair, group, 'a', { member_id: memberId(required) });
    await describe(pair, group);
  });

  compare('a static member that misses a rebalance', async (pair) => {
    const { group, a, b, who } = await twoStatic(pair, { rebalance_timeout_ms: 1_000 });
    const third = joinsAs(pair.another('third'), group, 'c', { rebalance_timeout_ms: 1_000 });
    await pair.until('Heartbeat', 3, who(a, 'a'), rebalancing);
    await joinsAs(pair, group, 'a', { member_id: a, rebalance_timeout_ms: 1_000 });
    await third;
    await describe(pair, group);
    await pair.ask('Heartbeat', 3, who(b, 'b', 3));
    await pair.ask('Heartbeat', 3, who(b, 'b', 2));
    const assignments = [{ member_id: b, assignment: Buffer.from('late') }];
    await pair.ask('SyncGroup', 3, { ...who(a, 'a', 3), assignments });
    await pair.ask('SyncGroup', 3, who(b, 'b', 3));
    await describe(pair, group);
  });

  compare('several that leave at once', async (pair) => {
    const { group, a, b, who } = await twoStatic(pair);
    const leaving: readonly BodyTemplate[] = [
      { member_id: '', group_instance_id: 'a' },
      { member_id: '', group_instance_id: 'a' },
      { member_id: b, group_instance_id: 'x' },
      { member_id: 'other', group_instance_id: 'b' },
      { member_id: 'stranger' },
      { member_id: '' },
      { member_id: b, group_instance_id: 'b' },
    ];
    await pair.ask('LeaveGroup', 3, { group_id: group, members: leaving.slice(1) });
    await describe(pair, group);
    await pair.ask('Heartbeat', 3, who(a, 'a'));
    await pair.ask('LeaveGroup', 3, { group_id: '', members: leaving });
    await pair.ask('LeaveGroup', 3, { group_id: null, members: leaving });
    await pair.ask('LeaveGroup', 3, { group_id: pair.caseLog.name('unknown'), members: leaving });
  });

  compare('offsets in transactions of static members', async (pair) => {
    const topic = await newTopic(pair);
    const { group, a, b, who } = await twoStatic(pair);
    const now = memberId(await joinsAs(pair.another(), group, 'b'));
    const producer = await begin(pair);
    await producer.addGroup(group);
    const topics = [{ name: topic, partitions: [{ index: 0, offset: 5, metadata: '' }] }];
    for (const [id, instance] of [
      [a, 'a'],
      [a, null],
      [b, 'b'],
      [now, 'b'],
      [now, 'nobody'],
      ['', 'b'],
      ['', null],
    ] as const) {
      for (const generation of [2, 1, -1]) {
        pair.caseLog.note(
          `${id === a ? 'a' : id === b ? 'old b' : id === now ? 'b' : 'no'} id, ${instance}, ${generation}`,
        );
        await pair.ask('TxnOffsetCommit', 3, { ...producer.who, ...who(id, instance, generation), topics });
      }
    }
    await producer.end(true);
  });

  compare('the session of one that has come back', async (pair) => {
    const group = pair.caseLog.name('group');
    const id = memberId(await joinsAs(pair, group, 'a', { session_timeout_ms: 1_000 }));
    const body = { group_id: group, generation_id: 1, member_id: id, group_instance_id: 'a' };
    await pair.ask('SyncGroup', 3, { ...body, assignments: [{ member_id: id, assignment: Buffer.from('all') }] });
    await wait(200);
    await joinsAs(pair, group, 'a', { session_timeout_ms: 30_000 });
    await pair.until('DescribeGroups', 4, { groups: [group] }, (json) => json.includes('"state":"Empty"'));
  });
});
