import { describe, expect, it } from '@jest/globals';
import { GroupInHand } from './group-in-hand.js';

const instance = (groupInstanceId: string) => ({ groupInstanceId });

/** A stable group of instances `a` (the leader), `b`, …; their member ids. */
function stable(hand: GroupInHand, ...instances: string[]): string[] {
  const ids = hand.stable(instances.length, (at) => instance(instances[at] ?? ''));
  expect(hand.group.state).toBe('Stable');
  return ids;
}

describe('a static member that is not there', () => {
  it('keeps its place in a rebalance that it misses, and another leads', () => {
    const hand = new GroupInHand();
    const [leader = ''] = hand.stable(1, { ...instance('a'), sessionTimeoutMs: 60_000 });
    const dynamic = hand.join({ sessionTimeoutMs: 60_000 });
    hand.clock.advance(29_999);
    expect(dynamic.answer).toBeUndefined();
    hand.clock.advance(1);
    expect(dynamic.answer).toMatchObject({ error: 'NONE', generation: 2, leaderId: dynamic.answer?.memberId });
    expect(dynamic.answer?.members.map(({ memberId }) => memberId)).toEqual([leader, dynamic.answer?.memberId]);
    expect(hand.heartbeat(leader, 2, 'a')).toBe('NONE');
  });

  it('is put out when it has not synced in time', () => {
    const hand = new GroupInHand();
    const [leader = ''] = hand.stable(1, { ...instance('a'), sessionTimeoutMs: 90_000 });
    const dynamic = hand.join({ sessionTimeoutMs: 90_000 });
    hand.clock.advance(30_000);
    hand.sync(dynamic.answer?.memberId ?? '', 2);
    hand.clock.advance(29_999);
    expect(hand.heartbeat(leader, 2, 'a')).toBe('NONE');
    hand.clock.advance(1);
    expect(hand.heartbeat(leader, 2, 'a')).toBe('UNKNOWN_MEMBER_ID');
  });

  it('holds its group in the rebalance when nobody else is there, until its session is over', () => {
    const hand = new GroupInHand();
    const [, second = ''] = hand.stable(2, (at) => ({ ...instance(at === 0 ? 'a' : 'b'), sessionTimeoutMs: 70_000 }));
    expect(hand.leave('', 'a')).toBe('NONE');
    expect(hand.group).toMatchObject({ state: 'PreparingRebalance', generation: 2 });
    hand.clock.advance(69_999);
    expect(hand.group).toMatchObject({ state: 'PreparingRebalance', generation: 2 });
    expect(hand.heartbeat(second, 2, 'b')).toBe('REBALANCE_IN_PROGRESS');
    hand.clock.advance(70_000);
    expect(hand.group).toMatchObject({ state: 'Empty', generation: 3 });
    expect(hand.clock.timers).toBe(0);
  });

  it('is not waited for without a pause, whatever rebalance timeout it asked for', () => {
    const hand = new GroupInHand();
    hand.stable(2, (at) => ({ ...instance(at === 0 ? 'a' : 'b'), rebalanceTimeoutMs: 0 }));
    expect(hand.leave('', 'a')).toBe('NONE');
    hand.clock.advance(10_000);
    expect(hand.group.state).toBe('Empty');
  });

  it('loses its place when its session is over', () => {
    const hand = new GroupInHand();
    const [before = ''] = stable(hand, 'a');
    hand.clock.advance(10_000);
    expect(hand.group.state).toBe('Empty');
    expect(hand.heartbeat(before, 2, 'a')).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.join(instance('a')).answer).toMatchObject({ error: 'NONE', generation: 3 });
  });

  it('that came back before it had synced leaves that sync undone: the group rebalances then, with all of its members', () => {
    const hand = new GroupInHand();
    const leader = hand.join(instance('a')).answer?.memberId ?? '';
    const second = hand.join({ ...instance('b'), sessionTimeoutMs: 90_000 });
    hand.join({ memberId: leader, ...instance('a'), sessionTimeoutMs: 90_000 });
    hand.sync(leader, 2, { [leader]: 'a', [second.answer?.memberId ?? '']: 'b' }, 'a');
    const memberId = hand.join({ ...instance('b'), sessionTimeoutMs: 90_000 }).answer?.memberId ?? '';
    expect(String(hand.sync(memberId, 2, {}, 'b').answer?.assignment)).toBe('b');
    hand.clock.advance(29_999);
    expect(hand.group.state).toBe('Stable');
    hand.clock.advance(1);
    expect(hand.group.state).toBe('PreparingRebalance');
    expect(hand.group.members.size).toBe(2);
  });

  it('has the session it had before until it is heard of, and then the one it asks for', () => {
    const patient = { ...instance('a'), sessionTimeoutMs: 60_000 };
    const hand = new GroupInHand();
    stable(hand, 'a');
    const memberId = hand.join(patient).answer?.memberId ?? '';
    hand.clock.advance(9_999);
    expect(hand.heartbeat(memberId, 1, 'a')).toBe('NONE');
    hand.clock.advance(59_999);
    expect(hand.heartbeat(memberId, 1, 'a')).toBe('NONE');
    hand.join(patient);
    hand.clock.advance(59_999);
    expect(hand.group.state).toBe('Stable');

    const silent = new GroupInHand();
    stable(silent, 'a');
    silent.join(patient);
    silent.clock.advance(10_000);
    expect(silent.group.state).toBe('Empty');
  });
});
