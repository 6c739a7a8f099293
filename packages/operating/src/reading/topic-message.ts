/**
 * A message of a topic as commands read it: a record and its decoders. Key, headers and payload are decoded when first
 * read, so that a filter on the key never decodes a payload.
 */
import { type Headers, headersAsText, type PayloadReader, type RawRecord } from '@kfw/core';

/** Decodes keys and values; `prepare` of both is awaited per batch. */
export interface MessageReaders {
  readonly key: PayloadReader;
  readonly value: PayloadReader;
}

/** Stands for "not decoded yet", which no decoded value can be. */
const unread = Symbol('unread');

export class TopicMessage {
  #key: unknown = unread;
  #payload: unknown = unread;
  #headers: Headers | undefined;
  #keyProblem: unknown;
  #payloadProblem: unknown;

  constructor(
    /** As it was fetched. */
    readonly record: RawRecord,
    private readonly readers: MessageReaders,
    readonly topic: string,
    readonly partition: number,
  ) {
    if (record.problem !== undefined) this.#payloadProblem = record.problem;
  }

  get offset(): number {
    return this.record.offset;
  }

  /** An invalid Date when it has no timestamp, or one that no Date can hold. */
  get timestamp(): Date {
    const { timestamp } = this.record;
    return new Date(timestamp === -1 ? Number.NaN : timestamp);
  }

  /** As text; a header that was sent repeatedly is a list. */
  get headers(): Headers {
    this.#headers ??= headersAsText(this.record.headers);
    return this.#headers;
  }

  /** `null` without a key. Throws why it cannot be decoded. */
  get key(): unknown {
    if (this.#key === unread) {
      if (this.#keyProblem !== undefined) throw this.#keyProblem;
      const { key } = this.record;
      try {
        this.#key = key === null ? null : this.readers.key.decode(key);
      } catch (thrown) {
        this.#keyProblem = thrown;
        throw thrown;
      }
    }
    return this.#key;
  }

  /** `null` for a tombstone. Throws why it cannot be decoded. */
  get payload(): unknown {
    if (this.#payload === unread) {
      if (this.#payloadProblem !== undefined) throw this.#payloadProblem;
      const { value } = this.record;
      try {
        this.#payload = value === null ? null : this.readers.value.decode(value);
      } catch (thrown) {
        this.#payloadProblem = thrown;
        throw thrown;
      }
    }
    return this.#payload;
  }

  /** Why its payload or its key cannot be decoded, as far as they were read. */
  get problem(): unknown {
    return this.#payloadProblem ?? this.#keyProblem;
  }

  /** Decodes key and payload; returns why that fails, if it does. */
  decode(): unknown {
    try {
      void this.key;
      void this.payload;
      return undefined;
    } catch {
      return this.problem;
    }
  }
}

/** Waits until the schemas of these records are known; `undefined` when they are. Rejects when a registry cannot be asked. */
export function prepareReaders(readers: MessageReaders, records: readonly RawRecord[]): Promise<unknown> | undefined {
  const readable = records.every(isReadable) ? records : records.filter(isReadable);
  const value = readers.value.prepare(readable);
  const key = readers.key.prepare(readable);
  return value === undefined && key === undefined ? undefined : Promise.all([value, key]);
}

function isReadable({ problem }: RawRecord): boolean {
  return problem === undefined;
}
