/** `kfw lag --watch`: redraws a terminal; elsewhere the next table, or the next lines of JSON, follow the last. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@kfw/core';
import { clearScreen } from '../../terminal/print.js';
import type { ClusterRun } from '../cluster/with-cluster.js';

/**
 * Draws again and again until the signal fires, and rejects then. A failure after the first time is noted: a cluster in
 * trouble is what people watch.
 */
export async function watchLag(
  { results, signal }: Pick<ClusterRun, 'results' | 'signal'>,
  intervalMs: number,
  draw: (isFirst: boolean) => Promise<() => void>,
): Promise<never> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      const show = await draw(isFirst);
      if (process.stdout.isTTY && !results.json) clearScreen();
      results.text(new Date().toISOString());
      show();
    } catch (thrown) {
      if (isFirst || signal.aborted) throw thrown;
      results.note(toError(thrown).message);
    }
    await sleep(intervalMs, undefined, { signal });
  }
}
