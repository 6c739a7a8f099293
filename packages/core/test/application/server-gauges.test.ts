import { describe, expect, it } from '@jest/globals';
import { addServerGauges, type GaugedGroup } from '../../src/application/server-gauges.js';
import type { LaneProgress } from '../../src/consuming/group/loop-progress.js';
import type { LaneStatus } from '../../src/events/events.js';
import { Monitor } from '../../src/events/monitor.js';
import type { NameOf } from '../../src/measuring/instruments.js';
import type { GroupPlan } from '../../src/routing/plan/plan.js';

const topics = ['users', 'orders'].map((topic) => ({ topic, consumer: { name: 'C' } }));
const plan = { id: 'shop', name: 'shop', topics } as unknown as GroupPlan;

function lane(partition: number, status: Partial<LaneStatus>): LaneProgress {
  const identity = { group: 'shop', topic: 'users', consumer: 'C', partition };
  return {
    status: { ...identity, backlogBytes: 10, lag: undefined, lagSeconds: undefined, ...status },
  } as LaneProgress;
}

function measured(lanes: readonly LaneProgress[], over: Partial<GaugedGroup> = {}) {
  const { measurements } = new Monitor();
  const progress = { isMember: true, polledAt: undefined, lanes };
  const group: GaugedGroup = { plan, progress, isStalled: () => false, restarting: [], ...over };
  const remove = addServerGauges({ measurements, state: () => 'running', groups: () => [group] });
  const read = (name: NameOf<'gauge'>) =>
    measurements.seriesOf(name).map(({ labels, value }) => `${labels.topic ?? labels.state ?? labels.group}: ${value}`);
  return { read, remove };
}

describe('the gauges of a server', () => {
  it('are 0 for every topic before a partition is assigned', () => {
    const { read } = measured([]);
    for (const name of ['kfw_consumer_lag_seconds', 'kfw_consumer_lag_messages', 'kfw_assigned_partitions'] as const)
      expect(read(name)).toEqual(['users: 0', 'orders: 0']);
  });

  it('sum up messages, have the oldest age, and no value for what is unknown', () => {
    const { read } = measured([lane(0, { lag: 3, lagSeconds: 1.5 }), lane(1, { lag: 4, lagSeconds: 9 }), lane(2, {})]);
    expect(read('kfw_consumer_lag_messages')).toEqual(['orders: 0', 'users: 7']);
    expect(read('kfw_consumer_lag_seconds')).toEqual(['orders: 0', 'users: 9']);
    expect(read('kfw_assigned_partitions')).toEqual(['orders: 0', 'users: 3']);
    expect(measured([lane(0, {})]).read('kfw_consumer_lag_seconds')).toEqual(['orders: 0']);
  });

  it('count a stalled partition also while its group is restarted for it', () => {
    const stalled = { topic: 'users', partition: 1, consumer: 'C' };
    const { read } = measured([lane(0, {})], { isStalled: () => true, restarting: [stalled] });
    expect(read('kfw_stalled_partitions')).toEqual(['orders: 0', 'users: 2']);
  });

  it('have the state and the membership, and are gone when they are removed', () => {
    const { read, remove } = measured([]);
    expect(read('kfw_group_member')).toEqual(['shop: 1']);
    expect(read('kfw_server_state')).toContain('running: 1');
    remove();
    expect(read('kfw_server_state')).toEqual([]);
  });
});
