/**
 * Messages as handlers see them: a record and how to read it. Key, headers and payload are decoded when they are first
 * read, once; a message that nobody reads costs one small object. Who prints a message sees all of it.
 */
import { type InspectOptions, inspect } from 'node:util';
import type { Headers, Message } from '../contracts/message.js';
import { coreError } from '../errors/core-errors.js';
import { toError } from '../errors/kfw-error.js';
import { headersAsText } from '../ports/header-entries.js';
import { hasTimestamp, type RawHeaders, type RawRecord } from '../ports/records.js';
import { currentRun } from '../responding/handler-run.js';
import type { TopicPlan } from '../routing/plan.js';
import type { Verdict } from './decide.js';
import { inspectMessage, messageAsJson } from './shown-message.js';

/** How key and value are decoded; with a policy, a handler may say what becomes of a message. */
export type MessageReaders = Pick<TopicPlan, 'key' | 'value'> & Partial<Pick<TopicPlan, 'policy'>>;

/** What is known of a message from before it came here. */
export interface MessageHistory {
  /** How often it failed. */
  readonly failures: number;
  /** When it failed first, in milliseconds since the epoch. */
  readonly firstFailedAtMs: number | undefined;
  /** For how many failures it was to blame, here. */
  readonly blames: number;
}

/** Stands for "not decoded yet", which no decoded value can be. */
const unread = Symbol('unread');

/** What most messages have nothing of: what became of deliveries that did not simply end well. */
interface Fate {
  failures: number;
  firstFailedAtMs: number | undefined;
  blames: number;
  verdict: Verdict | undefined;
  /** What keeps it from being decoded. */
  problem: Error | undefined;
  refusal: Error | undefined;
}

const noFate: Readonly<Fate> = {
  failures: 0,
  firstFailedAtMs: undefined,
  blames: 0,
  verdict: undefined,
  problem: undefined,
  refusal: undefined,
};

export class ConsumedMessage implements Message {
  readonly #plan: MessageReaders;
  #payload: unknown = unread;
  #key: unknown = unread;
  #headers: Headers | undefined;
  #fate: Fate | undefined;
  readonly #record: RawRecord;

  constructor(
    record: RawRecord,
    plan: MessageReaders,
    readonly topic: string,
    readonly partition: number,
    private readonly receivedAtMs: number,
    history?: MessageHistory,
  ) {
    this.#record = record;
    this.#plan = plan;
    const { problem } = record;
    if (history !== undefined || problem !== undefined) this.#fate = { ...noFate, ...history, refusal: problem };
  }

  /** The record as it came. */
  get record(): RawRecord {
    return this.#record;
  }

  /** Nothing has become of it yet but what is in its fields: the common case, for the price of one look. */
  get isUntouched(): boolean {
    return this.#fate === undefined;
  }

