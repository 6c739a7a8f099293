import { describe, expect, it } from '@jest/globals';
import { GroupInHand } from './group-in-hand.js';

describe('syncing', () => {
  it('parks syncs until the leader has handed in the assignment', () => {
    const hand = new GroupInHand();
    const leader = hand.join().answer?.memberId ?? '';
    const second = hand.join();
    hand.join({ memberId: leader });
    const follower = second.answer?.memberId ?? '';
    const parked = hand.sync(follower, 2);
    expect(parked.times).toBe(0);
    const led = hand.sync(leader, 2, { [leader]: 'a', [follower]: 'b', stranger: 'c' });
    expect([led, parked].map(({ answer }) => String(answer?.assignment))).toEqual(['a', 'b']);
    expect(hand.group.state).toBe('Stable');
    expect(String(hand.sync(follower, 2).answer?.assignment)).toBe('b');
  });

  it('gives whom the leader forgot nothing', () => {
    const hand = new GroupInHand();
    const leader = hand.join().answer?.memberId ?? '';
    expect(hand.sync(leader, 1).answer).toEqual({ error: 'NONE', assignment: Buffer.alloc(0) });
  });

  it('refuses another generation, strangers, and everybody in a rebalance', () => {
    const hand = new GroupInHand();
    const [leader = ''] = hand.stable(1);
    expect(hand.sync(leader, 2).answer?.error).toBe('ILLEGAL_GENERATION');
    expect(hand.sync('stranger', 1).answer?.error).toBe('UNKNOWN_MEMBER_ID');
    hand.join();
    expect(hand.sync(leader, 1).answer?.error).toBe('REBALANCE_IN_PROGRESS');
  });

  it('sends those who wait back to joining when somebody comes', () => {
    const hand = new GroupInHand();
    const leader = hand.join().answer?.memberId ?? '';
    const second = hand.join();
    hand.join({ memberId: leader });
    const parked = hand.sync(second.answer?.memberId ?? '', 2);
    hand.join();
    expect(parked.answer?.error).toBe('REBALANCE_IN_PROGRESS');
  });

  it('puts out members that heartbeat and never sync', () => {
    const hand = new GroupInHand();
    const leader = hand.join().answer?.memberId ?? '';
    const second = hand.join();
    hand.join({ memberId: leader });
    const follower = second.answer?.memberId ?? '';
    const parked = hand.sync(follower, 2);
    for (let second = 0; second < 30; second++) {
      expect(hand.heartbeat(leader, 2)).toBe('NONE');
      hand.clock.advance(1_000);
    }
    expect(parked.answer?.error).toBe('REBALANCE_IN_PROGRESS');
    expect(hand.heartbeat(leader, 2)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.join({ memberId: follower }).answer).toMatchObject({ generation: 3, leaderId: follower });
  });
});

describe('a member that has synced before', () => {
  it('is put out all the same when it does not sync in the next generation', () => {
    const hand = new GroupInHand();
    const [leader = '', follower = ''] = hand.stable(2);
    const again = hand.join({ memberId: leader });
    hand.join({ memberId: follower });
    hand.sync(leader, again.answer?.generation ?? 0);
    for (let second = 0; second < 30; second++) {
      for (const id of [leader, follower]) expect(hand.heartbeat(id, 3)).toBe('NONE');
      hand.clock.advance(1_000);
    }
    expect(hand.heartbeat(follower, 3)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.heartbeat(leader, 3)).toBe('REBALANCE_IN_PROGRESS');
  });
});

