import { describe, expect, it } from '@jest/globals';
import { GroupInHand } from './group-in-hand.js';

const instance = (groupInstanceId: string) => ({ groupInstanceId });
const protocols = (...names: string[]) => names.map((name) => ({ name, metadata: Buffer.from(`of ${name}`) }));

/** A stable group of instances `a` (the leader), `b`, …; their member ids. */
function stable(hand: GroupInHand, ...instances: string[]): string[] {
  const ids = hand.stable(instances.length, (at) => instance(instances[at] ?? ''));
  expect(hand.group.state).toBe('Stable');
  return ids;
}

describe('a static member', () => {
  it('has its id at its first join, of which its instance id is the beginning', () => {
    const hand = new GroupInHand();
    const { answer } = hand.join({ ...instance('a'), memberIdRequired: true });
    expect(answer).toMatchObject({ error: 'NONE', generation: 1 });
    expect(answer?.memberId).toMatch(/^a-[0-9a-f-]{36}$/);
    expect(answer?.members).toEqual([
      { memberId: answer?.memberId, groupInstanceId: 'a', metadata: Buffer.from('topics') },
    ]);
  });

  it('that comes back to a stable group has its assignment again, and nobody else notices', () => {
    const hand = new GroupInHand();
    const [leader = '', follower = ''] = stable(hand, 'a', 'b');
    const { generation } = hand.group;
    const { answer } = hand.join(instance('b'));
    expect(answer).toMatchObject({ error: 'NONE', generation, protocolName: 'range', leaderId: leader, members: [] });
    const memberId = answer?.memberId ?? '';
    expect(memberId).not.toBe(follower);
    expect(String(hand.sync(memberId, generation, {}, 'b').answer?.assignment)).toBe('part 1');
    expect(hand.heartbeat(leader, generation, 'a')).toBe('NONE');
    expect(hand.heartbeat(memberId, generation, 'b')).toBe('NONE');
    expect(hand.group).toMatchObject({ state: 'Stable', generation });
    expect(hand.group.members.size).toBe(2);
  });

  it('that led and comes back is told of its old self as the leader, and leads', () => {
    const hand = new GroupInHand();
    const [before = ''] = stable(hand, 'a', 'b');
    const { answer } = hand.join(instance('a'));
    expect(answer).toMatchObject({ error: 'NONE', leaderId: before, members: [] });
    const memberId = answer?.memberId ?? '';
    expect(hand.group.members.leaderId).toBe(memberId);
    hand.join({ memberId, ...instance('a') });
    expect(hand.group.state).toBe('PreparingRebalance');
  });

  it('rebalances the group when it comes back with what makes it run another protocol, and not when it does not', () => {
    const hand = new GroupInHand();
    const both = { protocols: protocols('sticky', 'range') };
    const [memberId = ''] = hand.stable(1, { ...instance('a'), ...both });
    const other = { protocols: [{ name: 'sticky', metadata: Buffer.from('other topics') }] };
    expect(hand.join({ ...instance('a'), ...other }).answer).toMatchObject({ generation: 1, leaderId: memberId });
    expect(hand.group.members.all()[0]?.metadataOf('sticky')).toEqual(Buffer.from('other topics'));

    const changed = new GroupInHand();
    changed.stable(1, { ...instance('a'), ...both });
    const { answer } = changed.join({ ...instance('a'), protocols: protocols('range', 'sticky') });
    expect(answer).toMatchObject({ generation: 2, protocolName: 'range', leaderId: answer?.memberId });
    expect(answer?.members).toHaveLength(1);
    expect(changed.join({ ...instance('a'), protocols: protocols('new') }).answer?.error).toBe(
      'INCONSISTENT_GROUP_PROTOCOL',
    );
  });

  it('that comes back while the others wait for the assignment has them join again', () => {
    const hand = new GroupInHand();
    const leader = hand.join(instance('a')).answer?.memberId ?? '';
    const second = hand.join(instance('b'));
    hand.join({ memberId: leader, ...instance('a') });
    const follower = second.answer?.memberId ?? '';
    const parked = hand.sync(follower, 2, {}, 'b');
    const back = hand.join(instance('a'));
    expect(parked.answer?.error).toBe('REBALANCE_IN_PROGRESS');
    expect(back.answer).toBeUndefined();
    hand.join({ memberId: follower, ...instance('b') });
    expect(back.answer).toMatchObject({ error: 'NONE', generation: 3, leaderId: back.answer?.memberId });
    expect(back.answer?.members.map(({ groupInstanceId }) => groupInstanceId)).toEqual(['a', 'b']);
  });

  it('that comes back in a rebalance takes part in it', () => {
    const hand = new GroupInHand();
    const [leader = '', follower = ''] = stable(hand, 'a', 'b');
    const again = hand.join({ memberId: leader, ...instance('a') });
    const back = hand.join(instance('b'));
    expect(again.answer?.members.map(({ memberId }) => memberId)).toEqual([leader, back.answer?.memberId]);
    expect(back.answer?.generation).toBe(3);
    expect(hand.heartbeat(follower, 3, 'b')).toBe('FENCED_INSTANCE_ID');
  });

  it('that starts anew while it waits for its first answer is no newcomer, and not late while it waits', () => {
    const hand = new GroupInHand();
    const [leader = ''] = stable(hand, 'a');
    const first = hand.join(instance('b'));
    const second = hand.join(instance('b'));
    expect(first.answer?.error).toBe('FENCED_INSTANCE_ID');
    for (let beat = 0; beat < 3; beat++) {
      hand.clock.advance(9_000);
      expect(hand.heartbeat(leader, 1, 'a')).toBe('REBALANCE_IN_PROGRESS');
    }
    expect(second.answer).toBeUndefined();
    hand.join({ memberId: leader, ...instance('a') });
    expect(second.answer).toMatchObject({ error: 'NONE', generation: 2 });
  });

  it('shows the client that it was when it first came', () => {
    const hand = new GroupInHand();
    stable(hand, 'a');
    hand.join({ ...instance('a'), clientId: 'renamed', clientHost: '/10.0.0.1' });
    expect(hand.group.members.all()).toMatchObject([{ clientId: 'tester', clientHost: '/127.0.0.1' }]);
  });

  it('has no place to come back to in a full group, as in Kafka', () => {
    const hand = new GroupInHand({ groupMaxSize: 2 });
    stable(hand, 'a', 'b');
    expect(hand.join(instance('b')).answer).toMatchObject({ error: 'GROUP_MAX_SIZE_REACHED', memberId: '' });
    expect(hand.group.members.size).toBe(2);
  });

  it('cannot come with an id that was given out to a dynamic one', () => {
    const hand = new GroupInHand();
    const memberId = hand.join({ memberIdRequired: true }).answer?.memberId ?? '';
    expect(hand.join({ memberId, ...instance('a') }).answer).toMatchObject({
      error: 'UNKNOWN_SERVER_ERROR',
      memberId: '',
    });
    expect(hand.join({ memberId, memberIdRequired: true }).answer?.error).toBe('NONE');
  });
});

