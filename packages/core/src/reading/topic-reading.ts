/**
 * One reading of a topic, as an iterator over its messages. It ends by itself, by its signal, or when its iteration is
 * left, and closes everything it has opened in each case.
 */
import type { Message } from '../contracts/message.js';
import { readMessages } from './read-messages.js';
import { checkReadOptions, type ReadTopicOptions } from './read-options.js';
import type { OpenReaderContext } from './reader-context.js';

export class TopicReading<P = unknown, K = string> implements AsyncIterableIterator<Message<P, K>, undefined> {
  readonly #left = new AbortController();
  readonly #messages: AsyncGenerator<Message<P, K>, undefined>;

  /** Throws `KFW_READ_INVALID`. Nothing is opened before the first message is asked for. */
  constructor(topic: string, options: ReadTopicOptions<P, K>, open: OpenReaderContext) {
    const request = checkReadOptions(topic, options);
    const messages = readMessages(request, options, open, this.#left);
    this.#messages = messages as AsyncGenerator<Message<P, K>, undefined>;
  }

  next(): Promise<IteratorResult<Message<P, K>, undefined>> {
    return this.#messages.next();
  }

  /** Ends it, also while a message is waited for. Resolves when all is closed. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#left.abort();
    await this.#messages.return(undefined);
    return { done: true, value: undefined };
  }

  async throw(thrown: unknown): Promise<IteratorReturnResult<undefined>> {
    await this.return();
    throw thrown;
  }

  /** All messages that are left, in memory: for small topics, tests and the console. */
  async toArray(): Promise<Message<P, K>[]> {
    const messages: Message<P, K>[] = [];
    for await (const message of this) messages.push(message);
    return messages;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
