/**
 * What a partition knows of its idempotent producers (KIP-98), as Kafka's ProducerStateManager: the epoch and the last
 * five batches of each. A batch sent again is recognised among those five and answered with its old offset; any other
 * must follow the last sequence number without a gap. It is rebuilt from the headers of the log, so it needs no file of
 * its own beyond the snapshot in a segment's summary.
 */

import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { BatchHeader } from '../protocol/record-batch.js';

/** Kafka keeps as many: a producer may have five requests in flight. */
const batchesKept = 5;
const largestSequence = 2 ** 31 - 1;

export interface ProducedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly timestamp: number;
}

export interface ProducerSnapshot {
  readonly id: number;
  readonly epoch: number;
  readonly batches: readonly ProducedBatch[];
}

interface Producer {
  epoch: number;
  /** Oldest first, at most five. Never empty. */
  batches: ProducedBatch[];
}

export type ProducerVerdict = 'append' | ProducedBatch | ErrorCode;

/** Sequence numbers go round at 2^31. */
const sequenceAfter = (sequence: number, steps: number): number => (sequence + steps) % (largestSequence + 1);

export class ProducerStates {
  readonly #producers = new Map<number, Producer>();

  /** Whether the batch may be appended, is one that was (which is answered), or breaks the order (a code). */
  judge(batch: BatchHeader): ProducerVerdict {
    const producer = this.#producers.get(batch.producerId);
    if (producer === undefined) return 'append';
    if (batch.producerEpoch < producer.epoch) return errorCodes.INVALID_PRODUCER_EPOCH;
    if (batch.producerEpoch > producer.epoch) {
      return batch.baseSequence === 0 ? 'append' : errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER;
    }
    const lastSequence = sequenceAfter(batch.baseSequence, batch.lastOffsetDelta);
    for (const known of producer.batches) {
      if (known.firstSequence === batch.baseSequence && known.lastSequence === lastSequence) return known;
    }
    const expected = sequenceAfter((producer.batches.at(-1) as ProducedBatch).lastSequence, 1);
    return batch.baseSequence === expected ? 'append' : errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER;
  }

  /** Keeps a batch that was appended at `baseOffset`. */
  note(batch: BatchHeader, baseOffset: number, timestamp: number): void {
    const produced = {
      firstSequence: batch.baseSequence,
      lastSequence: sequenceAfter(batch.baseSequence, batch.lastOffsetDelta),
      baseOffset,
      timestamp,
    };
    const producer = this.#producers.get(batch.producerId);
    if (producer === undefined || producer.epoch !== batch.producerEpoch) {
      this.#producers.set(batch.producerId, { epoch: batch.producerEpoch, batches: [produced] });
      return;
    }
    producer.batches.push(produced);
    if (producer.batches.length > batchesKept) producer.batches.shift();
  }

  /** Forgets producers whose last batch is older than `timestamp`. */
  expireBefore(timestamp: number): void {
    for (const [id, { batches }] of this.#producers) {
      if ((batches.at(-1) as ProducedBatch).timestamp < timestamp) this.#producers.delete(id);
    }
  }

  snapshot(): readonly ProducerSnapshot[] {
    return [...this.#producers].map(([id, { epoch, batches }]) => ({ id, epoch, batches: [...batches] }));
  }

  /** Takes the place of all that is known. */
  restore(producers: readonly ProducerSnapshot[]): void {
    this.#producers.clear();
    for (const { id, epoch, batches } of producers) this.#producers.set(id, { epoch, batches: [...batches] });
  }
}
