/**
 * Waits for work while the member stays in its group. kafkajs heartbeats from its fetch loop, which is blocked while
 * a group rebalances, so heartbeats are sent here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { settlesWithin, toError } from '@kfw/core';
import type { ConsumerGroup } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';

/** `removed`: the group has continued without this member. */
export type WaitOutcome = 'done' | 'deadline' | 'removed';

const removedMemberErrors: readonly (string | undefined)[] = [
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'FENCED_INSTANCE_ID',
];

/** The time a broker, which may be frozen, is waited for. */
const responseTimeoutMs = 1_000;

/**
 * Whether the member is still in its group. A broker that does not respond has not removed it: the session timeout
 * decides, and the next join shows.
 */
export async function isMember(group: ConsumerGroup): Promise<boolean> {
  const { groupId, memberId, generationId, coordinator } = group;
  if (memberId === null || generationId === null || coordinator === null) return false;
  try {
    await settlesWithin(
      responseTimeoutMs,
      coordinator.heartbeat({ groupId, memberId, groupGenerationId: generationId }),
    );
    return true;
  } catch (thrown) {
    return !removedMemberErrors.includes(protocolErrorOf(toError(thrown)));
  }
}

/** Waits for `work`, which must not reject, for `deadlineMs` at most, with a heartbeat each `intervalMs`. */
export async function waitWithHeartbeats(
  group: ConsumerGroup,
  work: Promise<void>,
  { deadlineMs, intervalMs }: { deadlineMs: number; intervalMs: number },
): Promise<WaitOutcome> {
  const endsAt = performance.now() + deadlineMs;
  const done = work.then(() => 'done' as const);
  for (;;) {
    const remainingMs = endsAt - performance.now();
    if (remainingMs <= 0) return 'deadline';
    const timer = new AbortController();
    const pause = sleep(Math.min(intervalMs, remainingMs), 'tick' as const, { signal: timer.signal });
    const aborted = pause.catch(() => 'tick' as const);
    const first = await Promise.race([done, aborted]);
    timer.abort();
    if (first === 'done') return 'done';
    if (!(await isMember(group))) return 'removed';
  }
}
