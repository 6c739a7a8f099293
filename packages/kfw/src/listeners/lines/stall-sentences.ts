/** The sentences about stalls: what has stalled, for how long, and what kfw does about it. */
import type { KfwEvents } from '@kfw/core';
import { formatDuration, formatPartition, formatPartitions } from './format-values.js';

export function consumerStalled(event: KfwEvents['consumer.stalled']): string {
  const { consumer, offset, stalledForMs, restarting } = event;
  const where = offset === undefined ? formatPartition(event) : `offset ${offset} of ${formatPartition(event)}`;
  const what = `${consumer} has stalled at ${where}: no progress for ${formatDuration(stalledForMs)}, ${doing(event)}`;
  return `${what}; ${restarting ? 'restarting its group' : leftAlone}`;
}

export function groupStalled({ group, stalledForMs, restarting }: KfwEvents['group.stalled']): string {
  const what = `${group} has not fetched messages for ${formatDuration(stalledForMs)}`;
  return `${what}; ${restarting ? 'restarting it' : leftAlone}`;
}

export function groupRestarted({ group, partitions, durationMs }: KfwEvents['group.restarted']): string {
  const given = partitions.length === 0 ? '' : `; abandoned handlers: ${formatPartitions(partitions)}`;
  return `restarted ${group} in ${formatDuration(durationMs)}${given}`;
}

export function loopBlocked({ durationMs, consumers, sessionTimeoutMs }: KfwEvents['loop.blocked']): string {
  const what = blocked(consumers, formatDuration(durationMs));
  if (durationMs < sessionTimeoutMs) return what;
  return `${what}, longer than the session timeout of ${formatDuration(sessionTimeoutMs)}: its partitions may have gone to other members`;
}

const leftAlone = 'restarting the group did not help, so it is left as it is and /livez fails';

function doing({ callback, runningMs, state, lag }: KfwEvents['consumer.stalled']): string {
  const behind = `${lag} behind`;
  if (callback !== undefined) return `${callback} is running, ${behind}`;
  return runningMs === undefined
    ? `${state}, ${behind}`
    : `its handler has run for ${formatDuration(runningMs)}, ${behind}`;
}

function blocked([consumer, ...others]: readonly string[], forMs: string): string {
  if (consumer === undefined) return `the event loop was blocked for ${forMs} while no handler was running`;
  if (others.length === 0) return `${consumer} blocked the loop for ${forMs}`;
  return `the loop was blocked for ${forMs} while handlers ran: ${[consumer, ...others].join(', ')}`;
}
