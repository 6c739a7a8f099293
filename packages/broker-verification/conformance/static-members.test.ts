/** Static members (KIP-345) on both brokers. */
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import type { PerSide } from '../src/differential/per-side.js';
import { joining, memberId, subscription } from './members.js';

interface StaticMember {
  readonly group: string;
  readonly id: PerSide<string>;
  readonly body: BodyTemplate;
}

/** Joins, and gives itself everything: the group is stable then. */
async function staticMember(
  pair: PairedConnection,
  group: string,
  instance: string,
  fields: BodyTemplate = {},
): Promise<StaticMember> {
  const joined = await pair.ask('JoinGroup', 5, joining(group, { group_instance_id: instance, ...fields }));
  const id = memberId(joined);
  const body = { group_id: group, generation_id: Number(joined.embedded.generation_id), member_id: id };
  const assignments = [{ member_id: id, assignment: Buffer.from('all') }];
  await pair.ask('SyncGroup', 3, { ...body, group_instance_id: instance, assignments });
  return { group, id, body };
}

async function describe(pair: PairedConnection, group: string): Promise<void> {
  await pair.askEach('DescribeGroups', { groups: [group] });
}

differential('static-members', (compare) => {
  compare('one that joins, leaves and comes back: its membership is kept', async (pair) => {
    const group = pair.caseLog.name('group');
    const first = await staticMember(pair, group, 'one');
    await pair.ask('Heartbeat', 3, { ...first.body, group_instance_id: 'one' });
    await describe(pair, group);
    pair.caseLog.note('back, without an id');
    const back = await staticMember(pair, group, 'one');
    await describe(pair, group);
    pair.caseLog.note('the one before');
    await pair.ask('Heartbeat', 3, { ...first.body, group_instance_id: 'one' });
    await pair.ask('Heartbeat', 3, first.body);
    await pair.ask('SyncGroup', 3, { ...first.body, group_instance_id: 'one' });
    await pair.ask('OffsetCommit', 7, { ...first.body, group_instance_id: 'one', topics: [] });
    await pair.ask('JoinGroup', 5, joining(group, { group_instance_id: 'one', member_id: first.id }));
    await pair.ask('LeaveGroup', 3, { group_id: group, members: [{ member_id: first.id, group_instance_id: 'one' }] });
    pair.caseLog.note('the one now');
    await pair.ask('Heartbeat', 3, { ...back.body, group_instance_id: 'one' });
    await pair.ask('Heartbeat', 3, back.body);
    await pair.ask('Heartbeat', 3, { ...back.body, group_instance_id: 'other' });
    await pair.ask('SyncGroup', 3, { ...back.body, group_instance_id: 'one' });
    await pair.ask('JoinGroup', 5, joining(group, { group_instance_id: 'one', member_id: back.id }));
    await describe(pair, group);
  });

  compare('one that comes back with other protocols, or another session', async (pair) => {
    const group = pair.caseLog.name('group');
    await staticMember(pair, group, 'one');
    await staticMember(pair, group, 'one', { metadata: 'changed' });
    await describe(pair, group);
    await staticMember(pair, group, 'one', {
      metadata: 'changed',
      session_timeout_ms: 20_000,
      rebalance_timeout_ms: 5_000,
    });
    await staticMember(pair, group, 'one', { protocols: [{ name: 'other', metadata: subscription('x') }] });
    await describe(pair, group);
    await pair.ask('JoinGroup', 5, joining(group, { group_instance_id: 'one', protocol_type: 'connect' }));
    await pair.ask('JoinGroup', 5, joining(group, { group_instance_id: 'one', protocols: [] }));
    await describe(pair, group);
  });

  compare('names of instances', async (pair) => {
    for (const instance of ['', '.', '..', 'a b', 'ä', 'x'.repeat(249), 'x'.repeat(250)]) {
      pair.caseLog.note(instance.slice(0, 10));
      const group = pair.caseLog.name('group');
      await pair.ask('JoinGroup', 5, joining(group, { group_instance_id: instance }));
      await describe(pair, group);
    }
  });

  compare('an id that no broker gave out', async (pair) => {
    const group = pair.caseLog.name('group');
    const stranger = { member_id: 'nobody', group_instance_id: 'one' };
    await pair.ask('JoinGroup', 5, joining(group, stranger));
    await staticMember(pair, group, 'one');
    await pair.ask('JoinGroup', 5, joining(group, stranger));
    for (const instance of ['one', 'other']) {
      const who = { group_id: group, generation_id: 1, member_id: 'nobody', group_instance_id: instance };
      pair.caseLog.note(instance);
      await pair.ask('Heartbeat', 3, who);
      await pair.ask('SyncGroup', 3, who);
      await pair.ask('OffsetCommit', 7, { ...who, topics: [] });
      await pair.ask('OffsetCommit', 7, { ...who, generation_id: -1, topics: [] });
    }
    await describe(pair, group);
  });

  compare('leaving: by id, by name, by both, and as a stranger', async (pair) => {
    const ways: Readonly<Record<string, (member: StaticMember) => readonly BodyTemplate[]>> = {
      'by its id': ({ id }) => [{ member_id: id }],
      'by its name': () => [{ group_instance_id: 'one' }],
      'by both': ({ id }) => [{ member_id: id, group_instance_id: 'one' }],
      'by its name and a wrong id': () => [{ member_id: 'nobody', group_instance_id: 'one' }],
      'by a wrong name': () => [{ group_instance_id: 'other' }],
      'by a wrong name and its id': ({ id }) => [{ member_id: id, group_instance_id: 'other' }],
      'by nothing': () => [{ member_id: '' }],
      nobody: () => [],
      twice: ({ id }) => [{ member_id: id }, { group_instance_id: 'one' }],
      'with a stranger': ({ id }) => [{ member_id: 'nobody' }, { member_id: id }],
    };
    for (const [what, members] of Object.entries(ways)) {
      pair.caseLog.note(what);
      const group = pair.caseLog.name('group');
      const member = await staticMember(pair, group, 'one');
      await pair.ask('LeaveGroup', 3, { group_id: group, members: members(member) });
      await describe(pair, group);
    }
    await pair.ask('LeaveGroup', 3, {
      group_id: pair.caseLog.name('unknown'),
      members: [{ group_instance_id: 'one' }],
    });
    await pair.ask('LeaveGroup', 3, { group_id: pair.caseLog.name('unknown'), members: null });
    const group = pair.caseLog.name('group');
    const member = await staticMember(pair, group, 'one');
    await pair.ask('LeaveGroup', 2, { group_id: group, member_id: member.id });
    await describe(pair, group);
  });

  compare('offsets of a static member', async (pair) => {
    const [topic, group] = [await newTopic(pair), pair.caseLog.name('group')];
    const { body } = await staticMember(pair, group, 'one');
    const topics = [{ name: topic, partitions: [{ index: 0, offset: 5, metadata: '' }] }];
    for (const group_instance_id of ['one', 'other', '', null]) {
      for (const generation_id of [1, 2, -1]) {
        pair.caseLog.note(`${group_instance_id} ${generation_id}`);
        await pair.ask('OffsetCommit', 7, { ...body, generation_id, group_instance_id, topics });
      }
    }
  });

  compare('a static member and a dynamic one', async (pair) => {
    const group = pair.caseLog.name('group');
    const one = await staticMember(pair, group, 'one');
    const other = pair.another('other');
    const required = await other.ask('JoinGroup', 5, joining(group, { metadata: 'second' }));
    const joins = other.ask('JoinGroup', 5, joining(group, { metadata: 'second', member_id: memberId(required) }));
    await pair.until('Heartbeat', 3, one.body, (json) => json.includes('"error_code":27'));
    await pair.ask('JoinGroup', 5, joining(group, { group_instance_id: 'one', member_id: one.id }));
    await joins;
    await describe(pair, group);
    pair.caseLog.note('the static one is replaced while the group waits for its assignments');
    const again = pair.another().ask('JoinGroup', 5, joining(group, { group_instance_id: 'one' }));
    const dynamic = { group_id: group, generation_id: 2, member_id: memberId(required) };
    await other.until('Heartbeat', 3, dynamic, (json) => json.includes('"error_code":27'));
    await describe(pair, group);
    await other.ask('JoinGroup', 5, joining(group, { metadata: 'second', member_id: memberId(required) }));
    const id = memberId(await again);
    await describe(pair, group);
    for (const generation_id of [2, 3]) {
      await pair.ask('Heartbeat', 3, { ...dynamic, generation_id, member_id: id });
    }
  });
});
