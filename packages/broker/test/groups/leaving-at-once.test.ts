import { describe, expect, it } from '@jest/globals';
import { GroupInHand } from './group-in-hand.js';

const instance = (groupInstanceId: string) => ({ groupInstanceId });

/** A stable group of these instances; their member ids, the leader's first. */
function stable(hand: GroupInHand, ...instances: string[]): string[] {
  return hand.stable(instances.length, (at) => instance(instances[at] ?? ''));
}

describe('leaving, several at once', () => {
  it('answers each, and has one rebalance', () => {
    const hand = new GroupInHand();
    const [first = '', second = '', third = ''] = stable(hand, 'a', 'b', 'c');
    const { generation } = hand.group;
    const { error, members } = hand.group.leave([
      { memberId: '', groupInstanceId: 'a' },
      { memberId: second, groupInstanceId: 'b' },
      { memberId: '', groupInstanceId: 'a' },
      { memberId: third, groupInstanceId: 'x' },
      { memberId: 'other', groupInstanceId: 'c' },
      { memberId: 'stranger', groupInstanceId: null },
      { memberId: '', groupInstanceId: null },
    ]);
    expect(error).toBe('NONE');
    expect(members.map((each) => each.error)).toEqual([
      'NONE',
      'NONE',
      'UNKNOWN_MEMBER_ID',
      'UNKNOWN_MEMBER_ID',
      'FENCED_INSTANCE_ID',
      'UNKNOWN_MEMBER_ID',
      'UNKNOWN_MEMBER_ID',
    ]);
    expect(members[1]).toEqual({ memberId: second, groupInstanceId: 'b', error: 'NONE' });
    expect(hand.heartbeat(first, generation, 'a')).toBe('UNKNOWN_MEMBER_ID');
    expect(hand.heartbeat(third, generation, 'c')).toBe('REBALANCE_IN_PROGRESS');
    expect(hand.join({ memberId: third, ...instance('c') }).answer).toMatchObject({
      generation: generation + 1,
      leaderId: third,
    });
  });

  it('empties the group with its last member, in one generation', () => {
    const hand = new GroupInHand();
    stable(hand, 'a', 'b');
    hand.group.leave([
      { memberId: '', groupInstanceId: 'a' },
      { memberId: '', groupInstanceId: 'b' },
    ]);
    expect(hand.group).toMatchObject({ state: 'Empty', generation: 3 });
    expect(hand.clock.timers).toBe(0);
  });

  it('of nobody leaves the group as it is', () => {
    const hand = new GroupInHand();
    stable(hand, 'a');
    hand.group.leave([{ memberId: '', groupInstanceId: 'b' }]);
    hand.group.leave([]);
    expect(hand.group.state).toBe('Stable');
  });

  it('of an id that was given out has members join again, as in Kafka', () => {
    const hand = new GroupInHand();
    stable(hand, 'a');
    const memberId = hand.join({ memberIdRequired: true }).answer?.memberId ?? '';
    expect(hand.group.state).toBe('Stable');
    expect(hand.leave(memberId)).toBe('NONE');
    expect(hand.group.state).toBe('PreparingRebalance');
  });
});
