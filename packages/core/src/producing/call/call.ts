/**
 * One call of `deliver`, `deliverOne` or `deliverAsync`: its messages on their way into the buffer, and its report. Many
 * are made per millisecond: they hold plain fields, and make promises only where a caller waits.
 */
import type { DeliveredTo } from '../../contracts/responder-contract.js';
import type { TopicPartition } from '../../events/topic-partition.js';
import type { BufferedMessage, MessageCall } from '../buffer/partition-queue.js';
import type { FlushGroup } from '../buffer/pending-deliveries.js';
import type { OutgoingMessage, Undelivered } from '../deliverer.js';
import { DeliveryError } from '../deliverer.js';

const noMessages: readonly BufferedMessage[] = [];

export abstract class Call implements MessageCall {
  /** Its messages with their partitions; empty until those are chosen. */
  bufferedMessages: readonly BufferedMessage[] = noMessages;
  /** How many of them the buffer has taken. */
  accepted = 0;
  /** Why the info of its topics could not be fetched, when it waits for that. */
  lastError: Error | undefined;
  /** Whether someone waits for the report of its messages. */
  abstract readonly awaited: boolean;

  constructor(
    readonly messages: readonly OutgoingMessage[],
    /** On the monotonic clock. */
    readonly calledAt: number,
    readonly flushGroup: FlushGroup,
  ) {
    flushGroup.add(messages.length);
  }

  abstract delivered(index: number, to: TopicPartition, offset: number): void;
  /** Not delivered, after the buffer had taken it. */
  abstract failed(index: number, error: Error): void;
  /** None of its messages was sent or will be. */
  abstract refused(error: Error): void;
  /** Its remaining messages never entered the buffer. */
  abstract remainderRejected(error: Error): void;
  /** All of it is in the buffer. */
  onBuffered(): void {}
  /** All of it was dropped, because the buffer is full. */
  dropped(_errorOf: () => Error): void {
    this.onBuffered();
  }
}

export class SingleCall extends Call {
  readonly awaited = true;
  readonly #report = Promise.withResolvers<DeliveredTo>();

  get report(): Promise<DeliveredTo> {
    return this.#report.promise;
  }

  delivered(_index: number, { topic, partition }: TopicPartition, offset: number): void {
    this.#report.resolve({ topic, partition, offset: String(offset) });
  }

  failed(_index: number, error: Error): void {
    const undelivered = this.messages.map((message) => ({ message, error }));
    this.#report.reject(new DeliveryError(undelivered, [undefined]));
  }

  refused(error: Error): void {
    this.#report.reject(error);
  }

  remainderRejected(error: Error): void {
    this.failed(0, error);
  }
}

export class ListCall extends Call {
  readonly awaited = true;
  readonly #report = Promise.withResolvers<DeliveredTo[]>();
  readonly #delivered = new Array<DeliveredTo | undefined>(this.messages.length).fill(undefined);
  readonly #errors = new Map<number, Error>();
  #missing = this.messages.length;

  get report(): Promise<DeliveredTo[]> {
    return this.#report.promise;
  }

  delivered(index: number, { topic, partition }: TopicPartition, offset: number): void {
    this.#delivered[index] = { topic, partition, offset: String(offset) };
    this.#reported();
  }

  failed(index: number, error: Error): void {
    this.#errors.set(index, error);
    this.#reported();
  }

  refused(error: Error): void {
    this.#report.reject(error);
  }

  remainderRejected(error: Error): void {
    for (let index = this.accepted; index < this.messages.length; index += 1) this.failed(index, error);
  }

  #reported(): void {
    this.#missing -= 1;
    if (this.#missing > 0) return;
    if (this.#errors.size === 0) this.#report.resolve(this.#delivered as DeliveredTo[]);
    else this.#report.reject(new DeliveryError(undeliveredOf(this.messages, this.#errors), this.#delivered));
  }
}

/** A call that waits for the buffer only. */
export class AsyncCall extends Call {
  readonly awaited = false;
  #waiter: PromiseWithResolvers<void> | undefined;
  #isBuffered = false;
  #error: Error | undefined;

  /** A promise only when the buffer has not taken all of it. */
  get buffered(): Promise<void> | undefined {
    if (this.#isBuffered) return undefined;
    this.#waiter ??= Promise.withResolvers<void>();
    if (this.#error !== undefined) this.#waiter.reject(this.#error);
    return this.#waiter.promise;
  }

  delivered(_index: number): void {}

  /** Reported by events. */
  failed(_index: number, _error: Error): void {}

  refused(error: Error): void {
    this.#error = error;
    this.#waiter?.reject(error);
  }

  remainderRejected(error: Error): void {
    const undelivered = this.messages.slice(this.accepted).map((message) => ({ message, error }));
    this.refused(new DeliveryError(undelivered, new Array<undefined>(undelivered.length).fill(undefined)));
  }

  override onBuffered(): void {
    this.#isBuffered = true;
    this.#waiter?.resolve();
  }
}

/** An `AsyncCall` whose spans are recorded: the buffer's caller does not see the reports that end them. */
export class TracedAsyncCall extends AsyncCall {
  override delivered(index: number): void {
    this.messages[index]?.trace?.delivered(1);
  }

  override failed(index: number, error: Error): void {
    this.messages[index]?.trace?.failed(1, error);
  }

  /** Those that the buffer has taken get a report of their own. */
  override refused(error: Error): void {
    for (const { trace } of this.messages.slice(this.accepted)) trace?.failed(1, error);
    super.refused(error);
  }

  override dropped(errorOf: () => Error): void {
    const error = errorOf();
    for (const { trace } of this.messages) trace?.failed(1, error);
    super.dropped(errorOf);
  }
}

/** A call whose messages go into a transaction, past the buffer. */
export class AtomicCall extends Call {
  readonly awaited = true;
  readonly #prepared = Promise.withResolvers<void>();

  /** Resolves when its partitions are chosen. */
  get prepared(): Promise<void> {
    return this.#prepared.promise;
  }

  delivered(): void {}

  failed(): void {}

  refused(error: Error): void {
    this.#prepared.reject(error);
  }

  remainderRejected(error: Error): void {
    this.refused(error);
  }

  override onBuffered(): void {
    this.#prepared.resolve();
  }
}

function undeliveredOf(messages: readonly OutgoingMessage[], errors: ReadonlyMap<number, Error>): Undelivered[] {
  return messages.flatMap((message, index) => {
    const error = errors.get(index);
    return error === undefined ? [] : [{ message, error }];
  });
}
