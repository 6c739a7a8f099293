/**
 * Proves that every record was handled once and in order, and measures the time from the first one handled to the
 * last. It costs a few operations on numbers per record, the same for every peer.
 */
import { benchError } from '../errors.js';
import { partitionCount, partitionOf, recordBytes, sumOf } from './numbered-records.js';

export class Tally {
  /** Resolves with the elapsed milliseconds when the last record is handled; rejects at the first wrong one. */
  readonly finished: Promise<number>;
  readonly #settle = Promise.withResolvers<number>();
  /** The number that each partition must bring next. */
  readonly #next = Array.from({ length: partitionCount }, (_, partition) => partition);
  #count = 0;
  #sum = 0;
  #startedAt = 0;

  constructor(private readonly total: number) {
    this.finished = this.#settle.promise;
  }

  /** Never throws: a client would treat that as the handler's error and redeliver. */
  readonly handle = (partition: number, value: Buffer | null): void => {
    if (this.#count === 0) this.#startedAt = performance.now();
    const number = value?.length === recordBytes ? value.readUInt32BE(0) : Number.NaN;
    const expected = this.#next[partition];
    if (number !== expected) {
      this.#fail(partition, value, number);
      return;
    }
    this.#next[partition] = number + partitionCount;
    this.#sum += number;
    if (++this.#count === this.total) this.#finish();
  };

  readonly fail = (error: Error): void => this.#settle.reject(error);

  #finish(): void {
    const elapsedMs = performance.now() - this.#startedAt;
    const expected = sumOf(this.total);
    if (this.#sum === expected) this.#settle.resolve(elapsedMs);
    else this.fail(benchError('KFW_BENCH_SUM_WRONG', { expected, seen: this.#sum }));
  }

  #fail(partition: number, value: Buffer | null, number: number): void {
    const next = this.#next[partition];
    const expected = next === undefined ? `a partition below ${partitionCount}` : `record ${next}`;
    const seen = Number.isNaN(number)
      ? `${value?.length ?? 'no'} bytes`
      : `record ${number} of partition ${partitionOf(number)}`;
    this.fail(benchError('KFW_BENCH_RECORD_WRONG', { partition, expected, seen }));
  }
}
