/**
 * The batches of each partition as they are sent: encoded, and for an idempotent sink with a producer id and a
 * sequence number. The same `records` again are a repetition: the same bytes under the same number, which the broker
 * recognises. Other records take the next number; or, when the records before them were given up and may have been
 * written, a new producer id, from 0.
 */
import type { Compression, OutboundRecord, PartitionBatch, TopicPartition } from '@kfw/core';
import { batchHeader, type EncodedBatch, encodeBatch, noStamp, type Stamp } from '../record-batch/encode-batch.js';
import { partitionKey } from './partition-results.js';
import type { ProducedBatch } from './produce-request.js';
import type { ProducerId, ProducerIds } from './producer-ids.js';

/** Sequence numbers wrap around at 2^31. */
export function sequenceAfter(sequence: number, records: number): number {
  return (sequence + records) % 2 ** 31;
}

/** The last batch, while it is not known to be written. */
interface UnconfirmedBatch {
  readonly records: readonly OutboundRecord[];
  encoded: EncodedBatch | undefined;
  header: Buffer | undefined;
  mayBeWritten: boolean;
}

interface PartitionState {
  id: ProducerId | undefined;
  nextSequence: number;
  needsNewId: boolean;
  unconfirmed: UnconfirmedBatch | undefined;
}

export class Sequences {
  readonly #states = new Map<string, PartitionState>();

  /** Without `ids` batches are not numbered. */
  constructor(
    private readonly compression: Compression,
    private readonly ids: Pick<ProducerIds, 'newerThan'> | undefined,
  ) {}

  /** Encodes a batch. Throws if its records are invalid, and what kafkajs throws when no producer id is available. */
  async prepare({ topic, partition, records }: PartitionBatch): Promise<ProducedBatch> {
    const state = this.#stateOf({ topic, partition });
    const unconfirmed = state.unconfirmed?.records === records ? state.unconfirmed : replaceUnconfirmed(state, records);
    unconfirmed.encoded ??= await encodeBatch(records, this.compression);
    unconfirmed.header ??= batchHeader(unconfirmed.encoded, await this.#stampFor(state));
    return { topic, partition, header: unconfirmed.header, bytes: unconfirmed.encoded.bytes };
  }

  /** The batch is in the log. */
  written(batch: TopicPartition): void {
    const state = this.#stateOf(batch);
    state.nextSequence = sequenceAfter(state.nextSequence, state.unconfirmed?.records.length ?? 0);
    state.unconfirmed = undefined;
  }

  /** The batch may be in the log; no later response changes that. */
  outcomeUnknown(batch: TopicPartition): void {
    const { unconfirmed } = this.#stateOf(batch);
    if (unconfirmed !== undefined) unconfirmed.mayBeWritten = true;
  }

  /** The broker rejects this producer id for the partition. */
  producerIdRefused(batch: TopicPartition): void {
    const state = this.#stateOf(batch);
    state.needsNewId = true;
    if (state.unconfirmed !== undefined) state.unconfirmed.header = undefined;
  }

  async #stampFor(state: PartitionState): Promise<Stamp> {
    if (this.ids === undefined) return noStamp;
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
    const state: PartitionState = { id: undefined, nextSequence: 0, needsNewId: false, unconfirmed: undefined };
    this.#states.set(key, state);
    return state;
  }
}

function replaceUnconfirmed(state: PartitionState, records: readonly OutboundRecord[]): UnconfirmedBatch {
  if (state.unconfirmed?.mayBeWritten) state.needsNewId = true;
  const unconfirmed: UnconfirmedBatch = { records, encoded: undefined, header: undefined, mayBeWritten: false };
  state.unconfirmed = unconfirmed;
  return unconfirmed;
}
