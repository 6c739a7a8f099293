/**
 * The records that a lane holds, in offset order, with their bytes. A record becomes a message when it is its turn, and
 * stays that message until it is let go of: a retry decodes nothing twice, and knows how often it was delivered.
 */
import type { RawBatch, RawRecord } from '../ports/records.js';
import type { TopicPlan } from '../routing/plan.js';
import { ConsumedMessage } from './consumed-message.js';

/** What came in one fetch. */
interface Arrival {
  readonly topic: string;
  readonly partition: number;
  /** One past its last record. */
  readonly end: number;
  readonly atMs: number;
}

/**
 * What a record takes in memory beside its bytes: the object that says where they are, and its place in a list. With it
 * a bound on bytes means what it says for small records too.
 */
export const recordOverheadBytes = 128;

/** Records that were let go of are skipped, and dropped in lots. */
const dropAt = 4_096;

export class RecordQueue {
  #records: RawRecord[] = [];
  #head = 0;
  /** Made of the first records. */
  #messages: ConsumedMessage[] = [];
  #arrivals: Arrival[] = [];
  #sizeBytes = 0;

  constructor(private readonly plan: TopicPlan) {}

  get length(): number {
    return this.#records.length - this.#head;
  }

  /** Bytes of the records, and of what keeps them. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The offset of the first record. */
  get first(): number | undefined {
    return this.#records[this.#head]?.offset;
  }

  /** When the first record came, in milliseconds since the epoch. */
  get firstArrivedAtMs(): number | undefined {
    return this.#arrivals[0]?.atMs;
  }

  /** Adds those records of a batch that lie from `end` on, and tells each; returns one past the last. */
  add({ topic, partition, records }: RawBatch, end: number, added: (offset: number) => void): number {
    let next = end;
    for (const record of records) {
      if (record.offset < next) continue;
      this.#records.push(record);
      this.#sizeBytes += sizeOf(record);
      added(record.offset);
      next = record.offset + 1;
    }
    if (next > end) this.#arrivals.push({ topic, partition, end: next, atMs: Date.now() });
    return next;
  }

  /** The first messages that are due, at most `most`. `failuresOf` knows how often one failed before it came again. */
  take(most: number, isDue: (offset: number) => boolean, failuresOf: (offset: number) => number): ConsumedMessage[] {
    const due: ConsumedMessage[] = [];
    for (let index = 0; index < this.length && due.length < most; index++) {
      const record = this.#records[this.#head + index];
      if (record === undefined || !isDue(record.offset)) continue;
      due.push(this.#messageAt(index, failuresOf));
    }
    return due;
  }

  /** Lets go of what is at the front and not due any more. */
  letGo(isDue: (offset: number) => boolean): void {
    let gone = 0;
    for (let first = this.#records[this.#head]; first !== undefined && !isDue(first.offset); gone++) {
      this.#sizeBytes -= sizeOf(first);
      first = this.#records[++this.#head];
    }
    if (gone === 0) return;
    this.#messages = this.#messages.slice(gone);
    const { first } = this;
    while (this.#arrivals[0] !== undefined && (first === undefined || this.#arrivals[0].end <= first)) {
      this.#arrivals.shift();
    }
    if (this.length > 0 && this.#head < dropAt) return;
    this.#records = this.#records.slice(this.#head);
    this.#head = 0;
  }

  clear(): void {
    this.#records = [];
    this.#head = 0;
    this.#messages = [];
    this.#arrivals = [];
    this.#sizeBytes = 0;
  }

  /** Messages are made without gaps, so that each lies as far from the front as its record. */
  #messageAt(index: number, failuresOf: (offset: number) => number): ConsumedMessage {
    let arrival = 0;
    for (let at = this.#messages.length; at <= index; at++) {
      const record = this.#records[this.#head + at] as RawRecord;
      while (record.offset >= (this.#arrivals[arrival]?.end ?? Number.POSITIVE_INFINITY)) arrival++;
      const { topic, partition, atMs } = this.#arrivals[arrival] as Arrival;
      const failures = failuresOf(record.offset);
      this.#messages.push(new ConsumedMessage(record, this.plan, topic, partition, atMs, failures));
    }
    return this.#messages[index] as ConsumedMessage;
  }
}

function sizeOf({ sizeBytes }: RawRecord): number {
  return sizeBytes + recordOverheadBytes;
}