describe('sessions', () => {
  it('last as long as heartbeats come, and commits count', () => {
    const hand = new GroupInHand();
    const [member = ''] = hand.stable(1);
    for (let beat = 0; beat < 5; beat++) {
      hand.clock.advance(9_999);
      expect(beat % 2 === 0 ? hand.heartbeat(member, 1) : hand.commit(member, 1)).toBe('NONE');
    }
    hand.clock.advance(10_000);
    expect(hand.heartbeat(member, 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.group.state).toBe('Empty');
    expect(hand.group.generation).toBe(2);
  });

  it('end one by one: the rest rebalances without the one that is gone', () => {
    const hand = new GroupInHand();
    const [leader = '', follower = ''] = hand.stable(2);
    hand.clock.advance(6_000);
    hand.heartbeat(follower, 2);
    hand.clock.advance(4_000);
    expect(hand.heartbeat(follower, 2)).toBe('REBALANCE_IN_PROGRESS');
    expect(hand.heartbeat(leader, 2)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.join({ memberId: follower }).answer).toMatchObject({ generation: 3, leaderId: follower });
  });

  it('do not end while their member waits for an answer of ours', () => {
    const hand = new GroupInHand();
    const [leader = '', follower = ''] = hand.stable(2, { sessionTimeoutMs: 6_000 });
    const waiting = hand.join({ memberId: leader, sessionTimeoutMs: 6_000 });
    for (let second = 0; second < 29; second++) {
      hand.heartbeat(follower, 2);
      hand.clock.advance(1_000);
    }
    expect(waiting.times).toBe(0);
    hand.clock.advance(1_000);
    expect(waiting.answer).toMatchObject({ error: 'NONE', generation: 3 });
  });

  it('of new members that may have gone while they waited end after all', () => {
    const hand = new GroupInHand({ groupNewMemberTimeoutMs: 20_000 });
    const [leader = ''] = hand.stable(1, { rebalanceTimeoutMs: 60_000 });
    const newcomer = hand.join();
    for (let second = 0; second < 20; second++) {
      hand.heartbeat(leader, 1);
      hand.clock.advance(1_000);
    }
    expect(newcomer.answer?.error).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.join({ memberId: leader }).answer?.members).toHaveLength(1);
  });
});

describe('leaving', () => {
  it('empties the group, whose next generation is a later one', () => {
    const hand = new GroupInHand();
    const [member = ''] = hand.stable(1);
    expect(hand.leave(member)).toBe('NONE');
    expect(hand.group).toMatchObject({ state: 'Empty', generation: 2, protocolName: '' });
    expect(hand.leave(member)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.heartbeat(member, 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.group.record).toEqual({ generation: 2, protocolType: 'consumer', emptySince: hand.clock.now() });
    expect(hand.clock.timers).toBe(0);
    expect(hand.join({ protocolType: 'connect' }).answer?.generation).toBe(3);
    expect(hand.generations).toEqual([1, 2, 3]);
  });

  it('answers what the member still waits for', () => {
    const hand = new GroupInHand();
    const [leader = '', follower = ''] = hand.stable(2);
    const joining = hand.join({ memberId: leader });
    hand.leave(leader);
    expect(joining.answer?.error).toBe('UNKNOWN_MEMBER_ID');
    hand.join({ memberId: follower });
    const second = hand.join();
    hand.join({ memberId: follower });
    const waiting = second.answer?.memberId ?? '';
    const syncing = hand.sync(waiting, hand.group.generation);
    hand.leave(waiting);
    expect(syncing.answer?.error).toBe('UNKNOWN_MEMBER_ID');
  });

  it('for good: a dead group answers everybody and keeps no timer', () => {
    const hand = new GroupInHand();
    const [leader = ''] = hand.stable(2);
    const joining = hand.join({ memberId: leader });
    hand.join({ memberIdRequired: true });
    hand.group.die();
    expect(joining.answer?.error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(hand.join().answer?.error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(hand.heartbeat(leader, 2)).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(hand.leave(leader)).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(hand.commit('', -1)).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(hand.clock.timers).toBe(0);
  });
});

describe('committing', () => {
  it('without a member is for groups without members', () => {
    const hand = new GroupInHand();
    expect(hand.commit('', -1)).toBe('NONE');
    expect(hand.commit('stranger', 1)).toBe('UNKNOWN_MEMBER_ID');
    const [member = ''] = hand.stable(1);
    expect(hand.commit('', -1)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.commit('stranger', 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.commit(member, 0)).toBe('ILLEGAL_GENERATION');
    expect(hand.commit(member, -1)).toBe('ILLEGAL_GENERATION');
    expect(hand.commit(member, 1)).toBe('NONE');
  });

  it('goes on while members join again, and not between joining and syncing', () => {
    const hand = new GroupInHand();
    const [member = ''] = hand.stable(1);
    hand.join();
    expect(hand.commit(member, 1)).toBe('NONE');
    hand.join({ memberId: member });
    expect(hand.commit(member, 1)).toBe('ILLEGAL_GENERATION');
    expect(hand.commit(member, 2)).toBe('REBALANCE_IN_PROGRESS');
  });
});
