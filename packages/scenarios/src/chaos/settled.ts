/** Whether the workers of a party handle messages, of the partitions that are asked about, from now on. */
import { rest } from './interruptible.js';
import type { Party } from './party.js';

const lookEveryMs = 20;

/** True when some of each partition was handled since the call; false when it took too long or was interrupted. */
export async function goOn(
  { members, guest }: Party,
  partitions: readonly number[],
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const since = Date.now();
  const workers = [...members, guest];
  const handles = (partition: number): boolean =>
    workers.some(({ handledAt }) => (handledAt.get(partition) ?? 0) > since);
  while (!partitions.every(handles)) {
    if (signal.aborted || Date.now() - since > withinMs) return false;
    await rest(lookEveryMs, signal);
  }
  return true;
}
