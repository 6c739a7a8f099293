/**
 * Batches made by hand, as programs make them around a client without a buffer: 1,000 messages a call, one after
 * another.
 */
import type { SentRecord } from './measured-sender.js';

const batchSize = 1_000;

export async function sendInBatches(
  recordAt: (number: number) => SentRecord,
  count: number,
  send: (records: SentRecord[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < count; from += batchSize) {
    await send(Array.from({ length: Math.min(batchSize, count - from) }, (_, index) => recordAt(from + index)));
  }
}
