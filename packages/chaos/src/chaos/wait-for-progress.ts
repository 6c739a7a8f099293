/** Whether the workers of a party handle messages: of the partitions that are asked about, or each of them. */

import type { Party } from './contender.js';
import { rest } from './interruptible.js';

const lookEveryMs = 20;

interface Patience {
  readonly since: number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** True when some of each partition was handled after `since`; false when it took too long or was interrupted. */
export function goOn({ members, guest }: Party, partitions: readonly number[], patience: Patience): Promise<boolean> {
  const workers = [...members, guest];
  const handles = (partition: number): boolean =>
    workers.some(({ handledAt }) => (handledAt.get(partition) ?? 0) > patience.since);
  return comesTrue(() => partitions.every(handles), patience);
}

/** As `goOn`, and each member handled some of it: none of them is still on its way back into the group. */
export async function isAtRest(party: Party, partitions: readonly number[], patience: Patience): Promise<boolean> {
  const works = ({ handledAt }: Party['members'][number]) => [...handledAt.values()].some((at) => at > patience.since);
  return (await comesTrue(() => party.members.every(works), patience)) && goOn(party, partitions, patience);
}

async function comesTrue(isTrue: () => boolean, { withinMs, signal }: Patience): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (!isTrue()) {
    if (signal.aborted || Date.now() > until) return false;
    await rest(lookEveryMs, signal);
  }
  return true;
}
