import { describe, expect, it } from '@jest/globals';
import { TestGroup } from '../test-group.js';

const protocols = (...names: string[]) => names.map((name) => ({ name, metadata: Buffer.from(`of ${name}`) }));

describe('joining a group', () => {
  it('gives the first member its own generation, and makes it the leader', () => {
    const testGroup = new TestGroup();
    const { response } = testGroup.join();
    expect(response).toMatchObject({ error: 'NONE', generation: 1, protocolName: 'range' });
    expect(response?.memberId).toMatch(/^tester-[0-9a-f-]{36}$/);
    expect(response?.leaderId).toBe(response?.memberId);
    expect(response?.members).toEqual([
      { memberId: response?.memberId, groupInstanceId: null, metadata: Buffer.from('topics') },
    ]);
    expect(testGroup.group.state).toBe('CompletingRebalance');
  });

  it('parks a new member until the others have rejoined, and lists all members to the leader only', () => {
    const testGroup = new TestGroup();
    const [first = ''] = testGroup.stable(1);
    const second = testGroup.join();
    expect(second.response).toBeUndefined();
    expect(testGroup.group.state).toBe('PreparingRebalance');
    expect(testGroup.heartbeat(first, 1)).toBe('REBALANCE_IN_PROGRESS');
    const again = testGroup.join({ memberId: first });
    expect(again.response).toMatchObject({ generation: 2, leaderId: first });
    expect(again.response?.members.map(({ memberId }) => memberId)).toEqual([first, second.response?.memberId]);
    expect(second.response).toMatchObject({ generation: 2, leaderId: first, members: [] });
  });

  it('removes members that have not joined when the longest rebalance timeout is over, and elects another leader', () => {
    const testGroup = new TestGroup();
    const [first = ''] = testGroup.stable(1, { rebalanceTimeoutMs: 20_000, sessionTimeoutMs: 60_000 });
    const second = testGroup.join({ rebalanceTimeoutMs: 5_000 });
    testGroup.clock.advance(19_999);
    expect(second.response).toBeUndefined();
    testGroup.clock.advance(1);
    expect(second.response).toMatchObject({ error: 'NONE', generation: 2, leaderId: second.response?.memberId });
    expect(testGroup.heartbeat(first, 1)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('from v4 on gives a member its id first, and waits for it until its session timeout', () => {
    const testGroup = new TestGroup();
    const given = testGroup.join({ memberIdRequired: true });
    expect(given.response).toMatchObject({ error: 'MEMBER_ID_REQUIRED', generation: -1 });
    const memberId = given.response?.memberId ?? '';
    expect(testGroup.group.members.size).toBe(0);
    expect(testGroup.heartbeat(memberId, -1)).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.join({ memberId, memberIdRequired: true }).response).toMatchObject({ error: 'NONE', memberId });

    const late = testGroup.join({ memberIdRequired: true }).response?.memberId ?? '';
    testGroup.clock.advance(10_000);
    expect(testGroup.join({ memberId: late, memberIdRequired: true }).response?.error).toBe('UNKNOWN_MEMBER_ID');
  });

  it('waits during a rebalance for reserved ids, until they expire or leave', () => {
    const testGroup = new TestGroup();
    const [first = ''] = testGroup.stable(1);
    const pending = testGroup.join({ memberIdRequired: true }).response?.memberId ?? '';
    const leaving = testGroup.join({ memberIdRequired: true }).response?.memberId ?? '';
    const again = testGroup.join({ memberId: first });
    expect(again.response).toBeUndefined();
    expect(testGroup.leave(leaving)).toBe('NONE');
    expect(again.response).toBeUndefined();
    testGroup.clock.advance(10_000);
    expect(again.response).toMatchObject({ error: 'NONE', generation: 2 });
    expect(testGroup.leave(pending)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('chooses the protocol that all members support and most prefer', () => {
    const testGroup = new TestGroup();
    const first = testGroup.join({ protocols: protocols('sticky', 'range', 'robin') }).response?.memberId ?? '';
    const others = [
      testGroup.join({ protocols: protocols('robin', 'range') }),
      testGroup.join({ protocols: protocols('range', 'robin') }),
    ];
    const leader = testGroup.join({ memberId: first, protocols: protocols('sticky', 'robin', 'range') });
    expect(leader.response?.protocolName).toBe('robin');
    expect(others.map(({ response }) => response?.protocolName)).toEqual(['robin', 'robin']);
    expect(leader.response?.members.map(({ metadata }) => String(metadata))).toEqual(Array(3).fill('of robin'));
  });

  it.each([
    ['sticky', 'range', 'sticky'],
    ['range', 'cooperative-sticky', 'range'],
    ['roundrobin', 'range', 'range'],
    ['roundrobin', 'sticky', 'sticky'],
    ['cooperative-sticky', 'sticky', 'sticky'],
  ])('chooses of %s and %s, with equal votes, the one that Apache Kafka chooses', (one, other, taken) => {
    for (const [mine, yours] of [
      [one, other],
      [other, one],
    ] as const) {
      const testGroup = new TestGroup();
      const first = testGroup.join({ protocols: protocols(mine, yours) }).response?.memberId ?? '';
      const second = testGroup.join({ protocols: protocols(yours, mine) });
      testGroup.join({ memberId: first, protocols: protocols(mine, yours) });
      expect(second.response?.protocolName).toBe(taken);
    }
  });

  it('rejects a member without a common protocol', () => {
    const testGroup = new TestGroup();
    expect(testGroup.join({ protocols: [] }).response?.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(testGroup.join({ protocolType: '' }).response?.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    testGroup.stable(1);
    expect(testGroup.join({ protocols: protocols('sticky') }).response?.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(testGroup.join({ protocolType: 'connect' }).response?.error).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(testGroup.join({ memberId: 'nobody' }).response?.error).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.group.state).toBe('Stable');
  });

  it('gives a member that missed a response the same generation again', () => {
    const testGroup = new TestGroup();
    const [leader = '', follower = ''] = testGroup.stable(2);
    const { generation } = testGroup.group;
    expect(testGroup.join({ memberId: follower }).response).toMatchObject({ error: 'NONE', generation, members: [] });
    expect(testGroup.group.state).toBe('Stable');
    testGroup.join({ memberId: leader });
    expect(testGroup.group.state).toBe('PreparingRebalance');
    testGroup.join({ memberId: follower });
    expect(testGroup.join({ memberId: leader }).response).toMatchObject({
      generation: generation + 1,
      leaderId: leader,
    });
    expect(testGroup.join({ memberId: leader }).response?.members).toHaveLength(2);
    expect(testGroup.group.state).toBe('CompletingRebalance');
  });

  it('rebalances when a member joins with another subscription', () => {
    const testGroup = new TestGroup();
    const [leader = '', follower = ''] = testGroup.stable(2);
    const changed = testGroup.join({
      memberId: follower,
      protocols: [{ name: 'range', metadata: Buffer.from('more') }],
    });
    expect(testGroup.group.state).toBe('PreparingRebalance');
    const response = testGroup.join({ memberId: leader });
    expect(changed.response?.generation).toBe(3);
    expect(response.response?.members.map(({ metadata }) => String(metadata))).toEqual(['topics', 'more']);
  });

  it('answers a join only once, also one that its member has sent again', () => {
    const testGroup = new TestGroup();
    const [first = ''] = testGroup.stable(2);
    const lost = testGroup.join({ memberId: first });
    const again = testGroup.join({ memberId: first });
    expect(lost).toMatchObject({ times: 1, response: { error: 'REBALANCE_IN_PROGRESS' } });
    expect(again.times).toBe(0);
    testGroup.clock.advance(30_000);
    expect([lost.times, again.times]).toEqual([1, 1]);
  });

  it('limits the number of members', () => {
    const testGroup = new TestGroup({ groupMaxSize: 2 });
    const [first = '', second = ''] = testGroup.stable(2);
    expect(testGroup.join().response?.error).toBe('GROUP_MAX_SIZE_REACHED');
    expect(testGroup.group.state).toBe('Stable');
    const again = [testGroup.join({ memberId: first }), testGroup.join({ memberId: second })];
    expect(again.map(({ response }) => response?.error)).toEqual(['NONE', 'NONE']);
    const crowded = new TestGroup({ groupMaxSize: 2 });
    const refusals = Array.from({ length: 3 }, () => crowded.join({ memberIdRequired: true }).response?.error);
    expect(refusals).toEqual(['MEMBER_ID_REQUIRED', 'MEMBER_ID_REQUIRED', 'GROUP_MAX_SIZE_REACHED']);
  });

  it('keeps no view of the frame of a subscription', () => {
    const testGroup = new TestGroup();
    const frame = Buffer.from('....subscription....');
    const { response } = testGroup.join({ protocols: [{ name: 'range', metadata: frame.subarray(4, 16) }] });
    frame.fill(0);
    expect(String(response?.members[0]?.metadata)).toBe('subscription');
  });
});

describe('the initial delay of an empty group', () => {
  const options = { groupInitialRebalanceDelayMs: 3_000 };

  it('lets members that start together have one generation', () => {
    const testGroup = new TestGroup(options);
    const joins = [testGroup.join(), testGroup.join()];
    testGroup.clock.advance(2_999);
    expect(joins.map(({ times }) => times)).toEqual([0, 0]);
    testGroup.clock.advance(1 + 3_000);
    expect(joins.map(({ response }) => response?.generation)).toEqual([1, 1]);
  });

  it('is extended while more members join, up to the rebalance timeout of the first', () => {
    const testGroup = new TestGroup(options);
    const first = testGroup.join({ rebalanceTimeoutMs: 7_000 });
    for (let second = 0; second < 6; second++) {
      testGroup.clock.advance(1_000);
      testGroup.join();
    }
    expect(first.times).toBe(0);
    testGroup.clock.advance(1_000);
    expect(first.response?.members).toHaveLength(7);
    expect(testGroup.group.generation).toBe(1);
  });

  it('applies to the first generation only', () => {
    const testGroup = new TestGroup(options);
    const first = testGroup.join();
    testGroup.clock.advance(3_000);
    const memberId = first.response?.memberId ?? '';
    testGroup.sync(memberId, 1);
    const second = testGroup.join();
    testGroup.join({ memberId });
    expect(second.response?.generation).toBe(2);
  });
});
