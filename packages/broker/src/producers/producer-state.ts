/**
 * The idempotent producers of a partition (KIP-98), as Kafka's ProducerStateManager: the epoch and the last five
 * batches of each. A batch that is sent again is found among those five and gets its old offset; any other must follow
 * the last sequence number without a gap. The state is rebuilt from the batch headers, so it needs no file except the
 * snapshot in a segment's summary.
 */

import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { BatchHeader } from '../protocol/records/record-batch.js';

/** As in Kafka: a producer may have five requests in flight. */
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
  readonly lastTimestamp: number;
}

interface Producer {
  epoch: number;
  /** Oldest first, at most five. Empty when its epoch has only the end of a transaction. */
  batches: ProducedBatch[];
  /** Of its last batch, or of the end of its last transaction. */
  lastTimestamp: number;
}

export type ProducerVerdict = 'append' | ProducedBatch | ErrorCode;

/** Sequence numbers wrap around at 2^31. */
const sequenceAfter = (sequence: number, steps: number): number => (sequence + steps) % (largestSequence + 1);

export class ProducerStates {
  readonly #producers = new Map<number, Producer>();

  /** Whether the batch may be appended, is a duplicate (the known batch), or is out of order (a code). */
  check(batch: BatchHeader): ProducerVerdict {
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
    const last = producer.batches.at(-1);
    const expected = last === undefined ? 0 : sequenceAfter(last.lastSequence, 1);
    return batch.baseSequence === expected ? 'append' : errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER;
  }

  /** Adds a batch that was appended at `baseOffset`. */
  note(batch: BatchHeader, baseOffset: number, timestamp: number): void {
    const produced = {
      firstSequence: batch.baseSequence,
      lastSequence: sequenceAfter(batch.baseSequence, batch.lastOffsetDelta),
      baseOffset,
      timestamp,
    };
    const producer = this.#producers.get(batch.producerId);
    if (producer === undefined || producer.epoch !== batch.producerEpoch) {
      const { producerId, producerEpoch } = batch;
      this.#producers.set(producerId, { epoch: producerEpoch, batches: [produced], lastTimestamp: timestamp });
      return;
    }
    producer.lastTimestamp = timestamp;
    producer.batches.push(produced);
    if (producer.batches.length > batchesKept) producer.batches.shift();
  }

  /** The end of a transaction: in a newer epoch it fences producers of older ones. */
  noteMarker(producerId: number, epoch: number, timestamp: number): void {
    const producer = this.#producers.get(producerId);
    if (producer === undefined || producer.epoch < epoch) {
      this.#producers.set(producerId, { epoch, batches: [], lastTimestamp: timestamp });
    } else producer.lastTimestamp = timestamp;
  }

  /** Removes producers whose last batch is before `timestamp`, except when `isBusy` with a transaction. */
  expireBefore(timestamp: number, isBusy: (producerId: number) => boolean): void {
    for (const [id, { lastTimestamp }] of this.#producers) {
      if (lastTimestamp < timestamp && !isBusy(id)) this.#producers.delete(id);
    }
  }

  /**
   * The epoch of a producer and the offset of its last record in that epoch, if it has one: compaction must keep these.
   */
  last(producerId: number): { readonly epoch: number; readonly offset: number | undefined } | undefined {
    const producer = this.#producers.get(producerId);
    if (producer === undefined) return undefined;
    const batch = producer.batches.at(-1);
    if (batch === undefined) return { epoch: producer.epoch, offset: undefined };
    const { baseOffset, firstSequence, lastSequence } = batch;
    const steps = (lastSequence - firstSequence + largestSequence + 1) % (largestSequence + 1);
    return { epoch: producer.epoch, offset: baseOffset + steps };
  }

  snapshot(): readonly ProducerSnapshot[] {
    return [...this.#producers].map(([id, { epoch, batches, lastTimestamp }]) => {
      return { id, epoch, batches: [...batches], lastTimestamp };
    });
  }

  /** Replaces the state. */
  restore(producers: readonly ProducerSnapshot[]): void {
    this.#producers.clear();
    for (const { id, epoch, batches, lastTimestamp } of producers) {
      this.#producers.set(id, { epoch, batches: [...batches], lastTimestamp });
    }
  }
}
