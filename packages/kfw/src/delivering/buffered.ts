/** What this process has accepted and has no report of yet, wherever it waits. */
import { findResponderRuntime } from '@kfw/core';
import { heldDeliveries } from './held-deliveries.js';
import type { LostMessage } from './lost-messages.js';

/** Resolves when all that was accepted until now has been delivered or given up. */
export async function flush(): Promise<void> {
  await heldDeliveries.settled();
  await findResponderRuntime()?.producer.flush();
}

/** How many messages were accepted and have no report yet. */
export function bufferedCount(): number {
  return heldDeliveries.count + (findResponderRuntime()?.producer.bufferedCount ?? 0);
}

/** Those messages. */
export function bufferedMessages(): readonly LostMessage[] {
  return [...heldDeliveries.messages(), ...(findResponderRuntime()?.producer.buffered() ?? [])];
}
