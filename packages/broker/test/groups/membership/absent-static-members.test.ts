import { describe, expect, it } from '@jest/globals';
import { TestGroup } from '../test-group.js';

const instance = (groupInstanceId: string) => ({ groupInstanceId });

/** A stable group of instances `a` (the leader), `b`, …; their member ids. */
function stable(testGroup: TestGroup, ...instances: string[]): string[] {
  const ids = testGroup.stable(instances.length, (at) => instance(instances[at] ?? ''));
  expect(testGroup.group.state).toBe('Stable');
  return ids;
}

describe('an absent static member', () => {
  it('keeps its place in a rebalance that it misses, and another member leads', () => {
    const testGroup = new TestGroup();
    const [leader = ''] = testGroup.stable(1, { ...instance('a'), sessionTimeoutMs: 60_000 });
    const dynamic = testGroup.join({ sessionTimeoutMs: 60_000 });
    testGroup.clock.advance(29_999);
    expect(dynamic.response).toBeUndefined();
    testGroup.clock.advance(1);
    expect(dynamic.response).toMatchObject({ error: 'NONE', generation: 2, leaderId: dynamic.response?.memberId });
    expect(dynamic.response?.members.map(({ memberId }) => memberId)).toEqual([leader, dynamic.response?.memberId]);
    expect(testGroup.heartbeat(leader, 2, 'a')).toBe('NONE');
  });

  it('is removed when it has not synced in time', () => {
    const testGroup = new TestGroup();
    const [leader = ''] = testGroup.stable(1, { ...instance('a'), sessionTimeoutMs: 90_000 });
    const dynamic = testGroup.join({ sessionTimeoutMs: 90_000 });
    testGroup.clock.advance(30_000);
    testGroup.sync(dynamic.response?.memberId ?? '', 2);
    testGroup.clock.advance(29_999);
    expect(testGroup.heartbeat(leader, 2, 'a')).toBe('NONE');
    testGroup.clock.advance(1);
    expect(testGroup.heartbeat(leader, 2, 'a')).toBe('UNKNOWN_MEMBER_ID');
  });

  it('keeps its group in the rebalance when there is no other member, until its session is over', () => {
    const testGroup = new TestGroup();
    const [, second = ''] = testGroup.stable(2, (at) => ({
      ...instance(at === 0 ? 'a' : 'b'),
      sessionTimeoutMs: 70_000,
    }));
    expect(testGroup.leave('', 'a')).toBe('NONE');
    expect(testGroup.group).toMatchObject({ state: 'PreparingRebalance', generation: 2 });
    testGroup.clock.advance(69_999);
    expect(testGroup.group).toMatchObject({ state: 'PreparingRebalance', generation: 2 });
    expect(testGroup.heartbeat(second, 2, 'b')).toBe('REBALANCE_IN_PROGRESS');
    testGroup.clock.advance(70_000);
    expect(testGroup.group).toMatchObject({ state: 'Empty', generation: 3 });
    expect(testGroup.clock.timers).toBe(0);
  });

  it('is waited for with pauses, whatever its rebalance timeout', () => {
    const testGroup = new TestGroup();
    testGroup.stable(2, (at) => ({ ...instance(at === 0 ? 'a' : 'b'), rebalanceTimeoutMs: 0 }));
    expect(testGroup.leave('', 'a')).toBe('NONE');
    testGroup.clock.advance(10_000);
    expect(testGroup.group.state).toBe('Empty');
  });

  it('loses its place when its session is over', () => {
    const testGroup = new TestGroup();
    const [before = ''] = stable(testGroup, 'a');
    testGroup.clock.advance(10_000);
    expect(testGroup.group.state).toBe('Empty');
    expect(testGroup.heartbeat(before, 2, 'a')).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.join(instance('a')).response).toMatchObject({ error: 'NONE', generation: 3 });
  });

  it('that restarted before its sync leaves that sync missing: the group rebalances, with all of its members', () => {
    const testGroup = new TestGroup();
    const leader = testGroup.join(instance('a')).response?.memberId ?? '';
    const second = testGroup.join({ ...instance('b'), sessionTimeoutMs: 90_000 });
    testGroup.join({ memberId: leader, ...instance('a'), sessionTimeoutMs: 90_000 });
    testGroup.sync(leader, 2, { [leader]: 'a', [second.response?.memberId ?? '']: 'b' }, 'a');
    const memberId = testGroup.join({ ...instance('b'), sessionTimeoutMs: 90_000 }).response?.memberId ?? '';
    expect(String(testGroup.sync(memberId, 2, {}, 'b').response?.assignment)).toBe('b');
    testGroup.clock.advance(29_999);
    expect(testGroup.group.state).toBe('Stable');
    testGroup.clock.advance(1);
    expect(testGroup.group.state).toBe('PreparingRebalance');
    expect(testGroup.group.members.size).toBe(2);
  });

  it('keeps its old session timeout until its next request, and then has the new one', () => {
    const patient = { ...instance('a'), sessionTimeoutMs: 60_000 };
    const testGroup = new TestGroup();
    stable(testGroup, 'a');
    const memberId = testGroup.join(patient).response?.memberId ?? '';
    testGroup.clock.advance(9_999);
    expect(testGroup.heartbeat(memberId, 1, 'a')).toBe('NONE');
    testGroup.clock.advance(59_999);
    expect(testGroup.heartbeat(memberId, 1, 'a')).toBe('NONE');
    testGroup.join(patient);
    testGroup.clock.advance(59_999);
    expect(testGroup.group.state).toBe('Stable');

    const silent = new TestGroup();
    stable(silent, 'a');
    silent.join(patient);
    silent.clock.advance(10_000);
    expect(silent.group.state).toBe('Empty');
  });
});
