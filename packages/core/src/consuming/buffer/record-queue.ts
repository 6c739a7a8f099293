/**
 * The records of a lane in offset order, with their size. A record becomes a message when it is taken, and stays that
 * message until it is dropped: a retry decodes nothing twice and knows how often the message was delivered.
 */
import type { RawBatch, RawRecord } from '../../ports/records.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import { ConsumedMessage, type MessageHistory } from '../handler/consumed-message.js';

/** The records of one fetch. */
interface Arrival {
  readonly topic: string;
  readonly partition: number;
  /** One past its last record. */
  readonly end: number;
  readonly atMs: number;
  /** The same on the clock of `performance`. */
  readonly arrivedAt: number;
}

/**
 * Memory of a record besides its bytes: its object, and its slot in an array. Counting it keeps the bound on bytes true
 * for small records.
 */
export const recordOverheadBytes = 128;

/** Released records are skipped first, and removed from the array this many at a time. */
const dropAt = 4_096;

export class RecordQueue {
  #records: RawRecord[] = [];
  /** The messages made from the records, at the same indexes. */
  #messages: (ConsumedMessage | undefined)[] = [];
  #head = 0;
  #arrivals: Arrival[] = [];
  #sizeBytes = 0;

  constructor(
    private readonly plan: TopicPlan,
    /** The history of a record from before it came to this lane. */
    private readonly historyOf: (record: RawRecord) => MessageHistory | undefined,
  ) {}

  get length(): number {
    return this.#records.length - this.#head;
  }

  /** Bytes of the records, overhead included. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Bytes of the records alone. */
  get contentBytes(): number {
    return this.#sizeBytes - recordOverheadBytes * this.length;
  }

  /** Bytes of the first `count` records that `holds` is true of. */
  bytesOf(holds: (offset: number) => boolean, count: number): number {
    let left = count;
    let bytes = 0;
    for (let index = this.#head; left > 0 && index < this.#records.length; index++) {
      const { offset, sizeBytes } = this.#records[index] as RawRecord;
      if (!holds(offset)) continue;
      bytes += sizeBytes;
      left--;
    }
    return bytes;
  }

  /** The offset of the first record. */
  get first(): number | undefined {
    return this.#records[this.#head]?.offset;
  }

  /** How many records are at `offset` or after it. */
  countFrom(offset: number): number {
    return this.#records.length - this.#indexOf(offset);
  }

  /** The first record at `offset` or after it, and when it came, in milliseconds since the epoch. */
  firstFrom(offset: number): { readonly record: RawRecord; readonly atMs: number } | undefined {
    const record = this.#records[this.#indexOf(offset)];
    return record === undefined ? undefined : { record, atMs: this.#arrivalOf(record.offset).atMs };
  }

  /** When the record at `offset` came, on the clock of `performance`; now, if it has been dropped and the queue is empty. */
  arrivedAt(offset: number): number {
    return this.length === 0 ? performance.now() : this.#arrivalOf(offset).arrivedAt;
  }

  /** Adds the records of a batch from `end` on, and calls `added` for each; returns one past the last. */
  add({ topic, partition, records }: RawBatch, end: number, added: (offset: number) => void): number {
    let next = end;
    for (const record of records) {
      if (record.offset < next) continue;
      this.#records.push(record);
      this.#sizeBytes += sizeOf(record);
      added(record.offset);
      next = (record.lastOffset ?? record.offset) + 1;
    }
    if (next > end)
      this.#arrivals.push({ topic, partition, end: next, atMs: Date.now(), arrivedAt: performance.now() });
    return next;
  }

  /** The first due messages from `offset` on, at most `max`, up to the first that is not old enough. */
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

  /** Drops records from the front that are no longer due. */
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

  /** The index of the first record at `offset` or after it; usually the first. */
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

  /** The fetch that a record came with; usually the first. */
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
