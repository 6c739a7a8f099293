/**
 * Proves that every record was handled once, and those of each key in order and one at a time; measures the time from
 * the start of the first one to the end of the last one. Keys are derived from the records' numbers, never from a
 * client's report.
 */
import { benchError } from '../errors.js';
import { partitionOf, recordBytes } from './numbered-records.js';
import { keyCount, keyNumberOf } from './record-keys.js';

const none = -1;

export class KeyedTally {
  /** Resolves with the elapsed milliseconds when the last record is handled; rejects at the first wrong one. */
  readonly finished: Promise<number>;
  readonly #settle = Promise.withResolvers<number>();
  /** By key: the record that must come next. */
  readonly #next = new Int32Array(keyCount).fill(none);
  /** By record: the next one of its key. */
  readonly #following: Int32Array;
  /** By key: the handler call that is working on it, 0 for none. A batch may hold several records of one key. */
  readonly #callOf = new Uint32Array(keyCount);
  #calls = 0;
  #atOnce = 0;
  #mostAtOnce = 0;
  #left: number;
  #startedAt: number | undefined;

  constructor(total: number) {
    this.finished = this.#settle.promise;
    this.#left = total;
    this.#following = new Int32Array(total);
    for (let number = total - 1; number >= 0; number--) {
      const key = keyNumberOf(number);
      this.#following[number] = this.#next[key] ?? none;
      this.#next[key] = number;
    }
  }

  get mostAtOnce(): number {
    return this.#mostAtOnce;
  }

  /** Begins a handler call; its records are begun with the returned number. */
  call(): number {
    this.#startedAt ??= performance.now();
    return ++this.#calls;
  }

  /** A handler takes a record; returns its number, for `end`. Never throws: a client would redeliver it. */
  begin(call: number, partition: number, value: Buffer | null): number {
    const number = value?.length === recordBytes ? value.readUInt32BE(0) : none;
    const key = keyNumberOf(number);
    const next = this.#next[key] ?? none;
    const running = this.#callOf[key] ?? 0;
    if (number === none || number !== next || partition !== partitionOf(number))
      this.#wrong(partition, number, next === none ? 'a record that is not done yet' : `record ${next} of its key`);
    else if (running !== 0 && running !== call)
      this.#wrong(partition, number, `key ${key} to wait until the record before is done`);
    this.#next[key] = this.#following[number] ?? none;
    this.#callOf[key] = call;
    if (++this.#atOnce > this.#mostAtOnce) this.#mostAtOnce = this.#atOnce;
    return number;
  }

  /** A handler is done with it. */
  end(number: number): void {
    this.#callOf[keyNumberOf(number)] = 0;
    this.#atOnce--;
    if (--this.#left === 0) this.#settle.resolve(performance.now() - (this.#startedAt ?? Number.NaN));
  }

  readonly fail = (error: Error): void => this.#settle.reject(error);

  #wrong(partition: number, number: number, expected: string): void {
    const seen = number === none ? 'an invalid record' : `record ${number} of partition ${partitionOf(number)}`;
    this.fail(benchError('KFW_BENCH_RECORD_WRONG', { partition, expected, seen }));
  }
}
