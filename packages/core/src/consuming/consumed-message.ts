/**
 * Messages as handlers see them: a record and how to read it. Key, headers and payload are decoded when they are first
 * read, once; a message that nobody reads costs one small object. Private fields keep payloads out of logs.
 */
import type { Batch, Headers, Message } from '../contracts/message.js';
import type { RawHeaders, RawRecord } from '../ports/records.js';
import type { TopicPlan } from '../routing/plan.js';

/** How key and value are decoded. */
export type MessageReaders = Pick<TopicPlan, 'key' | 'value'>;

/** Stands for "not decoded yet", which no decoded value can be. */
const unread = Symbol('unread');

export class ConsumedMessage implements Message {
  readonly #plan: MessageReaders;
  #payload: unknown = unread;
  #key: unknown = unread;
  #headers: Headers | undefined;
  #failures: number;
  readonly #record: RawRecord;

  constructor(
    record: RawRecord,
    plan: MessageReaders,
    readonly topic: string,
    readonly partition: number,
    private readonly receivedAtMs: number,
    /** How often it failed before it was fetched again. */
    failures = 0,
  ) {
    this.#record = record;
    this.#plan = plan;
    this.#failures = failures;
  }

  /** The record as it came. */
  get record(): RawRecord {
    return this.#record;
  }

  get attempt(): number {
    return this.#failures + 1;
  }

  get retrying(): boolean {
    return this.#failures > 0;
  }

  /** A delivery of this message failed. */
  countFailure(): void {
    this.#failures++;
  }

  get offset(): number {
    return this.#record.offset;
  }

  get timestamp(): Date {
    return new Date(this.#record.timestamp);
  }

  get receivedAt(): Date {
    return new Date(this.receivedAtMs);
  }

  get payload(): unknown {
    if (this.#payload === unread) {
      const { value } = this.#record;
      this.#payload = value === null ? null : this.#plan.value.decode(value);
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
      this.#key = key === null ? null : this.#plan.key.decode(key);
    }
    return this.#key as string | null;
  }

  get rawKey(): Buffer | null {
    return this.#record.key;
  }

  get headers(): Headers {
    this.#headers ??= asText(this.#record.headers);
    return this.#headers;
  }

  get rawHeaders(): RawHeaders {
    return this.#record.headers;
  }
}

export class MessageBatch implements Batch {
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly messages: readonly Message[],
    readonly firstOffset: number,
    readonly lastOffset: number,
    readonly highWatermark: number,
  ) {}

  get size(): number {
    return this.messages.length;
  }

  [Symbol.iterator](): Iterator<Message> {
    return this.messages[Symbol.iterator]();
  }
}

/** Header names come over the wire: one that is called `__proto__` must not become a prototype. */
function asText(raw: RawHeaders): Headers {
  const headers: Record<string, string | readonly string[]> = {};
  for (const name of Object.keys(raw)) {
    const given = raw[name];
    if (given === undefined) continue;
    const value = Buffer.isBuffer(given) ? given.toString('utf8') : given.map((each) => each.toString('utf8'));
    if (name === '__proto__') Object.defineProperty(headers, name, { value, enumerable: true });
    else headers[name] = value;
  }
  return headers;
}
