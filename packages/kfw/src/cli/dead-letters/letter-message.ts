/** A dead letter as people and expressions see it: decoded as messages of its source topic are. */
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

export class LetterMessage extends TopicMessage {
  constructor(
    readonly letter: DeadLetter,
    readers: MessageReaders,
  ) {
    super(letter.record, readers, letter.place.topic, letter.place.partition);
  }

  get source(): LetterSource | undefined {
    return this.letter.source;
  }

  get error(): LetterError {
    return this.letter.error;
  }

  get attempts(): number | undefined {
    return this.letter.attempts;
  }

  get firstFailedAt(): Date | undefined {
    return this.letter.firstFailedAt;
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
