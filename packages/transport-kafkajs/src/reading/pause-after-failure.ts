/** Pauses before a retry: twice as long after each failure in a row, up to a second. */
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '@kfw/core';

const firstPauseMs = 100;
const longestPauseMs = 1_000;

/** `failures`: in a row, so far. Resolves early when the signal fires. */
export async function pauseAfterFailure(failures: number, signal: AbortSignal): Promise<void> {
  const ms = backoffMs(failures, { first: firstPauseMs, longest: longestPauseMs });
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
