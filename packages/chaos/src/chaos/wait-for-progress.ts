/** Waits until the workers of a contender handle messages: of given partitions, or each worker. */

import type { Contender } from './contender.js';
import { interruptibleWait } from './interruptible-wait.js';

const lookEveryMs = 20;

interface ProgressWait {
  readonly since: number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** True when some of each partition was handled after `since`; false when it took too long or was interrupted. */
export function waitForProgress(
  { members, guest }: Contender,
  partitions: readonly number[],
  wait: ProgressWait,
): Promise<boolean> {
  const workers = [...members, guest];
  const handles = (partition: number): boolean =>
    workers.some(({ handledAt }) => (handledAt.get(partition) ?? 0) > wait.since);
  return becomesTrue(() => partitions.every(handles), wait);
}

/** As `waitForProgress`, and each member handled some of it: none of them is still on its way back into the group. */
export async function waitForProgressOfAll(
  contender: Contender,
  partitions: readonly number[],
  wait: ProgressWait,
): Promise<boolean> {
  const works = ({ handledAt }: Contender['members'][number]) => [...handledAt.values()].some((at) => at > wait.since);
  return (
    (await becomesTrue(() => contender.members.every(works), wait)) && waitForProgress(contender, partitions, wait)
  );
}

async function becomesTrue(isTrue: () => boolean, { withinMs, signal }: ProgressWait): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (!isTrue()) {
    if (signal.aborted || Date.now() > until) return false;
    await interruptibleWait(lookEveryMs, signal);
  }
  return true;
}
