/** What to do with a batch that was not delivered: a pure decision. */
import type { PartitionResult } from '../ports/transport.js';
import type { Batch } from './batch.js';
import type { ProducerSettings } from './producer-options.js';

export type AfterFailure =
  | { readonly do: 'sendAgain'; readonly at: number }
  | { readonly do: 'divide' }
  | { readonly do: 'giveUp' };

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
export function afterFailure(
  batch: Batch,
  { retriable, divisible }: Extract<PartitionResult, { ok: false }>,
  now: number,
  settings: ProducerSettings,
): AfterFailure {
  if (retriable) {
    const at = now + retryPauseMs(batch.failures, settings);
    return at < batch.calledAt + settings.deliveryTimeoutMs ? { do: 'sendAgain', at } : { do: 'giveUp' };
  }
  return divisible && batch.entries.length > 1 ? { do: 'divide' } : { do: 'giveUp' };
}
