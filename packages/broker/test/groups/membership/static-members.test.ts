import { describe, expect, it } from '@jest/globals';
import { TestGroup } from '../test-group.js';

const instance = (groupInstanceId: string) => ({ groupInstanceId });
const protocols = (...names: string[]) => names.map((name) => ({ name, metadata: Buffer.from(`of ${name}`) }));

/** A stable group of instances `a` (the leader), `b`, …; their member ids. */
function stable(testGroup: TestGroup, ...instances: string[]): string[] {
  const ids = testGroup.stable(instances.length, (at) => instance(instances[at] ?? ''));
  expect(testGroup.group.state).toBe('Stable');
  return ids;
}

describe('a static member', () => {
  it('gets its id with its first join, prefixed with its instance id', () => {
    const testGroup = new TestGroup();
    const { response } = testGroup.join({ ...instance('a'), memberIdRequired: true });
    expect(response).toMatchObject({ error: 'NONE', generation: 1 });
    expect(response?.memberId).toMatch(/^a-[0-9a-f-]{36}$/);
    expect(response?.members).toEqual([
      { memberId: response?.memberId, groupInstanceId: 'a', metadata: Buffer.from('topics') },
    ]);
  });

  it('that returns to a stable group gets its assignment back, without affecting others', () => {
    const testGroup = new TestGroup();
    const [leader = '', follower = ''] = stable(testGroup, 'a', 'b');
    const { generation } = testGroup.group;
    const { response } = testGroup.join(instance('b'));
    expect(response).toMatchObject({ error: 'NONE', generation, protocolName: 'range', leaderId: leader, members: [] });
    const memberId = response?.memberId ?? '';
    expect(memberId).not.toBe(follower);
    expect(String(testGroup.sync(memberId, generation, {}, 'b').response?.assignment)).toBe('part 1');
    expect(testGroup.heartbeat(leader, generation, 'a')).toBe('NONE');
    expect(testGroup.heartbeat(memberId, generation, 'b')).toBe('NONE');
    expect(testGroup.group).toMatchObject({ state: 'Stable', generation });
    expect(testGroup.group.members.size).toBe(2);
  });

  it("that was the leader and returns gets its old id as the leader's, and leads", () => {
    const testGroup = new TestGroup();
    const [before = ''] = stable(testGroup, 'a', 'b');
    const { response } = testGroup.join(instance('a'));
    expect(response).toMatchObject({ error: 'NONE', leaderId: before, members: [] });
    const memberId = response?.memberId ?? '';
    expect(testGroup.group.members.leaderId).toBe(memberId);
    testGroup.join({ memberId, ...instance('a') });
    expect(testGroup.group.state).toBe('PreparingRebalance');
  });

  it("rebalances the group when it returns with protocols that change the group's protocol, and only then", () => {
    const testGroup = new TestGroup();
    const both = { protocols: protocols('sticky', 'range') };
    const [memberId = ''] = testGroup.stable(1, { ...instance('a'), ...both });
    const other = { protocols: [{ name: 'sticky', metadata: Buffer.from('other topics') }] };
    expect(testGroup.join({ ...instance('a'), ...other }).response).toMatchObject({
      generation: 1,
      leaderId: memberId,
    });
    expect(testGroup.group.members.all()[0]?.metadataOf('sticky')).toEqual(Buffer.from('other topics'));

    const changed = new TestGroup();
    changed.stable(1, { ...instance('a'), ...both });
    const { response } = changed.join({ ...instance('a'), protocols: protocols('range', 'sticky') });
    expect(response).toMatchObject({ generation: 2, protocolName: 'range', leaderId: response?.memberId });
    expect(response?.members).toHaveLength(1);
    expect(changed.join({ ...instance('a'), protocols: protocols('new') }).response?.error).toBe(
      'INCONSISTENT_GROUP_PROTOCOL',
    );
  });

  it('that returns while the others wait for the assignment makes them rejoin', () => {
    const testGroup = new TestGroup();
    const leader = testGroup.join(instance('a')).response?.memberId ?? '';
    const second = testGroup.join(instance('b'));
    testGroup.join({ memberId: leader, ...instance('a') });
    const follower = second.response?.memberId ?? '';
    const parked = testGroup.sync(follower, 2, {}, 'b');
    const back = testGroup.join(instance('a'));
    expect(parked.response?.error).toBe('REBALANCE_IN_PROGRESS');
    expect(back.response).toBeUndefined();
    testGroup.join({ memberId: follower, ...instance('b') });
    expect(back.response).toMatchObject({ error: 'NONE', generation: 3, leaderId: back.response?.memberId });
    expect(back.response?.members.map(({ groupInstanceId }) => groupInstanceId)).toEqual(['a', 'b']);
  });

  it('that returns during a rebalance takes part in it', () => {
    const testGroup = new TestGroup();
    const [leader = '', follower = ''] = stable(testGroup, 'a', 'b');
    const again = testGroup.join({ memberId: leader, ...instance('a') });
    const back = testGroup.join(instance('b'));
    expect(again.response?.members.map(({ memberId }) => memberId)).toEqual([leader, back.response?.memberId]);
    expect(back.response?.generation).toBe(3);
    expect(testGroup.heartbeat(follower, 3, 'b')).toBe('FENCED_INSTANCE_ID');
  });

  it('that restarts while it waits for its first response is not new, and does not time out while it waits', () => {
    const testGroup = new TestGroup();
    const [leader = ''] = stable(testGroup, 'a');
    const first = testGroup.join(instance('b'));
    const second = testGroup.join(instance('b'));
    expect(first.response?.error).toBe('FENCED_INSTANCE_ID');
    for (let beat = 0; beat < 3; beat++) {
      testGroup.clock.advance(9_000);
      expect(testGroup.heartbeat(leader, 1, 'a')).toBe('REBALANCE_IN_PROGRESS');
    }
    expect(second.response).toBeUndefined();
    testGroup.join({ memberId: leader, ...instance('a') });
    expect(second.response).toMatchObject({ error: 'NONE', generation: 2 });
  });

  it('keeps the client id of its first join', () => {
    const testGroup = new TestGroup();
    stable(testGroup, 'a');
    testGroup.join({ ...instance('a'), clientId: 'renamed', clientHost: '/10.0.0.1' });
    expect(testGroup.group.members.all()).toMatchObject([{ clientId: 'tester', clientHost: '/127.0.0.1' }]);
  });

  it('cannot return to a full group, as in Kafka', () => {
    const testGroup = new TestGroup({ groupMaxSize: 2 });
    stable(testGroup, 'a', 'b');
    expect(testGroup.join(instance('b')).response).toMatchObject({ error: 'GROUP_MAX_SIZE_REACHED', memberId: '' });
    expect(testGroup.group.members.size).toBe(2);
  });

  it('cannot join with an id that was reserved for a dynamic member', () => {
    const testGroup = new TestGroup();
    const memberId = testGroup.join({ memberIdRequired: true }).response?.memberId ?? '';
    expect(testGroup.join({ memberId, ...instance('a') }).response).toMatchObject({
      error: 'UNKNOWN_SERVER_ERROR',
      memberId: '',
    });
    expect(testGroup.join({ memberId, memberIdRequired: true }).response?.error).toBe('NONE');
  });
});

