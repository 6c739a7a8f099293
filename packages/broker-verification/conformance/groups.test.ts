/** JoinGroup, SyncGroup, Heartbeat, LeaveGroup, DescribeGroups, ListGroups and DeleteGroups on both brokers. */
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import type { PerSide } from '../src/differential/per-side.js';
import { type GroupMember, joining, memberId, protocolsNamed, soleMember, stableGroup, twoMembers } from './members.js';

const nobody = 'kfw-differential-00000000-0000-0000-0000-000000000000';

/** The responses to every request about members of this group, for known and unknown members. */
async function askAbout(
  pair: PairedConnection,
  group: string,
  members: readonly (PerSide<string> | string)[],
  generation: number,
) {
  for (const member_id of [...members, nobody, '']) {
    for (const generation_id of [generation, generation + 1, generation - 1, -1]) {
      const member = { group_id: group, member_id, generation_id };
      pair.caseLog.note(
        `generation ${generation_id}, member ${typeof member_id === 'string' ? `'${member_id}'` : 'known'}`,
      );
      await pair.ask('Heartbeat', 3, member);
      if (generation_id !== generation) await pair.ask('SyncGroup', 3, member);
      await pair.ask('OffsetCommit', 7, { ...member, topics: [] });
    }
  }
  await describe(pair, group);
}

async function describe(pair: PairedConnection, ...groups: string[]): Promise<void> {
  await pair.askEach('DescribeGroups', { groups, include_authorized_operations: true });
}

