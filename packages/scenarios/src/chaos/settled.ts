/** Whether the workers of a party handle messages, of the partitions that are asked about. */
import { rest } from './interruptible.js';
import type { Party } from './party.js';

const lookEveryMs = 20;

/** True when some of each partition was handled after `since`; false when it took too long or was interrupted. */
export async function goOn(
  { members, guest }: Party,
  partitions: readonly number[],
  { since, withinMs, signal }: { readonly since: number; readonly withinMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const until = Date.now() + withinMs;
  const workers = [...members, guest];
  const handles = (partition: number): boolean =>
    workers.some(({ handledAt }) => (handledAt.get(partition) ?? 0) > since);
  while (!partitions.every(handles)) {
    if (signal.aborted || Date.now() > until) return false;
    await rest(lookEveryMs, signal);
  }
  return true;
}
