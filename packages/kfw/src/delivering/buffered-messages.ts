/** What this process has accepted and has no report of yet, wherever it waits. */
import { findResponderRuntime } from '@kfw/core';
import type { LostMessage } from './lost-messages.js';
import { unbufferedDeliveries } from './unbuffered-deliveries.js';

/** Resolves when all that was accepted until now has been delivered or given up. */
export async function flush(): Promise<void> {
  await unbufferedDeliveries.settled();
  await findResponderRuntime()?.producer.flush();
}

/** How many messages were accepted and have no report yet. */
export function bufferedCount(): number {
  return unbufferedDeliveries.count + (findResponderRuntime()?.producer.bufferedCount ?? 0);
}

/** Those messages. */
export function bufferedMessages(): readonly LostMessage[] {
  return [...unbufferedDeliveries.messages(), ...(findResponderRuntime()?.producer.buffered() ?? [])];
}