describe('whoever had an instance before', () => {
  it('is fenced in all that it asks, and nobody knows its id without the instance', () => {
    const hand = new GroupInHand();
    const [, before = ''] = stable(hand, 'a', 'b');
    const { generation } = hand.group;
    hand.join(instance('b'));
    expect(hand.heartbeat(before, generation, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(hand.commit(before, generation, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(hand.commitInTransaction(before, generation, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(hand.sync(before, generation, {}, 'b').answer?.error).toBe('FENCED_INSTANCE_ID');
    expect(hand.leave(before, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(hand.join({ memberId: before, ...instance('b') }).answer).toMatchObject({
      error: 'FENCED_INSTANCE_ID',
      memberId: before,
    });
    expect(hand.heartbeat(before, generation)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.commit(before, generation)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.leave(before)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.group.state).toBe('Stable');
  });

  it('is fenced whatever generation it names, and an instance that is not here is unknown whatever the id', () => {
    const hand = new GroupInHand();
    const [leader = '', before = ''] = stable(hand, 'a', 'b');
    hand.join(instance('b'));
    expect(hand.heartbeat(before, 99, 'b')).toBe('FENCED_INSTANCE_ID');
    expect(hand.heartbeat(leader, 99, 'a')).toBe('ILLEGAL_GENERATION');
    expect(hand.heartbeat(leader, hand.group.generation, 'c')).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.sync(leader, 99, {}, 'c').answer?.error).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.commit(leader, 99, 'c')).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.commit('', -1, 'a')).toBe('FENCED_INSTANCE_ID');
    expect(hand.commitInTransaction('', -1, 'a')).toBe('FENCED_INSTANCE_ID');
    expect(hand.commitInTransaction('', -1, 'c')).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.commitInTransaction('', -1)).toBe('NONE');
  });

  it('hears of it where it waits, for a join', () => {
    const hand = new GroupInHand();
    const [leader = ''] = stable(hand, 'a', 'b');
    const waiting = hand.join({ memberId: leader, ...instance('a') });
    const back = hand.join(instance('a'));
    expect(waiting).toMatchObject({
      times: 1,
      answer: { error: 'FENCED_INSTANCE_ID', memberId: leader, generation: -1, leaderId: '', protocolName: '' },
    });
    expect(back.answer).toBeUndefined();
  });

  it('and for a sync', () => {
    const hand = new GroupInHand();
    const leader = hand.join(instance('a')).answer?.memberId ?? '';
    const second = hand.join(instance('b'));
    hand.join({ memberId: leader, ...instance('a') });
    const waiting = hand.sync(second.answer?.memberId ?? '', 2, {}, 'b');
    hand.join(instance('b'));
    expect(waiting).toMatchObject({ times: 1, answer: { error: 'FENCED_INSTANCE_ID' } });
    expect(waiting.answer?.assignment).toHaveLength(0);
  });

  it('has no session any more that could end', () => {
    const hand = new GroupInHand();
    stable(hand, 'a');
    hand.clock.advance(9_000);
    const memberId = hand.join(instance('a')).answer?.memberId ?? '';
    expect(hand.clock.timers).toBe(1 + 1);
    hand.clock.advance(9_999);
    expect(hand.heartbeat(memberId, 1, 'a')).toBe('NONE');
  });
});
