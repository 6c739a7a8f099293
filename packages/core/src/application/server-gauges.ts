/**
 * The gauges of a server: its state, its groups and its lanes. Every routed topic has its series from the start, at 0, before a partition
 * of it is assigned. They are read when they are collected, all from one reading of the lanes.
 */
import type { LaneProgress, LoopProgress } from '../consuming/group/loop-progress.js';
import type { NameOf } from '../measuring/instruments.js';
import type { GaugeValue, Measurements } from '../measuring/measurements.js';
import type { GroupPlan } from '../routing/plan/plan.js';
import { type LifecycleState, lifecycleStates } from './lifecycle.js';

export interface GaugedGroup {
  readonly plan: GroupPlan;
  readonly progress: LoopProgress;
  isStalled(lane: LaneProgress): boolean;
  /** Stalled partitions that are given up for a restart. */
  readonly restarting: readonly { readonly topic: string; readonly partition: number; readonly consumer: string }[];
}

export interface ServerGaugesOptions {
  readonly measurements: Measurements;
  readonly state: () => LifecycleState;
  readonly groups: () => readonly GaugedGroup[];
}

type LaneGauge =
  | 'kfw_consumer_lag_messages'
  | 'kfw_consumer_lag_seconds'
  | 'kfw_consumer_buffer_bytes'
  | 'kfw_assigned_partitions'
  | 'kfw_stalled_partitions';

/** Returns a function that removes them. */
export function addServerGauges({ measurements, state, groups: readGroups }: ServerGaugesOptions): () => void {
  const groups = oncePerTurn(readGroups);
  const lanes = (name: LaneGauge, read: (lane: LaneProgress, group: GaugedGroup) => number | undefined) =>
    measurements.gauge(name, () => groups().flatMap((group) => laneValues(group, (lane) => read(lane, group))));
  const gauge = <Name extends NameOf<'gauge'>>(name: Name, read: () => GaugeValue<Name>[]) =>
    measurements.gauge(name, read);
  const removers = [
    lanes('kfw_consumer_lag_messages', ({ status }) => status.lag),
    lanes('kfw_consumer_lag_seconds', ({ status }) => status.lagSeconds),
    lanes('kfw_consumer_buffer_bytes', ({ status }) => status.backlogBytes),
    lanes('kfw_assigned_partitions', () => 1),
    lanes('kfw_stalled_partitions', (lane, group) => (group.isStalled(lane) ? 1 : 0)),
    measurements.gauge('kfw_stalled_partitions', () =>
      groups().flatMap(({ plan, restarting }) =>
        restarting.map(({ topic, partition, consumer }) => {
          return { labels: { group: plan.id, topic, partition, consumer }, value: 1 };
        }),
      ),
    ),
    gauge('kfw_group_member', () =>
      groups().map(({ plan, progress }) => ({ labels: { group: plan.id }, value: progress.isMember ? 1 : 0 })),
    ),
    gauge('kfw_server_state', () =>
      lifecycleStates.map((each) => ({ labels: { state: each }, value: each === state() ? 1 : 0 })),
    ),
  ];
  return () => {
    for (const remove of removers) remove();
  };
}

/** 0 for a topic without a partition here; no value for a partition whose value is unknown. */
function laneValues(
  { plan: { id, topics }, progress }: GaugedGroup,
  read: (lane: LaneProgress) => number | undefined,
): GaugeValue<LaneGauge>[] {
  const assigned = new Set(progress.lanes.map(({ status }) => status.topic));
  const unassigned = topics.filter(({ topic, pattern }) => pattern === undefined && !assigned.has(topic));
  const none = unassigned.map(({ topic, consumer }) => ({
    labels: { group: id, topic, consumer: consumer.name },
    value: 0,
  }));
  const values = progress.lanes.flatMap((lane) => {
    const { group, topic, consumer, partition } = lane.status;
    const value = read(lane);
    return value === undefined ? [] : { labels: { group, topic, consumer, partition }, value };
  });
  return [...none, ...values];
}

/** Several gauges are collected at once: what they read is computed once in a turn of the event loop. */
function oncePerTurn<Value>(read: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => {
    if (kept === undefined) {
      kept = { value: read() };
      setImmediate(() => {
        kept = undefined;
      });
    }
    return kept.value;
  };
}
