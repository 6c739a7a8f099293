import { describe, expect, it } from '@jest/globals';
import { TestGroup } from '../test-group.js';

const instance = (groupInstanceId: string) => ({ groupInstanceId });

/** A stable group of these instances; returns their member ids, the leader's first. */
function stable(testGroup: TestGroup, ...instances: string[]): string[] {
  return testGroup.stable(instances.length, (at) => instance(instances[at] ?? ''));
}

describe('several members leaving together', () => {
  it('has a result for each, and one rebalance', () => {
    const testGroup = new TestGroup();
    const [first = '', second = '', third = ''] = stable(testGroup, 'a', 'b', 'c');
    const { generation } = testGroup.group;
    const { error, members } = testGroup.group.leave([
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
    expect(testGroup.heartbeat(first, generation, 'a')).toBe('UNKNOWN_MEMBER_ID');
    expect(testGroup.heartbeat(third, generation, 'c')).toBe('REBALANCE_IN_PROGRESS');
    expect(testGroup.join({ memberId: third, ...instance('c') }).response).toMatchObject({
      generation: generation + 1,
      leaderId: third,
    });
  });

  it('empties the group in one generation', () => {
    const testGroup = new TestGroup();
    stable(testGroup, 'a', 'b');
    testGroup.group.leave([
      { memberId: '', groupInstanceId: 'a' },
      { memberId: '', groupInstanceId: 'b' },
    ]);
    expect(testGroup.group).toMatchObject({ state: 'Empty', generation: 3 });
    expect(testGroup.clock.timers).toBe(0);
  });

  it('without members leaves the group unchanged', () => {
    const testGroup = new TestGroup();
    stable(testGroup, 'a');
    testGroup.group.leave([{ memberId: '', groupInstanceId: 'b' }]);
    testGroup.group.leave([]);
    expect(testGroup.group.state).toBe('Stable');
  });

  it('with a reserved id makes members rejoin, as in Kafka', () => {
    const testGroup = new TestGroup();
    stable(testGroup, 'a');
    const memberId = testGroup.join({ memberIdRequired: true }).response?.memberId ?? '';
    expect(testGroup.group.state).toBe('Stable');
    expect(testGroup.leave(memberId)).toBe('NONE');
    expect(testGroup.group.state).toBe('PreparingRebalance');
  });
});
