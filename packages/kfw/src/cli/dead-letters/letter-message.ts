/**
 * A dead letter as people and expressions see it: decoded as messages of its source topic are, and with `null` for
 * unknown fields, as in JSON.
 */
import type { PayloadReader } from '@kfw/core';
import {
  type DeadLetter,
  type LetterError,
  type LetterSource,
  type MessageReaders,
  prepareReaders,
  TopicMessage,
} from '@kfw/operating';
import { type DecodingCluster, MessageDecoding } from '../decoding/message-decoding.js';

export type OrNull<Fields> = { readonly [Name in keyof Fields]: Exclude<Fields[Name], undefined> | null };

export class LetterMessage extends TopicMessage {
  constructor(
    readonly letter: DeadLetter,
    readers: MessageReaders,
  ) {
    super(letter.record, readers, letter.place.topic, letter.place.partition);
  }

  get source(): OrNull<LetterSource> | null {
    const { source } = this.letter;
    if (source === undefined) return null;
    const { topic, partition = null, offset = null, timestamp = null, group = null } = source;
    return { topic, partition, offset, timestamp, group };
  }

  get error(): OrNull<LetterError> {
    const { class: name = null, code = null, message = null } = this.letter.error;
    return { class: name, code, message };
  }

  get attempts(): number | null {
    return this.letter.attempts ?? null;
  }

  get firstFailedAt(): Date | null {
    return this.letter.firstFailedAt ?? null;
  }

  get replayCount(): number {
    return this.letter.replayCount;
  }
}

/** Headers choose the source topics, so that they may be any number. */
const mostTopics = 1_000;

export class LetterDecoding {
  readonly #decoding: MessageDecoding;
  readonly #readers = new Map<string, MessageReaders>();
  #unavailable: PayloadReader | undefined;

  /** Letters without a source topic are decoded as those of `otherwise`: the only source of the topic, or the topic itself. */
  constructor(
    cluster: DecodingCluster,
    private readonly otherwise: string,
  ) {
    this.#decoding = new MessageDecoding(cluster);
  }

  /** With its schemas known. Rejects when a registry cannot be asked. */
  async messageOf(letter: DeadLetter): Promise<LetterMessage> {
    const readers = this.#readersOf(letter);
    await prepareReaders(readers, [letter.record]);
    return new LetterMessage(letter, readers);
  }

  /** As `messageOf`; without a registry it is a message that cannot be decoded, and the registry is not asked again. */
  async shown(letter: DeadLetter): Promise<LetterMessage> {
    try {
      if (this.#unavailable === undefined) return await this.messageOf(letter);
    } catch (thrown) {
      this.#unavailable = { prepare: () => undefined, decode: () => throwIt(thrown) };
    }
    return new LetterMessage(letter, { key: this.#unavailable, value: this.#unavailable });
  }

  /** For an expression that reads neither key nor payload. */
  undecoded(letter: DeadLetter): LetterMessage {
    return new LetterMessage(letter, this.#readersOf(letter));
  }

  #readersOf({ source }: DeadLetter): MessageReaders {
    const topic = source?.topic ?? this.otherwise;
    let readers = this.#readers.get(topic);
    if (readers === undefined) {
      readers = this.#decoding.readersOf(topic);
      if (this.#readers.size >= mostTopics) this.#readers.clear();
      this.#readers.set(topic, readers);
    }
    return readers;
  }
}

function throwIt(thrown: unknown): never {
  throw thrown;
}
