import { describe, expect, it } from '@jest/globals';
import { TestGroup } from '../test-group.js';

describe('syncing', () => {
  it('parks syncs until the leader has submitted the assignment', () => {
    const testGroup = new TestGroup();
    const leader = testGroup.join().response?.memberId ?? '';
    const second = testGroup.join();
    testGroup.join({ memberId: leader });
    const follower = second.response?.memberId ?? '';
    const parked = testGroup.sync(follower, 2);
    expect(parked.times).toBe(0);
    const led = testGroup.sync(leader, 2, { [leader]: 'a', [follower]: 'b', stranger: 'c' });
    expect([led, parked].map(({ response }) => String(response?.assignment))).toEqual(['a', 'b']);
    expect(testGroup.group.state).toBe('Stable');
    expect(String(testGroup.sync(follower, 2).response?.assignment)).toBe('b');
  });

  it('gives an empty assignment to a member that the leader left out', () => {
    const testGroup = new TestGroup();
    const leader = testGroup.join().response?.memberId ?? '';
    expect(testGroup.sync(leader, 1).response).toEqual({ error: 'NONE', assignment: Buffer.alloc(0) });
  });

  it('rejects another generation, unknown members, and all members during a rebalance', () => {
    const testGroup = new TestGroup();
    const [leader = ''] = testGroup.stable(1);
    expect(testGroup.sync(leader, 2).response?.error).toBe('ILLEGAL_GENERATION');
    expect(testGroup.sync('stranger', 1).response?.error).toBe('UNKNOWN_MEMBER_ID');
    testGroup.join();
    expect(testGroup.sync(leader, 1).response?.error).toBe('REBALANCE_IN_PROGRESS');
  });

  it('makes waiting members rejoin when a new member joins', () => {
    const testGroup = new TestGroup();
    const leader = testGroup.join().response?.memberId ?? '';
    const second = testGroup.join();
    testGroup.join({ memberId: leader });
    const parked = testGroup.sync(second.response?.memberId ?? '', 2);
    testGroup.join();
    expect(parked.response?.error).toBe('REBALANCE_IN_PROGRESS');
  });

  it('removes members that heartbeat and never sync', () => {
    const testGroup = new TestGroup();
    const leader = testGroup.join().response?.memberId ?? '';
    const second = testGroup.join();
    testGroup.join({ memberId: leader });
    const follower = second.response?.memberId ?? '';
    const parked = testGroup.sync(follower, 2);
    for (let second = 0; second < 30; second++) {
      expect(testGroup.heartbeat(leader, 2)).toBe('NONE');
      testGroup.clock.advance(1_000);
    }
    expect(parked.response?.error).toBe('REBALANCE_IN_PROGRESS');
    expect(testGroup.heartbeat(leader, 2)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.join({ memberId: follower }).response).toMatchObject({ generation: 3, leaderId: follower });
  });
});

describe('a member that has synced before', () => {
  it('is removed as well when it does not sync in the next generation', () => {
    const testGroup = new TestGroup();
    const [leader = '', follower = ''] = testGroup.stable(2);
    const again = testGroup.join({ memberId: leader });
    testGroup.join({ memberId: follower });
    testGroup.sync(leader, again.response?.generation ?? 0);
    for (let second = 0; second < 30; second++) {
      for (const id of [leader, follower]) expect(testGroup.heartbeat(id, 3)).toBe('NONE');
      testGroup.clock.advance(1_000);
    }
    expect(testGroup.heartbeat(follower, 3)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.heartbeat(leader, 3)).toBe('REBALANCE_IN_PROGRESS');
  });
});

