/**
 * A message as handlers see it: a record and its decoders. Key, headers and payload are decoded once, when first read; a
 * message that is never read costs one small object. Printing a message shows all of it.
 */
import { type InspectOptions, inspect } from 'node:util';
import type { Headers, Message } from '../../contracts/message.js';
import { coreError } from '../../errors/core-errors.js';
import { toError } from '../../errors/kfw-error.js';
import { headersAsText } from '../../ports/header-entries.js';
import { hasTimestamp, type RawHeaders, type RawRecord } from '../../ports/records.js';
import { currentRun } from '../../responding/transaction/handler-run.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { Verdict } from '../failure/failure-decision.js';
import { inspectMessage, messageAsJson } from './inspect-message.js';

/** The decoders of key and value; with a policy, a handler may give a verdict (skip, dead-letter, retry later). */
export type MessageReaders = Pick<TopicPlan, 'key' | 'value'> & Partial<Pick<TopicPlan, 'policy'>>;

/** The history of a message from before it came to this lane. */
export interface MessageHistory {
  /** How often it failed. */
  readonly failures: number;
  /** When it failed first, in milliseconds since the epoch. */
  readonly firstFailedAtMs: number | undefined;
  /** Failures attributed to it in this process. */
  readonly failuresAttributed: number;
}

/** Stands for "not decoded yet", which no decoded value can be. */
const unread = Symbol('unread');

/** State after a delivery that did not simply succeed; most messages have none. */
interface DeliveryState {
  failures: number;
  firstFailedAtMs: number | undefined;
  failuresAttributed: number;
  verdict: Verdict | undefined;
  /** Why it cannot be decoded. */
  problem: Error | undefined;
  refusal: Error | undefined;
}

const initialState: Readonly<DeliveryState> = {
  failures: 0,
  firstFailedAtMs: undefined,
  failuresAttributed: 0,
  verdict: undefined,
  problem: undefined,
  refusal: undefined,
};

export class ConsumedMessage implements Message {
  readonly #plan: MessageReaders;
  #payload: unknown = unread;
  #key: unknown = unread;
  #headers: Headers | undefined;
  #state: DeliveryState | undefined;
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
    if (history !== undefined || problem !== undefined) this.#state = { ...initialState, ...history, refusal: problem };
  }

  /** The record as it was fetched. */
  get record(): RawRecord {
    return this.#record;
  }

  /** Whether it has no delivery state: the common case, checked at the cost of one field. */
  get isPristine(): boolean {
    return this.#state === undefined;
  }

  get attempt(): number {
    return (this.#state?.failures ?? 0) + 1;
  }

  get retrying(): boolean {
    return this.attempt > 1 || this.firstFailedAtMs !== undefined;
  }

  /** When it first failed, in milliseconds since the epoch. */
  get firstFailedAtMs(): number | undefined {
    return this.#state?.firstFailedAtMs;
  }

  /** A delivery of this message failed; its verdict is discarded. */
  countFailure(): void {
    const state = this.#ownState;
    state.failures++;
    state.firstFailedAtMs ??= Date.now();
    state.verdict = undefined;
  }

  /** A delivery of this message met an outage: it is delivered again, and this delivery does not count. */
  noteOutage(): void {
    const state = this.#ownState;
    state.firstFailedAtMs ??= Date.now();
    state.verdict = undefined;
  }

  /** Attributes a failure to this message; returns how many by now. */
  attributeFailure(): number {
    return ++this.#ownState.failuresAttributed;
  }

  /** Kept for when the message is fetched again; `undefined` if it never failed. */
  get history(): MessageHistory | undefined {
    const state = this.#state;
    if (state === undefined || (state.failures === 0 && state.firstFailedAtMs === undefined)) return undefined;
    return {
      failures: state.failures,
      firstFailedAtMs: state.firstFailedAtMs,
      failuresAttributed: state.failuresAttributed,
    };
  }

  /** The handler's verdict. */
  get verdict(): Verdict | undefined {
    return this.#state?.verdict;
  }

  /** Removes and returns the verdict. A postponed message has had one more delivery. */
  takeVerdict(): Verdict | undefined {
    const state = this.#state;
    const verdict = state?.verdict;
    if (state === undefined || verdict === undefined) return undefined;
    state.verdict = undefined;
    if (verdict.kind === 'retryAfter') state.failures++;
    return verdict;
  }

  /** Whether this very message caused the error: it could not be decoded, or was refused. */
  isCauseOf(error: Error): boolean {
    return error === this.#state?.problem || error === this.#state?.refusal;
  }

  /** Why its handler is not called with it. */
  get refusal(): Error | undefined {
    return this.#state?.refusal;
  }

  /** Its call fails with this error, without the handler. */
  refuse(error: Error): void {
    this.#ownState.refusal = error;
  }

  skip(reason: string): void {
    this.#requirePolicy('skip');
    this.#ownState.verdict = { kind: 'skip', reason: String(reason) };
  }

  deadLetter(reason: string): void {
    const { deadLetter } = this.#requirePolicy('deadLetter');
    if (deadLetter === undefined) throw coreError('KFW_DEAD_LETTER_MISSING', { topic: this.topic });
    this.#ownState.verdict = { kind: 'deadLetter', reason: String(reason) };
  }

  retryAfter(ms: number): void {
    this.#requirePolicy('retryAfter');
    // JavaScript callers may pass anything.
    if (typeof ms !== 'number' || !(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
      throw coreError('KFW_RETRY_INVALID', { given: String(ms) });
    }
    this.#ownState.verdict = { kind: 'retryAfter', ms };
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

  /** False when it has none; told without reading them. */
  get mayHaveHeaders(): boolean {
    return this.#record.hasHeaders ?? true;
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

  /** Keeps the error of a message that cannot be decoded, so that the failure is attributed to it. */
  #decode(decode: () => unknown): unknown {
    try {
      return decode();
    } catch (thrown) {
      const problem = toError(thrown);
      this.#ownState.problem = problem;
      throw problem;
    }
  }

  #requirePolicy(member: string): NonNullable<MessageReaders['policy']> {
    const { policy } = this.#plan;
    if (policy === undefined || currentRun()?.isOver) throw coreError('KFW_MESSAGE_UNHANDLED', { member });
    return policy;
  }

  get #ownState(): DeliveryState {
    this.#state ??= { ...initialState };
    return this.#state;
  }
}
