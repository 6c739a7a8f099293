/**
 * Messages as handlers see them: a record and how to read it. Key, headers and payload are decoded when they are first
 * read, once; a message that nobody reads costs one small object. Who prints a message sees all of it.
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

/** How key and value are decoded; with a policy, a handler may say what becomes of a message. */
export type MessageReaders = Pick<TopicPlan, 'key' | 'value'> & Partial<Pick<TopicPlan, 'policy'>>;

/** What is known of a message from before it came here. */
export interface MessageHistory {
  /** How often it failed. */
  readonly failures: number;
  /** When it failed first, in milliseconds since the epoch. */
  readonly firstFailedAtMs: number | undefined;
  /** For how many failures it was to blame, here. */
  readonly failuresAttributed: number;
}

/** Stands for "not decoded yet", which no decoded value can be. */
const unread = Symbol('unread');

/** What most messages have nothing of: what became of deliveries that did not simply end well. */
interface DeliveryState {
  failures: number;
  firstFailedAtMs: number | undefined;
  failuresAttributed: number;
  verdict: Verdict | undefined;
  /** What keeps it from being decoded. */
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

  /** The record as it came. */
  get record(): RawRecord {
    return this.#record;
  }

  /** Nothing has become of it yet but what is in its fields: the common case, for the price of one look. */
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

  /** A delivery of this message failed; what its handler had said of it is forgotten. */
  countFailure(): void {
    const state = this.#ownState;
    state.failures++;
    state.firstFailedAtMs ??= Date.now();
    state.verdict = undefined;
  }

  /** A delivery of this message met an outage: it is to come again, and the delivery does not count. */
  noteOutage(): void {
    const state = this.#ownState;
    state.firstFailedAtMs ??= Date.now();
    state.verdict = undefined;
  }

  /** It was to blame for a failure; returns for how many by now. */
  attributeFailure(): number {
    return ++this.#ownState.failuresAttributed;
  }

  /** For a message that is fetched again; `undefined` when it never failed. */
  get history(): MessageHistory | undefined {
    const state = this.#state;
    if (state === undefined || (state.failures === 0 && state.firstFailedAtMs === undefined)) return undefined;
    return {
      failures: state.failures,
      firstFailedAtMs: state.firstFailedAtMs,
      failuresAttributed: state.failuresAttributed,
    };
  }

  /** What the handler said becomes of it. */
  get verdict(): Verdict | undefined {
    return this.#state?.verdict;
  }

  /** Forgets what the handler said; returns it. A message that is to be delivered again has had one delivery more. */
  takeVerdict(): Verdict | undefined {
    const state = this.#state;
    const verdict = state?.verdict;
    if (state === undefined || verdict === undefined) return undefined;
    state.verdict = undefined;
    if (verdict.kind === 'retryAfter') state.failures++;
    return verdict;
  }

  /** Whether this is what went wrong with this very message, so that no other is to blame. */
  isCauseOf(error: Error): boolean {
    return error === this.#state?.problem || error === this.#state?.refusal;
  }

  /** What keeps it from being handed to its handler. */
  get refusal(): Error | undefined {
    return this.#state?.refusal;
  }

  /** Its handler is not to be called. */
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
    // Whoever comes from JavaScript may give anything.
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
