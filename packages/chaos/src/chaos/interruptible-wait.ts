/** A wait that a signal ends early, without an error. */
import { setTimeout as pause } from 'node:timers/promises';

export async function interruptibleWait(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch((thrown: unknown) => {
    if (!signal.aborted) throw thrown;
  });
}
