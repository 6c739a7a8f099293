/** Reads the status of a server, when somebody asks for it. */
import type { LaneProgress } from '../consuming/group/loop-progress.js';
import { eventLoopDelay } from '../measuring/event-loop-delay.js';
import type { Measurements } from '../measuring/measurements.js';
import { countsByLane } from './lane-counts.js';
import type { LifecycleState } from './lifecycle.js';
import type { BufferStatus, GroupStatus, LaneReport, ServerStatus } from './server-status.js';

/** What a server is called, for people. */
export interface ServerIdentity {
  readonly kfwVersion: string;
  readonly clientId: string;
}

export interface StatusFacts {
  readonly state: LifecycleState;
  readonly groups: readonly GroupFacts[];
  readonly identity: ServerIdentity | undefined;
  readonly buffers: BufferStatus | undefined;
  readonly measurements: Measurements;
}

export interface GroupFacts {
  readonly group: string;
  readonly isMember: boolean;
  readonly isJoining: boolean;
  readonly lanes: readonly LaneProgress[];
  isStalled(lane: LaneProgress): boolean;
}

export function reportStatus({ state, groups, identity, buffers, measurements }: StatusFacts): ServerStatus {
  const countsOf = countsByLane(measurements);
  const rebalances = measurements.seriesOf('kfw_rebalances_total');
  return {
    state,
    groups: groups.map((facts) => {
      const { group, isMember, isJoining, lanes } = facts;
      const counts = countsOf(group);
      return {
        group,
        member: isMember,
        joining: isJoining,
        rebalances: rebalances.find(({ labels }) => labels.group === group)?.value ?? 0,
        lanes: lanes.map((lane) => ({ ...laneReport(lane, facts), ...counts(lane.status) })).sort(byPosition),
      } satisfies GroupStatus;
    }),
    kfw: identity?.kfwVersion ?? null,
    clientId: identity?.clientId ?? null,
    pid: process.pid,
    startedAt: new Date(performance.timeOrigin).toISOString(),
    sentAt: new Date().toISOString(),
    uptimeMs: Math.round(performance.now()),
    memory: memory(),
    eventLoop: eventLoop(measurements),
    buffers: buffers ?? null,
  };
}

function laneReport(
  lane: LaneProgress,
  { isStalled }: GroupFacts,
): Omit<LaneReport, 'messages' | 'failures' | 'deadLetters'> {
  const { status, handler, runningMs } = lane;
  return {
    topic: status.topic,
    partition: status.partition,
    state: status.state,
    handler: handler ?? null,
    runningMs: runningMs ?? null,
    lag: status.lag ?? null,
    lagSeconds: status.lagSeconds ?? null,
    consumer: status.consumer,
    stalled: isStalled(lane),
    backlogMessages: status.backlogMessages,
    backlogBytes: status.backlogBytes,
    unmarked: status.unmarked ?? null,
    retryInMs: status.retryInMs ?? null,
    resumesInMs: status.resumesInMs ?? null,
    dueInMs: status.dueInMs ?? null,
    // Its message may hold anything.
    outage: status.outage === undefined ? null : { forMs: status.outage.forMs, error: status.outage.error },
  };
}

function byPosition(one: LaneReport, other: LaneReport): number {
  if (one.topic !== other.topic) return one.topic < other.topic ? -1 : 1;
  return one.partition - other.partition;
}

function memory(): ServerStatus['memory'] {
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  return {
    rssBytes: rss,
    heapUsedBytes: heapUsed,
    heapTotalBytes: heapTotal,
    externalBytes: external,
    arrayBuffersBytes: arrayBuffers,
  };
}

function eventLoop(measurements: Measurements): ServerStatus['eventLoop'] {
  const { median, p99, max } = eventLoopDelay();
  const [blocked] = measurements.seriesOf('kfw_event_loop_blocked_total');
  const milliseconds = (seconds: number) => Math.round(seconds * 1_000_000) / 1_000;
  return {
    medianMs: milliseconds(median),
    p99Ms: milliseconds(p99),
    maxMs: milliseconds(max),
    blocked: blocked?.value ?? 0,
  };
}
