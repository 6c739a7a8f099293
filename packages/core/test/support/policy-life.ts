/**
 * The expected state of one lane from its assignment to its loss: done messages and why, running calls and sends, and the
 * failures of each message. It knows the rules, not the implementation of a lane.
 */
import { expect } from '@jest/globals';
import type { Lane } from '../../src/consuming/lane/lane.js';
import type { Monitor } from '../../src/events/monitor.js';

/** The options of a world's topic. */
export interface Rules {
  readonly style: 'process' | 'consume';
  readonly orderedBy: 'partition' | 'key';
  readonly transactional: boolean;
  readonly maxConcurrentCalls: number;
  readonly concurrency: number;
  readonly maxMessages: number;
  readonly maxRetries: number;
  readonly retries: boolean;
  readonly deadLetters: boolean;
  readonly onExhausted: 'retry' | 'skip';
  readonly handlerTimeoutMs: number;
  readonly delayMs: number;
  readonly maxAgeMs: number;
}

export interface LogRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly timestamp: number;
}

/** A handler call, or with `process` its part for one message. */
export interface Invocation {
  readonly life: PolicyLife;
  readonly offsets: readonly number[];
  /** It was abandoned. */
  isLate: boolean;
}

export type Fault = 'plain' | 'dead' | 'skip' | 'down';

export class PolicyLife {
  lane: Lane | undefined;
  monitor: Monitor | undefined;
  delivered: LogRecord[] = [];
  readonly arrivedAt = new Map<number, number>();
  readonly done = new Set<number>();
  /** How many were done before the last seek. */
  #doneBefore = 0;
  /** Handled in a transaction that is not yet committed. */
  readonly tentative = new Set<number>();
  readonly failures = new Map<number, number>();
  readonly #failuresAttributed = new Map<number, number>();
  readonly running = new Set<Invocation>();
  readonly sending = new Set<number>();
  /** The end of the back-off of each strand. */
  readonly #backsOffUntil = new Map<string, number>();
  /** The next expected report of a failure. */
  readonly #expected = new Map<number, { outcome: string; attributed: number }>();
  #origin: number;
  sought: number | undefined;
  /** To be sent to another topic. */
  readonly forwarded = new Set<number>();
  held = false;
  paused = false;
  over = false;
  resume: () => void = () => {};

  constructor(
    readonly partition: number,
    readonly rules: Rules,
    origin: number,
  ) {
    this.#origin = origin;
  }

  get position(): number {
    return (this.delivered.at(-1)?.offset ?? this.#origin - 1) + 1;
  }

  /** How many are done, those again that were done again after a seek. */
  get doneCount(): number {
    return this.#doneBefore + this.done.size;
  }

  get frontier(): number {
    return this.delivered.find(({ offset }) => !this.done.has(offset))?.offset ?? this.position;
  }

  /** A handler is about to be called with these. */
  begin(offsets: readonly number[], now: number): void {
    const { held, paused, over, sought } = this;
    expect({ held, paused, over }).toEqual({ held: false, paused: false, over: false });
    // Forwards are sent before a seek, after the messages before them are handled.
    const comesFirst = [...this.forwarded].some((forwarded) => !this.done.has(forwarded));
    if (!comesFirst) expect(sought).toBeUndefined();
    expect(offsets).toEqual(offsets.toSorted((one, other) => one - other));
    for (const offset of offsets) {
      expect([offset, this.done.has(offset), this.sending.has(offset)]).toEqual([offset, false, false]);
      // A failed forward is sent again, not handled again.
      expect([offset, this.forwarded.has(offset)]).toEqual([offset, false]);
      expect([...this.running].some((call) => call.offsets.includes(offset))).toBe(false);
      this.#checkOrder(offset, offsets);
      expect(this.#backsOffUntil.get(this.strandOf(offset)) ?? 0).toBeLessThanOrEqual(now);
    }
  }

  /** A whole call begins: the age of its messages counts now. */
  beginBatch(offsets: readonly number[], now: number): void {
    const { delayMs, maxAgeMs } = this.rules;
    for (const offset of offsets) {
      const { timestamp } = this.#recordOf(offset);
      expect(Math.min(timestamp, this.arrivedAt.get(offset) ?? 0) + delayMs).toBeLessThanOrEqual(now);
      if (maxAgeMs > 0) expect(now - timestamp).toBeLessThanOrEqual(maxAgeMs);
    }
  }

  /** A message is about to be sent to another topic. */
  send(offset: number): void {
    expect({ held: this.held, over: this.over }).toEqual({ held: false, over: false });
    expect([offset, this.done.has(offset), this.sending.has(offset)]).toEqual([offset, false, false]);
    this.#checkOrder(offset, []);
    const strand = this.strandOf(offset);
    expect([...this.running].some((call) => call.offsets.some((each) => this.strandOf(each) === strand))).toBe(false);
    this.sending.add(offset);
  }

  finish(offset: number): void {
    if (this.over) return;
    if (this.rules.transactional) this.tentative.add(offset);
    else this.done.add(offset);
  }

  /** A call is about to fail: counts its failures, and computes the expected decision. */
  fail(offsets: readonly number[], fault: Fault): void {
    const open = offsets.filter((offset) => !this.done.has(offset));
    this.tentative.clear();
    if (fault === 'down') {
      this.#meetOutage(open[0], offsets.at(-1) ?? -1);
      return;
    }
    for (const offset of open) this.failures.set(offset, (this.failures.get(offset) ?? 0) + 1);
    const attributed = open[0] ?? offsets.at(-1) ?? -1;
    const attempt = (this.#failuresAttributed.get(attributed) ?? 0) + 1;
    this.#failuresAttributed.set(attributed, attempt);
    this.#expected.set(attributed, {
      outcome: open.length === 0 ? 'retry' : this.#outcomeOf(fault, attempt),
      attributed: attempt,
    });
  }

  /** An outage counts for no message; a done one does not wait. */
  #meetOutage(open: number | undefined, last: number): void {
    const attributed = (this.failures.get(last) ?? 0) + 1;
    if (open === undefined) this.#expected.set(last, { outcome: 'retry', attributed });
    else this.#expected.set(open, { outcome: 'wait', attributed: 0 });
  }

