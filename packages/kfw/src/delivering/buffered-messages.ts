/** The messages that this process has accepted and that have no report yet, wherever they wait. */
import { findResponderRuntime } from '@kfw/core/internal';
import type { LostMessage } from './lost-messages.js';
import { unbufferedDeliveries } from './unbuffered-deliveries.js';

/** Resolves when every message accepted so far has been delivered or given up. */
export async function flush(): Promise<void> {
  await unbufferedDeliveries.settled();
  await findResponderRuntime()?.producer.flush();
}

/** The number of messages that were accepted and have no report yet. */
export function bufferedCount(): number {
  return unbufferedDeliveries.count + (findResponderRuntime()?.producer.bufferedCount ?? 0);
}

/** Those messages. */
export function bufferedMessages(): readonly LostMessage[] {
  return [...unbufferedDeliveries.messages(), ...(findResponderRuntime()?.producer.buffered() ?? [])];
}
