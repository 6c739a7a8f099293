import { describe, expect, it } from '@jest/globals';
import { missedGoal } from '../../src/figures/goal.js';
import { rowOf } from '../../src/figures/row.js';

const samples = { bench: 'keyed', unit: 'messages/s', peers: { kafkajs: [1_000], nestjs: [900] } } as const;
const goal = 25;

describe('a goal', () => {
  it('is reached when every peer is', () => {
    expect(missedGoal({ ...rowOf({ ...samples, kfw: [25_000] }), goal })).toBeUndefined();
  });

  it('is missed when one peer is not, and says by how much', () => {
    expect(missedGoal({ ...rowOf({ ...samples, kfw: [24_000] }), goal })).toMatchObject({
      code: 'KFW_BENCH_GOAL_MISSED',
      message: expect.stringContaining('it is 24.00 × kafkajs.'),
    });
  });

  it('is missed without a figure', () => {
    expect(missedGoal({ ...rowOf({ ...samples, kfw: [] }), goal })).toMatchObject({ code: 'KFW_BENCH_GOAL_MISSED' });
  });

  it('is not what every row has', () => {
    expect(missedGoal(rowOf({ ...samples, kfw: [1] }))).toBeUndefined();
  });
});
