/**
 * When the messages of a partition were written, for its lag in seconds: of messages that are no longer in memory, as a few
 * samples of each batch. With `manualOffsets` the oldest unfinished message is such a message: handled, and not marked.
 */
import { hasTimestamp, type RawRecord } from '../../ports/records.js';

/** Samples that are closer than this are one. */
const apartMs = 100;
const samplesPerBatch = 16;
/** Above it, every second sample is dropped. */
const maxSamples = 4_096;

interface Sample {
  readonly offset: number;
  readonly atMs: number;
}

/** In milliseconds since the epoch. A record without a timestamp, or with one in the future, was written when it arrived. */
export function writtenAt({ timestamp }: RawRecord, arrivedAtMs: number): number {
  return hasTimestamp(timestamp) ? Math.min(timestamp, arrivedAtMs) : arrivedAtMs;
}

export class WrittenTimes {
  #samples: Sample[] = [];

  /** Takes samples of a batch. */
  add(records: readonly RawRecord[], arrivedAtMs: number): void {
    const step = Math.max(1, Math.ceil(records.length / samplesPerBatch));
    for (let at = 0; at < records.length; at += step) this.#note(records[at] as RawRecord, arrivedAtMs);
    const last = records.at(-1);
    if (last !== undefined) this.#note(last, arrivedAtMs);
    if (this.#samples.length > maxSamples) this.#samples = this.#samples.filter((_sample, index) => index % 2 === 0);
  }

  /** About when the message at `offset` was written, in milliseconds since the epoch; `undefined` if no sample is near. */
  at(offset: number): number | undefined {
    this.#dropBefore(offset);
    const [before, after] = this.#samples;
    if (before === undefined || after === undefined || offset <= before.offset) return before?.atMs;
    const part = (offset - before.offset) / (after.offset - before.offset);
    return before.atMs + part * (after.atMs - before.atMs);
  }

  clear(): void {
    this.#samples = [];
  }

  /** Keeps the last sample at `offset` or before it. */
  #dropBefore(offset: number): void {
    const next = this.#samples.findIndex((sample) => sample.offset > offset);
    const from = (next === -1 ? this.#samples.length : next) - 1;
    if (from > 0) this.#samples = this.#samples.slice(from);
  }

  #note(record: RawRecord, arrivedAtMs: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && record.offset <= last.offset) return;
    const atMs = writtenAt(record, arrivedAtMs);
    if (last === undefined || Math.abs(atMs - last.atMs) >= apartMs)
      this.#samples.push({ offset: record.offset, atMs });
  }
}
