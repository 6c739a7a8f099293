/** Waits so that letters are replayed at the rate of `--rate`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pace, type ReplayPace } from '@kfw/operating';

export function replayPace(perSecond: number): ReplayPace {
  const pace = new Pace(perSecond);
  return {
    batchSize: pace.batchSize,
    async wait(count, signal) {
      const waitMs = pace.reserve(count);
      // Rejects when the signal fires: then there is nothing left to wait for.
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    },
  };
}