describe('sessions', () => {
  it('last as long as there are heartbeats or commits', () => {
    const testGroup = new TestGroup();
    const [member = ''] = testGroup.stable(1);
    for (let beat = 0; beat < 5; beat++) {
      testGroup.clock.advance(9_999);
      expect(beat % 2 === 0 ? testGroup.heartbeat(member, 1) : testGroup.commit(member, 1)).toBe('NONE');
    }
    testGroup.clock.advance(10_000);
    expect(testGroup.heartbeat(member, 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.group.state).toBe('Empty');
    expect(testGroup.group.generation).toBe(2);
  });

  it('end independently: the other members rebalance without the removed one', () => {
    const testGroup = new TestGroup();
    const [leader = '', follower = ''] = testGroup.stable(2);
    testGroup.clock.advance(6_000);
    testGroup.heartbeat(follower, 2);
    testGroup.clock.advance(4_000);
    expect(testGroup.heartbeat(follower, 2)).toBe('REBALANCE_IN_PROGRESS');
    expect(testGroup.heartbeat(leader, 2)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.join({ memberId: follower }).response).toMatchObject({ generation: 3, leaderId: follower });
  });

  it('do not end while their member waits for a response', () => {
    const testGroup = new TestGroup();
    const [leader = '', follower = ''] = testGroup.stable(2, { sessionTimeoutMs: 6_000 });
    const waiting = testGroup.join({ memberId: leader, sessionTimeoutMs: 6_000 });
    for (let second = 0; second < 29; second++) {
      testGroup.heartbeat(follower, 2);
      testGroup.clock.advance(1_000);
    }
    expect(waiting.times).toBe(0);
    testGroup.clock.advance(1_000);
    expect(waiting.response).toMatchObject({ error: 'NONE', generation: 3 });
  });

  it('of new members that may have disconnected while waiting end nevertheless', () => {
    const testGroup = new TestGroup({ groupNewMemberTimeoutMs: 20_000 });
    const [leader = ''] = testGroup.stable(1, { rebalanceTimeoutMs: 60_000 });
    const newcomer = testGroup.join();
    for (let second = 0; second < 20; second++) {
      testGroup.heartbeat(leader, 1);
      testGroup.clock.advance(1_000);
    }
    expect(newcomer.response?.error).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.join({ memberId: leader }).response?.members).toHaveLength(1);
  });
});

describe('leaving', () => {
  it('empties the group, whose next generation is a later one', () => {
    const testGroup = new TestGroup();
    const [member = ''] = testGroup.stable(1);
    expect(testGroup.leave(member)).toBe('NONE');
    expect(testGroup.group).toMatchObject({ state: 'Empty', generation: 2, protocolName: '' });
    expect(testGroup.leave(member)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.heartbeat(member, 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.group.record).toEqual({
      generation: 2,
      protocolType: 'consumer',
      emptySince: testGroup.clock.now(),
    });
    expect(testGroup.clock.timers).toBe(0);
    expect(testGroup.join({ protocolType: 'connect' }).response?.generation).toBe(3);
    expect(testGroup.generations).toEqual([1, 2, 3]);
  });

  it("answers the member's parked request", () => {
    const testGroup = new TestGroup();
    const [leader = '', follower = ''] = testGroup.stable(2);
    const joining = testGroup.join({ memberId: leader });
    testGroup.leave(leader);
    expect(joining.response?.error).toBe('UNKNOWN_MEMBER_ID');
    testGroup.join({ memberId: follower });
    const second = testGroup.join();
    testGroup.join({ memberId: follower });
    const waiting = second.response?.memberId ?? '';
    const syncing = testGroup.sync(waiting, testGroup.group.generation);
    testGroup.leave(waiting);
    expect(syncing.response?.error).toBe('UNKNOWN_MEMBER_ID');
  });

  it('forever: a dead group answers every request and keeps no timer', () => {
    const testGroup = new TestGroup();
    const [leader = ''] = testGroup.stable(2);
    const joining = testGroup.join({ memberId: leader });
    testGroup.join({ memberIdRequired: true });
    testGroup.group.die();
    expect(joining.response?.error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(testGroup.join().response?.error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(testGroup.heartbeat(leader, 2)).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(testGroup.leave(leader)).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(testGroup.commit('', -1)).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(testGroup.clock.timers).toBe(0);
  });
});

describe('committing', () => {
  it('without a member is for groups without members', () => {
    const testGroup = new TestGroup();
    expect(testGroup.commit('', -1)).toBe('NONE');
    expect(testGroup.commit('stranger', 1)).toBe('UNKNOWN_MEMBER_ID');
    const [member = ''] = testGroup.stable(1);
    expect(testGroup.commit('', -1)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.commit('stranger', 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.commit(member, 0)).toBe('ILLEGAL_GENERATION');
    expect(testGroup.commit(member, -1)).toBe('ILLEGAL_GENERATION');
    expect(testGroup.commit(member, 1)).toBe('NONE');
  });

  it('is possible during joins, but not between joining and syncing', () => {
    const testGroup = new TestGroup();
    const [member = ''] = testGroup.stable(1);
    testGroup.join();
    expect(testGroup.commit(member, 1)).toBe('NONE');
    testGroup.join({ memberId: member });
    expect(testGroup.commit(member, 1)).toBe('ILLEGAL_GENERATION');
    expect(testGroup.commit(member, 2)).toBe('REBALANCE_IN_PROGRESS');
  });
});
