/** How long to wait before something that failed is tried again: twice as long each time, up to a second. */
import { setTimeout as sleep } from 'node:timers/promises';

const firstPauseMs = 100;
const longestPauseMs = 1_000;

/** `failures` counts those in a row. Resolves early when the signal fires. */
export async function pauseAfterFailure(failures: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
