/**
 * The records that a lane holds, in offset order, with their bytes. A record becomes a message when it is its turn, and
 * stays that message until it is let go of: a retry decodes nothing twice, and knows how often it was delivered.
 */
import type { RawBatch, RawRecord } from '../../ports/records.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import { ConsumedMessage, type MessageHistory } from '../handler/consumed-message.js';

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
  /** Those that records were made into, at the same places. */
  #messages: (ConsumedMessage | undefined)[] = [];
  #head = 0;
  #arrivals: Arrival[] = [];
  #sizeBytes = 0;

  constructor(
    private readonly plan: TopicPlan,
    /** What is known of a record from before it came here. */
    private readonly historyOf: (record: RawRecord) => MessageHistory | undefined,
  ) {}

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

  /** How many records lie at `offset` or after it. */
  countFrom(offset: number): number {
    return this.#records.length - this.#indexOf(offset);
  }

  /** The first record at `offset` or after it, and when it came, in milliseconds since the epoch. */
  firstFrom(offset: number): { readonly record: RawRecord; readonly atMs: number } | undefined {
    const record = this.#records[this.#indexOf(offset)];
    return record === undefined ? undefined : { record, atMs: this.#arrivalOf(record.offset).atMs };
  }

  /** Adds those records of a batch that lie from `end` on, and tells each; returns one past the last. */
  add({ topic, partition, records }: RawBatch, end: number, added: (offset: number) => void): number {
    let next = end;
    for (const record of records) {
      if (record.offset < next) continue;
      this.#records.push(record);
      this.#sizeBytes += sizeOf(record);
      added(record.offset);
      next = (record.lastOffset ?? record.offset) + 1;
    }
    if (next > end) this.#arrivals.push({ topic, partition, end: next, atMs: Date.now() });
    return next;
  }

  /** The first messages from `offset` on that are due, at most `most`, and none from the first that is not `ripe`. */
  take(
    offset: number,
    max: number,
    isDue: (offset: number) => boolean,
    isOldEnough: ((record: RawRecord, atMs: number) => boolean) | undefined,
  ): ConsumedMessage[] {
    const due: ConsumedMessage[] = [];
    for (let index = this.#indexOf(offset); index < this.#records.length && due.length < max; index++) {
      const record = this.#records[index] as RawRecord;
      if (!isDue(record.offset)) continue;
      if (isOldEnough !== undefined && !isOldEnough(record, this.#arrivalOf(record.offset).atMs)) break;
      due.push(this.#messageAt(index, record));
    }
    return due;
  }

  /** Lets go of what is at the front and not due any more. */
  releaseDone(isDue: (offset: number) => boolean): void {
    const before = this.#head;
    for (let first = this.#records[before]; first !== undefined && !isDue(first.offset); ) {
      this.#sizeBytes -= sizeOf(first);
      this.#messages[this.#head] = undefined;
      first = this.#records[++this.#head];
    }
    if (this.#head === before) return;
    const { first } = this;
    while (this.#arrivals[0] !== undefined && (first === undefined || this.#arrivals[0].end <= first)) {
      this.#arrivals.shift();
    }
    if (this.length > 0 && this.#head < dropAt) return;
    this.#records = this.#records.slice(this.#head);
    this.#messages = this.#messages.slice(this.#head);
    this.#head = 0;
  }

  clear(): void {
    this.#records = [];
    this.#messages = [];
    this.#head = 0;
    this.#arrivals = [];
    this.#sizeBytes = 0;
  }

  #messageAt(index: number, record: RawRecord): ConsumedMessage {
    const known = this.#messages[index];
    if (known !== undefined) return known;
    const { topic, partition, atMs } = this.#arrivalOf(record.offset);
    const message = new ConsumedMessage(record, this.plan, topic, partition, atMs, this.historyOf(record));
    while (this.#messages.length < index) this.#messages.push(undefined);
    this.#messages[index] = message;
    return message;
  }

  /** The place of the first record at `offset` or after it; mostly it is the first. */
  #indexOf(offset: number): number {
    let low = this.#head;
    let high = this.#records.length;
    if (offset <= (this.#records[low]?.offset ?? offset)) return low;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle] as RawRecord).offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What a record that is here came with; mostly it is the first. */
  #arrivalOf(offset: number): Arrival {
    let low = 0;
    let high = this.#arrivals.length - 1;
    if (offset < (this.#arrivals[0]?.end ?? 0)) high = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#arrivals[middle] as Arrival).end <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#arrivals[low] as Arrival;
  }
}

function sizeOf({ sizeBytes }: RawRecord): number {
  return sizeBytes + recordOverheadBytes;
}