describe('the previous member of an instance', () => {
  it('is fenced in every request, and its id is unknown without the instance id', () => {
    const testGroup = new TestGroup();
    const [, before = ''] = stable(testGroup, 'a', 'b');
    const { generation } = testGroup.group;
    testGroup.join(instance('b'));
    expect(testGroup.heartbeat(before, generation, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(testGroup.commit(before, generation, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(testGroup.commitInTransaction(before, generation, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(testGroup.sync(before, generation, {}, 'b').response?.error).toBe('FENCED_INSTANCE_ID');
    expect(testGroup.leave(before, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(testGroup.join({ memberId: before, ...instance('b') }).response).toMatchObject({
      error: 'FENCED_INSTANCE_ID',
      memberId: before,
    });
    expect(testGroup.heartbeat(before, generation)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.commit(before, generation)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.leave(before)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.group.state).toBe('Stable');
  });

  it('is fenced whatever its generation, and a missing instance is unknown whatever the id', () => {
    const testGroup = new TestGroup();
    const [leader = '', before = ''] = stable(testGroup, 'a', 'b');
    testGroup.join(instance('b'));
    expect(testGroup.heartbeat(before, 99, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(testGroup.heartbeat(leader, 99, 'a')).toBe('ILLEGAL_GENERATION');
    expect(testGroup.heartbeat(leader, testGroup.group.generation, 'c')).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.sync(leader, 99, {}, 'c').response?.error).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.commit(leader, 99, 'c')).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.commit('', -1, 'a')).toBe('FENCED_INSTANCE_ID');
    expect(testGroup.commitInTransaction('', -1, 'a')).toBe('FENCED_INSTANCE_ID');
    expect(testGroup.commitInTransaction('', -1, 'c')).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.commitInTransaction('', -1)).toBe('NONE');
  });

  it('gets the error for a parked join', () => {
    const testGroup = new TestGroup();
    const [leader = ''] = stable(testGroup, 'a', 'b');
    const waiting = testGroup.join({ memberId: leader, ...instance('a') });
    const back = testGroup.join(instance('a'));
    expect(waiting).toMatchObject({
      times: 1,
      response: { error: 'FENCED_INSTANCE_ID', memberId: leader, generation: -1, leaderId: '', protocolName: '' },
    });
    expect(back.response).toBeUndefined();
  });

  it('and for a parked sync', () => {
    const testGroup = new TestGroup();
    const leader = testGroup.join(instance('a')).response?.memberId ?? '';
    const second = testGroup.join(instance('b'));
    testGroup.join({ memberId: leader, ...instance('a') });
    const waiting = testGroup.sync(second.response?.memberId ?? '', 2, {}, 'b');
    testGroup.join(instance('b'));
    expect(waiting).toMatchObject({ times: 1, response: { error: 'FENCED_INSTANCE_ID' } });
    expect(waiting.response?.assignment).toHaveLength(0);
  });

  it('has no session any more that could end', () => {
    const testGroup = new TestGroup();
    stable(testGroup, 'a');
    testGroup.clock.advance(9_000);
    const memberId = testGroup.join(instance('a')).response?.memberId ?? '';
    expect(testGroup.clock.timers).toBe(1 + 1);
    testGroup.clock.advance(9_999);
    expect(testGroup.heartbeat(memberId, 1, 'a')).toBe('NONE');
  });
});
