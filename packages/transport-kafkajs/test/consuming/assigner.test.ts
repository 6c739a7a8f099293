import { describe, expect, it } from '@jest/globals';
import { assignRoundRobin } from '../../src/consuming/assigner.js';

const partitions: Readonly<Record<string, readonly number[]>> = { users: [0, 1, 2], orders: [0, 1], gone: [] };
const partitionsOf = (topic: string) => partitions[topic] ?? [];
const handsOf = (...members: [string, string[]][]) =>
  Object.fromEntries(
    [
      ...assignRoundRobin(
        members.map(([memberId, topics]) => ({ memberId, topics })),
        partitionsOf,
      ),
    ].map(([member, hand]) => [member, hand.map(({ topic, partition }) => `${topic}${partition}`)]),
  );

describe('round robin', () => {
  it('assigns to the members in turn, continuing where the last topic ended', () => {
    expect(handsOf(['b', ['users', 'orders']], ['a', ['users', 'orders']])).toEqual({
      a: ['orders0', 'users0', 'users2'],
      b: ['orders1', 'users1'],
    });
  });

  it('assigns a topic only to its subscribers', () => {
    expect(handsOf(['a', ['users']], ['b', ['users', 'orders']])).toEqual({
      a: ['users0', 'users2'],
      b: ['orders0', 'orders1', 'users1'],
    });
  });

  it('gives an empty assignment to a member without a partition', () => {
    expect(handsOf(['a', ['gone']], ['b', []])).toEqual({ a: [], b: [] });
  });
});
