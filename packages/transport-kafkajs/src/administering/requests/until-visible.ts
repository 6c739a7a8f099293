/**
 * Waits until brokers show a change that the cluster has made. The controller responds before they learn of it, a moment
 * later: a call that follows would see what was before.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const checkEveryMs = 20;
const maxWaitMs = 3_000;

/** Returns in any case: the change is made, whatever the brokers show, and whether or not they respond. */
export async function untilVisible(isVisible: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + maxWaitMs;
  const check = () => isVisible().catch(() => false);
  while (!(await check()) && performance.now() < endsAt) await sleep(checkEveryMs);
}
