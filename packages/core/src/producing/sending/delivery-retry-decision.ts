/** What to do with a batch that was not delivered: a pure decision. */
import type { PartitionResult } from '../../ports/transport.js';
import type { ProducerSettings } from '../producer-options.js';
import type { Batch } from './batch.js';

export type DeliveryRetryDecision =
  | { readonly action: 'sendAgain'; readonly at: number }
  | { readonly action: 'divide' }
  | { readonly action: 'giveUp' };

/** The pause after so many failures in a row before: it doubles up to `maxRetryMs`. */
export function retryPauseMs(
  failures: number,
  { retryMs, maxRetryMs }: Pick<ProducerSettings, 'retryMs' | 'maxRetryMs'>,
): number {
  return Math.min(retryMs * 2 ** failures, maxRetryMs);
}

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
    const at = now + retryPauseMs(batch.failures, settings);
    return at < batch.calledAt + settings.deliveryTimeoutMs ? { action: 'sendAgain', at } : { action: 'giveUp' };
  }
  return divisible && batch.messages.length > 1 ? { action: 'divide' } : { action: 'giveUp' };
}
