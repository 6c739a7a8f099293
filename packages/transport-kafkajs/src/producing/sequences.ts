/**
 * What each partition is sent: bytes, and for an idempotent sink the producer id and the sequence number under which.
 * The same `records` again is a repetition: the same bytes under the same number, so that the broker recognises what it
 * has. Other records take the next number; or, when those before them were given up and may have been written, a new
 * producer id, from 0.
 */
import type { Compression, OutboundRecord, PartitionBatch, TopicPartition } from '@kfw/core';
import { batchHeader, type EncodedBatch, encodeBatch, type Stamp, unstamped } from './encode-batch.js';
import { partitionKey } from './partition-results.js';
import type { ProducedBatch } from './produce-request.js';
import type { ProducerId, ProducerIds } from './producer-ids.js';

/** Sequence numbers go round at 2^31. */
export function sequenceAfter(sequence: number, records: number): number {
  return (sequence + records) % 2 ** 31;
}

/** What was sent last, while it is not known to be written. */
interface Unsettled {
  readonly records: readonly OutboundRecord[];
  encoded: EncodedBatch | undefined;
  header: Buffer | undefined;
  mayBeWritten: boolean;
}

interface PartitionState {
  id: ProducerId | undefined;
  nextSequence: number;
  needsNewId: boolean;
  unsettled: Unsettled | undefined;
}

export class Sequences {
  readonly #states = new Map<string, PartitionState>();

  /** Without `ids` nothing is numbered. */
  constructor(
    private readonly compression: Compression,
    private readonly ids: Pick<ProducerIds, 'newerThan'> | undefined,
  ) {}

  /** What to send for a batch. Throws what the records are wrong with, and what kafkajs throws when no id can be had. */
  async prepare({ topic, partition, records }: PartitionBatch): Promise<ProducedBatch> {
    const state = this.#stateOf({ topic, partition });
    const unsettled = state.unsettled?.records === records ? state.unsettled : replaceUnsettled(state, records);
    unsettled.encoded ??= await encodeBatch(records, this.compression);
    unsettled.header ??= batchHeader(unsettled.encoded, await this.#stampFor(state));
    return { topic, partition, header: unsettled.header, bytes: unsettled.encoded.bytes };
  }

  /** It is in the log. */
  written(batch: TopicPartition): void {
    const state = this.#stateOf(batch);
    state.nextSequence = sequenceAfter(state.nextSequence, state.unsettled?.records.length ?? 0);
    state.unsettled = undefined;
  }

  /** It may be in the log; once it may be, no later answer takes that back. */
  unknown(batch: TopicPartition): void {
    const { unsettled } = this.#stateOf(batch);
    if (unsettled !== undefined) unsettled.mayBeWritten = true;
  }

  /** The broker does not take this producer id any more for the partition. */
  outOfStep(batch: TopicPartition): void {
    const state = this.#stateOf(batch);
    state.needsNewId = true;
    if (state.unsettled !== undefined) state.unsettled.header = undefined;
  }

  async #stampFor(state: PartitionState): Promise<Stamp> {
    if (this.ids === undefined) return unstamped;
    if (state.id === undefined || state.needsNewId) {
      state.id = await this.ids.newerThan(state.id);
      state.nextSequence = 0;
      state.needsNewId = false;
    }
    return { ...state.id, sequence: state.nextSequence };
  }

  #stateOf(partition: TopicPartition): PartitionState {
    const key = partitionKey(partition);
    const found = this.#states.get(key);
    if (found !== undefined) return found;
    const state: PartitionState = { id: undefined, nextSequence: 0, needsNewId: false, unsettled: undefined };
    this.#states.set(key, state);
    return state;
  }
}

function replaceUnsettled(state: PartitionState, records: readonly OutboundRecord[]): Unsettled {
  if (state.unsettled?.mayBeWritten) state.needsNewId = true;
  const unsettled: Unsettled = { records, encoded: undefined, header: undefined, mayBeWritten: false };
  state.unsettled = unsettled;
  return unsettled;
}