  get attempt(): number {
    return (this.#fate?.failures ?? 0) + 1;
  }

  get retrying(): boolean {
    return this.attempt > 1 || this.firstFailedAtMs !== undefined;
  }

  /** When it first failed, in milliseconds since the epoch. */
  get firstFailedAtMs(): number | undefined {
    return this.#fate?.firstFailedAtMs;
  }

  /** A delivery of this message failed; what its handler had said of it is forgotten. */
  countFailure(): void {
    const fate = this.#touched;
    fate.failures++;
    fate.firstFailedAtMs ??= Date.now();
    fate.verdict = undefined;
  }

  /** A delivery of this message met an outage: it is to come again, and the delivery does not count. */
  noteOutage(): void {
    const fate = this.#touched;
    fate.firstFailedAtMs ??= Date.now();
    fate.verdict = undefined;
  }

  /** It was to blame for a failure; returns for how many by now. */
  countBlame(): number {
    return ++this.#touched.blames;
  }

  /** For a message that is fetched again; `undefined` when it never failed. */
  get history(): MessageHistory | undefined {
    const fate = this.#fate;
    if (fate === undefined || (fate.failures === 0 && fate.firstFailedAtMs === undefined)) return undefined;
    return { failures: fate.failures, firstFailedAtMs: fate.firstFailedAtMs, blames: fate.blames };
  }

  /** What the handler said becomes of it. */
  get verdict(): Verdict | undefined {
    return this.#fate?.verdict;
  }

  /** Forgets what the handler said; returns it. A message that is to be delivered again has had one delivery more. */
  takeVerdict(): Verdict | undefined {
    const fate = this.#fate;
    const verdict = fate?.verdict;
    if (fate === undefined || verdict === undefined) return undefined;
    fate.verdict = undefined;
    if (verdict.say === 'retryAfter') fate.failures++;
    return verdict;
  }

  /** Whether this is what went wrong with this very message, so that no other is to blame. */
  isBehind(error: Error): boolean {
    return error === this.#fate?.problem || error === this.#fate?.refusal;
  }

  /** What keeps it from being handed to its handler. */
  get refusal(): Error | undefined {
    return this.#fate?.refusal;
  }

  /** Its handler is not to be called. */
  refuse(error: Error): void {
    this.#touched.refusal = error;
  }

  skip(reason: string): void {
    this.#policy('skip');
    this.#touched.verdict = { say: 'skip', reason: String(reason) };
  }

  deadLetter(reason: string): void {
    const { deadLetter } = this.#policy('deadLetter');
    if (deadLetter === undefined) throw coreError('KFW_DEAD_LETTER_MISSING', { topic: this.topic });
    this.#touched.verdict = { say: 'deadLetter', reason: String(reason) };
  }

  retryAfter(ms: number): void {
    this.#policy('retryAfter');
    // Whoever comes from JavaScript may give anything.
    if (typeof ms !== 'number' || !(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
      throw coreError('KFW_RETRY_INVALID', { given: String(ms) });
    }
    this.#touched.verdict = { say: 'retryAfter', ms };
  }

  get offset(): number {
    return this.#record.offset;
  }

  get timestamp(): Date {
    const { timestamp } = this.#record;
    return new Date(hasTimestamp(timestamp) ? timestamp : Number.NaN);
  }

  get receivedAt(): Date {
    return new Date(this.receivedAtMs);
  }

  get payload(): unknown {
    if (this.#payload === unread) {
      const { value, problem } = this.#record;
      if (problem !== undefined) throw problem;
      this.#payload = value === null ? null : this.#decode(() => this.#plan.value.decode(value));
    }
    return this.#payload;
  }

  get rawPayload(): Buffer | null {
    return this.#record.value;
  }

  get isTombstone(): boolean {
    return this.#record.value === null;
  }

  get key(): string | null {
    if (this.#key === unread) {
      const { key } = this.#record;
      this.#key = key === null ? null : this.#decode(() => this.#plan.key.decode(key));
    }
    return this.#key as string | null;
  }

  get rawKey(): Buffer | null {
    return this.#record.key;
  }

  get headers(): Headers {
    this.#headers ??= headersAsText(this.#record.headers);
    return this.#headers;
  }

  get rawHeaders(): RawHeaders {
    return this.#record.headers;
  }

  toJSON(): Readonly<Record<string, unknown>> {
    return messageAsJson(this);
  }

  [inspect.custom](depth: number | null, options: InspectOptions): string {
    return inspectMessage(this, depth, options);
  }

  /** Remembers the error of a message that cannot be decoded, so that it is put down to this message. */
  #decode(decode: () => unknown): unknown {
    try {
      return decode();
    } catch (thrown) {
      const problem = toError(thrown);
      this.#touched.problem = problem;
      throw problem;
    }
  }

  #policy(member: string): NonNullable<MessageReaders['policy']> {
    const { policy } = this.#plan;
    if (policy === undefined || currentRun()?.isOver) throw coreError('KFW_MESSAGE_UNHANDLED', { member });
    return policy;
  }

  get #touched(): Fate {
    this.#fate ??= { ...noFate };
    return this.#fate;
  }
}
