import { describe, expect, it } from '@jest/globals';
import { GroupInHand } from './group-in-hand.js';

const protocols = (...names: string[]) => names.map((name) => ({ name, metadata: Buffer.from(`of ${name}`) }));

describe('joining a group', () => {
  it('gives the first member a generation of its own, and makes it the leader', () => {
    const hand = new GroupInHand();
    const { answer } = hand.join();
    expect(answer).toMatchObject({ error: 'NONE', generation: 1, protocolName: 'range' });
    expect(answer?.memberId).toMatch(/^tester-[0-9a-f-]{36}$/);
    expect(answer?.leaderId).toBe(answer?.memberId);
    expect(answer?.members).toEqual([
      { memberId: answer?.memberId, groupInstanceId: null, metadata: Buffer.from('topics') },
    ]);
    expect(hand.group.state).toBe('CompletingRebalance');
  });

  it('parks a newcomer until the others have joined again, and tells only the leader of all', () => {
    const hand = new GroupInHand();
    const [first = ''] = hand.stable(1);
    const second = hand.join();
    expect(second.answer).toBeUndefined();
    expect(hand.group.state).toBe('PreparingRebalance');
    expect(hand.heartbeat(first, 1)).toBe('REBALANCE_IN_PROGRESS');
    const again = hand.join({ memberId: first });
    expect(again.answer).toMatchObject({ generation: 2, leaderId: first });
    expect(again.answer?.members.map(({ memberId }) => memberId)).toEqual([first, second.answer?.memberId]);
    expect(second.answer).toMatchObject({ generation: 2, leaderId: first, members: [] });
  });

  it('puts out who has not joined when the longest rebalance timeout is over, and elects another leader', () => {
    const hand = new GroupInHand();
    const [first = ''] = hand.stable(1, { rebalanceTimeoutMs: 20_000, sessionTimeoutMs: 60_000 });
    const second = hand.join({ rebalanceTimeoutMs: 5_000 });
    hand.clock.advance(19_999);
    expect(second.answer).toBeUndefined();
    hand.clock.advance(1);
    expect(second.answer).toMatchObject({ error: 'NONE', generation: 2, leaderId: second.answer?.memberId });
    expect(hand.heartbeat(first, 1)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('from v4 on gives a member its id first, and waits for it until its session timeout', () => {
    const hand = new GroupInHand();
    const given = hand.join({ memberIdRequired: true });
    expect(given.answer).toMatchObject({ error: 'MEMBER_ID_REQUIRED', generation: -1 });
    const memberId = given.answer?.memberId ?? '';
    expect(hand.group.members.size).toBe(0);
    expect(hand.heartbeat(memberId, -1)).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.join({ memberId, memberIdRequired: true }).answer).toMatchObject({ error: 'NONE', memberId });

    const late = hand.join({ memberIdRequired: true }).answer?.memberId ?? '';
    hand.clock.advance(10_000);
    expect(hand.join({ memberId: late, memberIdRequired: true }).answer?.error).toBe('UNKNOWN_MEMBER_ID');
  });

  it('waits in a rebalance for ids given out, until they expire or leave', () => {
    const hand = new GroupInHand();
    const [first = ''] = hand.stable(1);
    const pending = hand.join({ memberIdRequired: true }).answer?.memberId ?? '';
    const leaving = hand.join({ memberIdRequired: true }).answer?.memberId ?? '';
    const again = hand.join({ memberId: first });
    expect(again.answer).toBeUndefined();
    expect(hand.leave(leaving)).toBe('NONE');
    expect(again.answer).toBeUndefined();
    hand.clock.advance(10_000);
    expect(again.answer).toMatchObject({ error: 'NONE', generation: 2 });
    expect(hand.leave(pending)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('takes the protocol that all know and most prefer', () => {
    const hand = new GroupInHand();
    const first = hand.join({ protocols: protocols('sticky', 'range', 'robin') }).answer?.memberId ?? '';
    const others = [
      hand.join({ protocols: protocols('robin', 'range') }),
      hand.join({ protocols: protocols('range', 'robin') }),
    ];
    const leader = hand.join({ memberId: first, protocols: protocols('sticky', 'robin', 'range') });
    expect(leader.answer?.protocolName).toBe('robin');
    expect(others.map(({ answer }) => answer?.protocolName)).toEqual(['robin', 'robin']);
    expect(leader.answer?.members.map(({ metadata }) => String(metadata))).toEqual(Array(3).fill('of robin'));
  });

  it.each([
    ['sticky', 'range', 'sticky'],
    ['range', 'cooperative-sticky', 'range'],
    ['roundrobin', 'range', 'range'],
    ['roundrobin', 'sticky', 'sticky'],
    ['cooperative-sticky', 'sticky', 'sticky'],
  ])('takes of %s and %s, with as many votes each, the one that Apache Kafka takes', (one, other, taken) => {
    for (const [mine, yours] of [
      [one, other],
      [other, one],
    ] as const) {
      const hand = new GroupInHand();
      const first = hand.join({ protocols: protocols(mine, yours) }).answer?.memberId ?? '';
      const second = hand.join({ protocols: protocols(yours, mine) });
      hand.join({ memberId: first, protocols: protocols(mine, yours) });
      expect(second.answer?.protocolName).toBe(taken);
    }
  });

  it('refuses whom the others could not understand', () => {
    const hand = new GroupInHand();
    expect(hand.join({ protocols: [] }).answer?.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(hand.join({ protocolType: '' }).answer?.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    hand.stable(1);
    expect(hand.join({ protocols: protocols('sticky') }).answer?.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(hand.join({ protocolType: 'connect' }).answer?.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(hand.join({ memberId: 'nobody' }).answer?.error).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.group.state).toBe('Stable');
  });

  it('gives a member that missed an answer the same generation again', () => {
    const hand = new GroupInHand();
    const [leader = '', follower = ''] = hand.stable(2);
    const { generation } = hand.group;
    expect(hand.join({ memberId: follower }).answer).toMatchObject({ error: 'NONE', generation, members: [] });
    expect(hand.group.state).toBe('Stable');
    hand.join({ memberId: leader });
    expect(hand.group.state).toBe('PreparingRebalance');
    hand.join({ memberId: follower });
    expect(hand.join({ memberId: leader }).answer).toMatchObject({ generation: generation + 1, leaderId: leader });
    expect(hand.join({ memberId: leader }).answer?.members).toHaveLength(2);
    expect(hand.group.state).toBe('CompletingRebalance');
  });

  it('rebalances when a member comes with another subscription', () => {
    const hand = new GroupInHand();
    const [leader = '', follower = ''] = hand.stable(2);
    const changed = hand.join({ memberId: follower, protocols: [{ name: 'range', metadata: Buffer.from('more') }] });
    expect(hand.group.state).toBe('PreparingRebalance');
    const told = hand.join({ memberId: leader });
    expect(changed.answer?.generation).toBe(3);
    expect(told.answer?.members.map(({ metadata }) => String(metadata))).toEqual(['topics', 'more']);
  });

  it('answers a join once only, also one that its member has sent anew', () => {
    const hand = new GroupInHand();
    const [first = ''] = hand.stable(2);
    const lost = hand.join({ memberId: first });
    const anew = hand.join({ memberId: first });
    expect(lost).toMatchObject({ times: 1, answer: { error: 'REBALANCE_IN_PROGRESS' } });
    expect(anew.times).toBe(0);
    hand.clock.advance(30_000);
    expect([lost.times, anew.times]).toEqual([1, 1]);
  });

  it('has so many members and no more', () => {
    const hand = new GroupInHand({ groupMaxSize: 2 });
    const [first = '', second = ''] = hand.stable(2);
    expect(hand.join().answer?.error).toBe('GROUP_MAX_SIZE_REACHED');
    expect(hand.group.state).toBe('Stable');
    const again = [hand.join({ memberId: first }), hand.join({ memberId: second })];
    expect(again.map(({ answer }) => answer?.error)).toEqual(['NONE', 'NONE']);
    const crowded = new GroupInHand({ groupMaxSize: 2 });
    const refusals = Array.from({ length: 3 }, () => crowded.join({ memberIdRequired: true }).answer?.error);
    expect(refusals).toEqual(['MEMBER_ID_REQUIRED', 'MEMBER_ID_REQUIRED', 'GROUP_MAX_SIZE_REACHED']);
  });

  it('keeps no view of the frame that a subscription came by', () => {
    const hand = new GroupInHand();
    const frame = Buffer.from('....subscription....');
    const { answer } = hand.join({ protocols: [{ name: 'range', metadata: frame.subarray(4, 16) }] });
    frame.fill(0);
    expect(String(answer?.members[0]?.metadata)).toBe('subscription');
  });
});

describe('the initial delay of an empty group', () => {
  const options = { groupInitialRebalanceDelayMs: 3_000 };

  it('lets members that start together have one generation', () => {
    const hand = new GroupInHand(options);
    const joins = [hand.join(), hand.join()];
    hand.clock.advance(2_999);
    expect(joins.map(({ times }) => times)).toEqual([0, 0]);
    hand.clock.advance(1 + 3_000);
    expect(joins.map(({ answer }) => answer?.generation)).toEqual([1, 1]);
  });

  it('goes on as long as more come, but never past the rebalance timeout of the first', () => {
    const hand = new GroupInHand(options);
    const first = hand.join({ rebalanceTimeoutMs: 7_000 });
    for (let second = 0; second < 6; second++) {
      hand.clock.advance(1_000);
      hand.join();
    }
    expect(first.times).toBe(0);
    hand.clock.advance(1_000);
    expect(first.answer?.members).toHaveLength(7);
    expect(hand.group.generation).toBe(1);
  });

  it('is for the first generation only', () => {
    const hand = new GroupInHand(options);
    const first = hand.join();
    hand.clock.advance(3_000);
    const memberId = first.answer?.memberId ?? '';
    hand.sync(memberId, 1);
    const second = hand.join();
    hand.join({ memberId });
    expect(second.answer?.generation).toBe(2);
  });
});