differential('groups', (compare) => {
  compare('a member alone, in every version of JoinGroup', async (pair) => {
    for (const version of pair.caseLog.versionsOf('JoinGroup')) {
      pair.caseLog.note(`JoinGroup ${version}`);
      const group = pair.caseLog.name('group');
      const first = await pair.ask('JoinGroup', version, joining(group));
      if (version >= 4) await pair.ask('JoinGroup', version, joining(group, { member_id: memberId(first) }));
      const member = { group_id: group, member_id: memberId(first), generation_id: 1 };
      const assignments = [{ member_id: memberId(first), assignment: Buffer.from('mine') }];
      for (const sync of pair.caseLog.versionsOf('SyncGroup'))
        await pair.ask('SyncGroup', sync, { ...member, assignments });
      await pair.askEach('Heartbeat', member);
      await describe(pair, group);
      for (let times = 0; times < 2; times++) await pair.ask('LeaveGroup', 2, leaving(2, group, memberId(first)));
      await describe(pair, group);
    }
  });

  compare('a group that does not exist', async (pair) => {
    const group = pair.caseLog.name('group');
    await askAbout(pair, group, [], 1);
    await pair.askEach('Heartbeat', { group_id: group, generation_id: 1, member_id: nobody });
    await pair.askEach('SyncGroup', { group_id: group, generation_id: 1, member_id: nobody });
    await pair.askEach('LeaveGroup', (version) => leaving(version, group, nobody));
    await pair.askEach('LeaveGroup', (version) => leaving(version, group, ''));
    await pair.askEach('JoinGroup', joining(group, { member_id: nobody }));
    await pair.askEach('DeleteGroups', { groups: [group] });
    await describe(pair, group);
  });

  compare('invalid group names', async (pair) => {
    const topic = await newTopic(pair);
    const long = pair.caseLog.name('group').padEnd(32_767, 'x');
    for (const group_id of ['', null, long]) {
      pair.caseLog.note(`${group_id?.slice(0, 10)}`);
      await pair.askEach('JoinGroup', joining('', { group_id, member_id: nobody }));
      await pair.askEach('Heartbeat', { group_id, generation_id: 1, member_id: nobody });
      await pair.askEach('SyncGroup', { group_id, generation_id: 1, member_id: nobody });
      await pair.askEach('LeaveGroup', (version) => leaving(version, group_id, nobody));
      const topics = [{ name: topic, partitions: [{ index: 0, offset: 5, metadata: '' }] }];
      await pair.askEach('OffsetCommit', { group_id, topics });
      await pair.askEach('OffsetFetch', { group_id, topics: [{ name: topic, partitions: [0] }] });
      await pair.askEach('DescribeGroups', { groups: [group_id] });
      await pair.askEach('DeleteGroups', { groups: [group_id] });
      await pair.askEach('DescribeGroups', { groups: [group_id] });
    }
    for (const api of ['DescribeGroups', 'DeleteGroups']) {
      await pair.askEach(api, { groups: [] });
      await pair.askEach(api, { groups: null });
    }
    await pair.ask('JoinGroup', 3, joining(''));
  });

  compare('the options of a member that joins', async (pair) => {
    const asks: Readonly<Record<string, BodyTemplate>> = {
      'no session': { session_timeout_ms: 0 },
      'a negative session': { session_timeout_ms: -1 },
      'too short a session': { session_timeout_ms: 999 },
      'too long a session': { session_timeout_ms: 1_800_001 },
      'a negative rebalance': { rebalance_timeout_ms: -1 },
      'no protocol type': { protocol_type: '' },
      'a protocol type that is null': { protocol_type: null },
      'no protocols': { protocols: [] },
      'protocols that are null': { protocols: null },
      'a protocol without a name': { protocols: protocolsNamed('') },
      'a protocol whose name is null': { protocols: [{ name: null, metadata: Buffer.alloc(0) }] },
      'metadata that is null': { protocols: [{ name: 'range', metadata: null }] },
      'another protocol type': { protocol_type: 'connect' },
    };
    for (const [what, fields] of Object.entries(asks)) {
      for (const version of [0, 3, 5]) {
        pair.caseLog.note(what);
        const group = pair.caseLog.name('group');
        await pair.ask('JoinGroup', version, joining(group, fields));
        await pair.ask('DescribeGroups', 3, { groups: [group] });
      }
    }
    await pair.askEach('ListGroups');
  });

  compare('each state: waiting for the leader, stable, empty', async (pair) => {
    const group = pair.caseLog.name('group');
    const member = await soleMember(pair, group);
    await askAbout(pair, group, [member.id], 1);
    await pair.ask('JoinGroup', 5, joining(group, { member_id: nobody }));
    await pair.askEach('DeleteGroups', { groups: [group] });
    await pair.ask('SyncGroup', 3, { ...member.body, assignments: [member.assigned('all')] });
    await pair.askEach('SyncGroup', member.body);
    await askAbout(pair, group, [member.id], 1);
    await pair.askEach('DeleteGroups', { groups: [group] });
    await pair.askEach('ListGroups');
    await pair.askEach('LeaveGroup', (version) => leaving(version, group, version === 0 ? member.id : nobody));
    await askAbout(pair, group, [member.id], 1);
    await pair.askEach('ListGroups');
    await pair.ask('DeleteGroups', 1, { groups: [group] });
    await pair.ask('DeleteGroups', 1, { groups: [group] });
    await askAbout(pair, group, [member.id], 1);
  });

  compare('a second member: the first has to join again', async (pair) => {
    const group = pair.caseLog.name('group');
    const first = await stableGroup(pair, group);
    const other = pair.another('other');
    const required = await other.ask('JoinGroup', 5, joining(group, { metadata: 'second' }));
    await describe(pair, group);
    const second = other.ask('JoinGroup', 5, joining(group, { member_id: memberId(required), metadata: 'second' }));
    await first.until('Heartbeat', 27);
    await describe(pair, group);
    await pair.ask('SyncGroup', 3, first.body);
    await pair.ask('OffsetCommit', 7, { ...first.body, topics: [] });
    await pair.ask('LeaveGroup', 2, { group_id: group, member_id: nobody });
    await pair.ask('JoinGroup', 5, joining(group, { member_id: first.id }));
    await second;
    await describe(pair, group);
    const members = [first.at(2), { ...first.body, generation_id: 2, member_id: memberId(required) }];
    const waiting = other.ask('SyncGroup', 3, members[1] ?? {});
    const assignments = [first.assigned('half'), { member_id: memberId(required), assignment: Buffer.from('rest') }];
    await pair.ask('SyncGroup', 3, { ...first.at(2), assignments });
    await waiting;
    await askAbout(pair, group, [first.id, memberId(required)], 2);
    await pair.askEach('ListGroups');
    await first.leave();
    await pair.ask('Heartbeat', 3, members[1] ?? {});
    await describe(pair, group);
  });

  compare(
    'assignments: none, of strangers, to the same member twice, from a member that does not lead',
    async (pair) => {
      const given: Readonly<Record<string, (member: GroupMember) => readonly BodyTemplate[]>> = {
        none: () => [],
        'of a stranger': () => [{ member_id: nobody, assignment: Buffer.from('x') }],
        twice: (member) => [member.assigned('one'), member.assigned('two')],
        empty: (member) => [member.assigned('')],
        'of a member without a name': () => [{ member_id: '', assignment: Buffer.from('x') }],
      };
      for (const [what, assignments] of Object.entries(given)) {
        pair.caseLog.note(what);
        const group = pair.caseLog.name('group');
        const member = await soleMember(pair, group);
        await pair.ask('SyncGroup', 3, { ...member.body, assignments: assignments(member) });
        await pair.ask('SyncGroup', 3, member.body);
        await describe(pair, group);
      }
      const group = pair.caseLog.name('group');
      const member = await soleMember(pair, group);
      pair.caseLog.note('null');
      await pair.ask('SyncGroup', 3, { ...member.body, assignments: null });
      await pair.ask('SyncGroup', 3, { ...member.body, assignments: [{ member_id: member.id, assignment: null }] });
      const two = await twoMembers(pair);
      const [leader, follower] = two.members;
      pair.caseLog.note('of a follower');
      const early = two.other.ask('SyncGroup', 3, { ...follower.at(2), assignments: [follower.assigned('mine')] });
      await pair.ask('Heartbeat', 3, leader.at(2));
      await pair.ask('SyncGroup', 3, { ...leader.at(2), assignments: [leader.assigned('mine')] });
      await early;
      await describe(pair, two.group);
    },
  );

  compare('protocols that do not go together', async (pair) => {
    const group = pair.caseLog.name('group');
    await stableGroup(pair, group);
    for (const version of [0, 3, 5]) {
      for (const fields of [
        { protocols: protocolsNamed('other') },
        { protocol_type: 'connect' },
        { protocol_type: '' },
        { protocols: [] },
        { protocols: protocolsNamed('other'), member_id: nobody },
      ]) {
        pair.caseLog.note(`${version} ${JSON.stringify(fields)}`);
        await pair.ask('JoinGroup', version, joining(group, fields));
      }
    }
    await describe(pair, group);
  });

  compare('the protocol that most members support', async (pair) => {
    const { group } = await twoMembers(pair, ['range', 'sticky', 'roundrobin'], ['roundrobin', 'sticky']);
    await describe(pair, group);
    const other = await twoMembers(pair, ['range', 'sticky'], ['sticky', 'range']);
    await describe(pair, other.group);
  });

  compare('joining again as leader and as follower, with the same protocols and with others', async (pair) => {
    const { group, members, other, joins } = await twoMembers(pair);
    const [leader, follower] = members;
    const early = other.ask('SyncGroup', 3, follower.at(2));
    await pair.ask('SyncGroup', 3, { ...leader.at(2), assignments: [leader.assigned('a'), follower.assigned('b')] });
    await early;
    pair.caseLog.note('a follower again');
    await other.ask('JoinGroup', 5, joining(group, { ...joins[1], member_id: follower.id }));
    await describe(pair, group);
    pair.caseLog.note('the leader again');
    const again = pair.ask('JoinGroup', 5, joining(group, { ...joins[0], member_id: leader.id }));
    await follower.until('Heartbeat', 27, 2);
    await other.ask('JoinGroup', 5, joining(group, { member_id: follower.id, metadata: 'other' }));
    await again;
    await describe(pair, group);
    pair.caseLog.note('the leader leaves while the group waits for it');
    const waiting = other.ask('SyncGroup', 3, follower.at(3));
    await leader.leave();
    await waiting;
    await describe(pair, group);
    await other.ask('JoinGroup', 5, joining(group, { member_id: follower.id, metadata: 'other' }));
    await describe(pair, group);
  });

  compare('a member whose session ends', async (pair) => {
    const group = pair.caseLog.name('group');
    const member = await soleMember(pair, group, { session_timeout_ms: 1_000 });
    await pair.ask('SyncGroup', 3, { ...member.body, assignments: [member.assigned('all')] });
    await member.until('Heartbeat', 25);
    await askAbout(pair, group, [member.id], 2);
  });

  compare('leaving in every version', async (pair) => {
    for (const version of pair.caseLog.versionsOf('LeaveGroup')) {
      pair.caseLog.note(`LeaveGroup ${version}`);
      const group = pair.caseLog.name('group');
      const member = await stableGroup(pair, group);
      await pair.ask('LeaveGroup', version, leaving(version, group, ''));
      await pair.ask('LeaveGroup', version, leaving(version, group, nobody));
      await pair.ask('LeaveGroup', version, leaving(version, group, member.id));
      await pair.ask('LeaveGroup', version, leaving(version, group, member.id));
      await describe(pair, group);
    }
  });

  compare('a member that was given an id and leaves without having joined', async (pair) => {
    const group = pair.caseLog.name('group');
    const required = await pair.ask('JoinGroup', 5, joining(group));
    await describe(pair, group);
    await pair.ask('Heartbeat', 3, { group_id: group, generation_id: 0, member_id: memberId(required) });
    await pair.ask('SyncGroup', 3, { group_id: group, generation_id: 0, member_id: memberId(required) });
    await pair.ask('DeleteGroups', 1, { groups: [group] });
    await pair.ask('LeaveGroup', 2, { group_id: group, member_id: memberId(required) });
    await describe(pair, group);
    await pair.ask('JoinGroup', 5, joining(group, { member_id: memberId(required) }));
  });

  compare('several groups in one request, and the same twice', async (pair) => {
    const [one, two] = [pair.caseLog.name('group'), pair.caseLog.name('group')];
    await stableGroup(pair, one);
    const left = await stableGroup(pair, two);
    await left.leave();
    await describe(pair, one, two, pair.caseLog.name('unknown'));
    pair.caseLog.note('named twice');
    await pair.askEach('DescribeGroups', { groups: [one, one] });
    pair.caseLog.note('several');
    await pair.ask('DeleteGroups', 1, { groups: [one, two, two, pair.caseLog.name('unknown'), ''] });
    await describe(pair, one, two);
  });
});

function leaving(version: number, group: string | null, member: PerSide<string> | string): BodyTemplate {
  if (version < 3) return { group_id: group, member_id: member };
  return { group_id: group, members: [{ member_id: member }] };
}