  /** The lane has reported that a message waits in an outage. */
  waits(offset: number, retryInMs: number, now: number): void {
    expect({ offset, outcome: this.#expected.get(offset)?.outcome }).toEqual({ offset, outcome: 'wait' });
    this.#expected.delete(offset);
    this.goBack(offset, retryInMs, now);
  }

  /** The lane has reported a failed call. */
  failed(offset: number, outcome: string, attempt: number, retryInMs: number | undefined, now: number): void {
    const expected = this.#expected.get(offset);
    this.#expected.delete(offset);
    expect({ offset, outcome, attempt }).toEqual({ offset, outcome: expected?.outcome, attempt: expected?.attributed });
    if (outcome === 'deadLetter' || outcome === 'move') this.forwarded.add(offset);
    if (retryInMs !== undefined) this.goBack(offset, retryInMs, now);
  }

  /** The message is delivered again; a seek and the work of its transaction are forgotten. */
  goBack(offset: number, retryInMs: number, now: number): void {
    this.sought = undefined;
    this.tentative.clear();
    this.backOff(offset, retryInMs, now);
  }

  /** Its strand backs off. */
  backOff(offset: number, retryInMs: number, now: number): void {
    const strand = this.strandOf(offset);
    // A timer may be early by a fraction of a millisecond, and durations are rounded.
    if (Number.isFinite(retryInMs)) this.#backsOffUntil.set(strand, now + retryInMs - 1);
  }

  postponed(offset: number, retryInMs: number, now: number): void {
    this.failures.set(offset, (this.failures.get(offset) ?? 0) + 1);
    this.goBack(offset, retryInMs, now);
  }

  /** A transaction is about to be committed up to `offset`: without gaps, and with all handled messages. */
  commit(offset: number, dead: readonly number[]): void {
    expect(this.over).toBe(false);
    const counted = new Set([...this.done, ...this.tentative, ...dead]);
    const gaps = this.delivered.filter((record) => record.offset < offset && !counted.has(record.offset));
    expect(gaps.map((record) => record.offset)).toEqual([]);
    expect([...this.tentative].filter((each) => each >= offset)).toEqual([]);
  }

  committed(offset: number): void {
    this.tentative.clear();
    for (const record of this.delivered) if (record.offset < offset) this.done.add(record.offset);
  }

  /** A seek is applied. */
  restart(offset: number): void {
    expect(offset).toBe(this.sought);
    expect([...this.running].map((call) => call.offsets)).toEqual([]);
    expect([...this.sending]).toEqual([]);
    expect([...this.forwarded].filter((forwarded) => !this.done.has(forwarded))).toEqual([]);
    this.sought = undefined;
    this.#doneBefore = this.doneCount;
    this.delivered = [];
    this.#origin = offset;
    for (const each of [
      this.arrivedAt,
      this.done,
      this.failures,
      this.#failuresAttributed,
      this.#expected,
      this.tentative,
      this.forwarded,
      this.#backsOffUntil,
    ])
      each.clear();
  }

  strandOf(offset: number): string {
    return this.rules.orderedBy === 'partition' ? 'all' : (this.#recordOf(offset).key ?? `none ${offset}`);
  }

  /** Checks that every earlier message of its strand is done, or handled earlier in the same call or transaction. */
  #checkOrder(offset: number, inSameCall: readonly number[]): void {
    const strand = this.strandOf(offset);
    const open = this.delivered.filter(
      (record) =>
        record.offset < offset &&
        this.strandOf(record.offset) === strand &&
        !this.done.has(record.offset) &&
        !this.tentative.has(record.offset) &&
        !inSameCall.includes(record.offset),
    );
    expect(open.map((record) => `${record.offset} before ${offset}`)).toEqual([]);
  }

  #outcomeOf(fault: Fault, attempt: number): string {
    const { maxRetries, retries, deadLetters, onExhausted } = this.rules;
    if (fault === 'skip') return 'skip';
    // Without a dead-letter topic no error is of that kind.
    const isPlain = fault === 'plain' || !deadLetters;
    if (isPlain && attempt <= maxRetries) return 'retry';
    if (isPlain && retries) return 'move';
    return deadLetters ? 'deadLetter' : onExhausted;
  }

  #recordOf(offset: number): LogRecord {
    const record = this.delivered.find((each) => each.offset === offset);
    if (record === undefined) throw new Error(`${offset} was never delivered`);
    return record;
  }
}
