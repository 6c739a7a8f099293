/** The decision about a batch that was not delivered: a pure function. */
import type { PartitionResult } from '../../ports/transport.js';
import { backoffMs } from '../../time/backoff.js';
import type { Batch } from '../buffer/partition-queue.js';
import type { ProducerSettings } from '../producer-options.js';

export type DeliveryRetryDecision =
  | { readonly action: 'sendAgain'; readonly at: number }
  | { readonly action: 'divide' }
  | { readonly action: 'giveUp' };

/**
 * A batch that can be sent again may have been written, so it is never divided: its records would be written twice. It
 * is sent again, after a pause that doubles, until the time of its oldest message is over.
 */
export function decideDeliveryRetry(
  batch: Batch,
  { retriable, divisible }: Extract<PartitionResult, { ok: false }>,
  now: number,
  settings: ProducerSettings,
): DeliveryRetryDecision {
  if (retriable) {
    const at = now + backoffMs(batch.failures + 1, { first: settings.retryMs, longest: settings.maxRetryMs });
    return at < batch.calledAt + settings.deliveryTimeoutMs ? { action: 'sendAgain', at } : { action: 'giveUp' };
  }
  return divisible && batch.messages.length > 1 ? { action: 'divide' } : { action: 'giveUp' };
}
