/** What is measured of transactions: how they ended, and the batches of those that were committed. */
import { isKfwError } from '../../errors/kfw-error.js';
import type { Measurements } from '../../measuring/measurements.js';
import type { Counter } from '../../measuring/series.js';
import type { Batch } from '../buffer/partition-queue.js';
import type { Call } from '../call/call.js';

export class TransactionMeters {
  readonly #committed: Counter;
  readonly #aborted: Counter;
  readonly #inDoubt: Counter;

  constructor(measurements: Measurements) {
    this.#committed = measurements.counter('kfw_transactions_total', { outcome: 'committed' });
    this.#aborted = measurements.counter('kfw_transactions_total', { outcome: 'aborted' });
    this.#inDoubt = measurements.counter('kfw_transactions_total', { outcome: 'inDoubt' });
  }

  committed(batches: readonly Batch[]): void {
    this.#committed.add();
    const now = performance.now();
    for (const batch of batches) {
      const bytes = batch.messages.reduce((sum, message) => sum + message.bytes, 0);
      batch.queue.topic.meters.delivered(batch, bytes, now);
    }
  }

  /** It had begun, and was not committed as far as this process knows. */
  failed(error: Error): void {
    const isInDoubt = isKfwError(error, 'KFW_TRANSACTION_IN_DOUBT');
    (isInDoubt ? this.#inDoubt : this.#aborted).add();
  }

  /** The messages of a transaction that failed or did not begin. */
  undelivered({ bufferedMessages }: Call, error: Error): void {
    for (const [topic, messages] of Map.groupBy(bufferedMessages, ({ queue }) => queue.topic)) {
      topic.meters.failed(messages.length, error);
    }
  }
}
