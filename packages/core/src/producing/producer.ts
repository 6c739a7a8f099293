/**
 * The producer: it waits for topic info, checks messages and chooses their partitions, sends them in batches through the
 * accumulator, and reports every one. Nothing is sent in the turn of the event loop in which it is called.
 */
import type { DeliveredTo } from '../contracts/responder-contract.js';
import { coreError } from '../errors/core-errors.js';
import { toError } from '../errors/kfw-error.js';
import type { Monitor } from '../events/monitor.js';
import type { ConsumedOffsets, Sink, Transactions } from '../ports/transport.js';
import { Accumulator } from './buffer/accumulator.js';
import { PendingDeliveries } from './buffer/pending-deliveries.js';
import { AsyncCall, AtomicCall, type Call, ListCall, SingleCall, TracedAsyncCall } from './call/call.js';
import { prepareCall } from './call/prepare-call.js';
import { ProducerTopics } from './call/producer-topics.js';
import { TopicInfoGate } from './call/topic-info-gate.js';
import type { Deliverer, OutgoingMessage, Undelivered } from './deliverer.js';
import { type ProducerOptions, type ProducerSettings, withDefaults } from './producer-options.js';
import { longestMs, ProducerTimer } from './sending/producer-timer.js';
import { Tick } from './sending/tick.js';
import { UndeliveredLog } from './sending/undelivered-log.js';
import { AtomicDelivery } from './transactions/atomic-delivery.js';

const never = Number.POSITIVE_INFINITY;

export class Producer implements Deliverer {
  readonly #settings: ProducerSettings;
  readonly #sizeOf: Sink['sizeOf'];
  readonly #tick = new Tick((now) => this.#dispatch(now));
  readonly #timer: ProducerTimer;
  readonly #pending = new PendingDeliveries(() => this.#becomeIdle());
  readonly #undelivered: UndeliveredLog;
  readonly #topics: ProducerTopics;
  readonly #topicInfoGate: TopicInfoGate;
  readonly #accumulator: Accumulator;
  readonly #atomic: AtomicDelivery;
  readonly #removeGauge: () => void;
  /** Nothing that waits expires before. */
  #expiresAt = never;
  #closing: Promise<readonly Undelivered[]> | undefined;

  constructor(sink: Sink, transactions: Transactions, monitor: Monitor, options: ProducerOptions = {}) {
    const settings = withDefaults(options);
    this.#settings = settings;
    this.#sizeOf = sink.sizeOf;
    this.#timer = new ProducerTimer(() => this.#wake(), settings.keepsProcessAlive);
    this.#undelivered = new UndeliveredLog(monitor, settings.onUndelivered);
    this.#topics = new ProducerTopics(sink, this.#tick, settings, monitor.measurements);
    this.#topicInfoGate = new TopicInfoGate(this.#topics, settings, {
      onReady: (call) => this.#enter(call),
      onRefused: (call, error) => this.#refuse(call, error),
      onRetry: (call, retry) => this.#undelivered.retrying(call, retry),
    });
    this.#accumulator = new Accumulator({
      sink,
      settings,
      topics: this.#topics,
      tick: this.#tick,
      monitor,
      undelivered: this.#undelivered,
      isFlushing: () => this.#pending.isFlushing,
    });
    this.#atomic = new AtomicDelivery(transactions, monitor.measurements);
    const { measurements } = monitor;
    this.#removeGauge = measurements.gauge('kfw_producer_buffered_messages', () => [
      { labels: {}, value: this.bufferedCount },
    ]);
  }

  deliver(messages: readonly OutgoingMessage[]): Promise<DeliveredTo[]> {
    if (messages.length === 0) return Promise.resolve([]);
    const call = new ListCall(messages, this.#tick.now, this.#pending.current);
    this.#take(call);
    return call.report;
  }

  deliverOne(message: OutgoingMessage): Promise<DeliveredTo> {
    const call = new SingleCall([message], this.#tick.now, this.#pending.current);
    this.#take(call);
    return call.report;
  }

  deliverAsync(messages: readonly OutgoingMessage[]): Promise<void> | undefined {
    if (messages.length === 0) return undefined;
    const AnyAsyncCall = messages.some(isTraced) ? TracedAsyncCall : AsyncCall;
    const call = new AnyAsyncCall(messages, this.#tick.now, this.#pending.current);
    this.#take(call);
    return call.buffered;
  }

  async deliverAtomically(
    transactionalId: string,
    messages: readonly OutgoingMessage[],
    consumed?: ConsumedOffsets,
  ): Promise<DeliveredTo[]> {
    if (messages.length === 0 && consumed === undefined) return [];
    const call = new AtomicCall(messages, this.#tick.now, this.#pending.current);
    this.#take(call);
    await call.prepared;
    try {
      return await this.#atomic.deliver(transactionalId, call, consumed);
    } finally {
      call.flushGroup.remove(messages.length);
    }
  }

  fence(transactionalId: string): Promise<void> {
    return this.#atomic.fence(transactionalId);
  }

  async flush(): Promise<void> {
    const flushed = this.#pending.flush();
    // Lingering messages are looked at again when this turn ends.
    this.#tick.requestEnd();
    await flushed;
  }

  get bufferedCount(): number {
    return this.#accumulator.capacity.messages;
  }

  get bufferedBytes(): number {
    return this.#accumulator.capacity.bytes;
  }

  /** Messages that wait for room or for topic info are included. */
  buffered(): readonly OutgoingMessage[] {
    return [
      ...this.#accumulator
        .contents()
        .map(({ message, queue }) => ({ ...message, partition: queue.topicPartition.partition })),
      ...this.#topicInfoGate.waiting.flatMap(({ messages }) => messages),
    ];
  }

  /**
   * Refuses new messages (`KFW_PRODUCER_CLOSED`), delivers the buffered ones for up to `timeoutMs`, then fails the rest,
   * those in flight included. Returns the messages given up meanwhile. A second call returns the same promise.
   */
  close(timeoutMs: number): Promise<readonly Undelivered[]> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async #close(timeoutMs: number): Promise<readonly Undelivered[]> {
    const givenUp = this.#undelivered.keep();
    const timeIsOver = Promise.withResolvers<void>();
    const timer = setTimeout(timeIsOver.resolve, Math.min(Math.max(0, timeoutMs), longestMs));
    await Promise.race([this.flush(), timeIsOver.promise]);
    clearTimeout(timer);
    const error = coreError('KFW_PRODUCER_CLOSED', undefined);
    for (const call of this.#topicInfoGate.reject(() => true)) this.#accumulator.rejectRemaining(call, error);
    this.#accumulator.abandon(error);
    this.#removeGauge();
    return givenUp;
  }

  #take(call: Call): void {
    if (this.#closing !== undefined) this.#refuse(call, coreError('KFW_PRODUCER_CLOSED', undefined));
    else {
      if (this.#expiresAt === never) this.#expiresAt = call.calledAt + this.#settings.deliveryTimeoutMs;
      this.#topicInfoGate.take(call);
    }
  }

  /** Its topics are known. */
  #enter(call: Call): void {
    try {
      call.bufferedMessages = prepareCall(call, this.#topics.of, this.#sizeOf, this.#settings);
    } catch (thrown) {
      this.#refuse(call, toError(thrown));
      return;
    }
    if (call instanceof AtomicCall) call.onBuffered();
    else {
      this.#accumulator.take(call);
      // It may have waited for topic info: the turn of its call is over then.
      this.#tick.requestEnd();
    }
  }

  #dispatch(now: number): void {
    const wakeAt = this.#accumulator.dispatch(now);
    if (this.#pending.count === 0) return;
    if (this.#expiresAt === never) this.#expiresAt = now + this.#settings.deliveryTimeoutMs;
    this.#timer.set(Math.min(wakeAt, this.#expiresAt), now);
  }

  /** Expires waiting messages; ready batches leave when this turn ends. */
  #wake(): void {
    const { now } = this.#tick;
    if (now < this.#expiresAt) return;
    const { deliveryTimeoutMs } = this.#settings;
    const calledUntil = now - deliveryTimeoutMs;
    for (const call of this.#topicInfoGate.reject(({ calledAt }) => calledAt <= calledUntil)) {
      this.#accumulator.rejectRemaining(call, this.#accumulator.expired(call.lastError));
    }
    const askedAt = this.#topicInfoGate.waiting.map(({ calledAt }) => calledAt);
    const oldest = Math.min(this.#accumulator.expire(calledUntil), ...askedAt);
    this.#expiresAt = oldest + deliveryTimeoutMs;
  }

  #refuse(call: Call, error: Error): void {
    this.#topics.countFailed(call.messages, error);
    call.refused(error);
    call.flushGroup.remove(call.messages.length);
  }

  /** Every message has its report: no timer holds the process. */
  #becomeIdle(): void {
    this.#timer.clear();
    this.#expiresAt = never;
  }
}

/** Each topic of a list has a span of its own, and not all are recorded. */
function isTraced({ trace }: OutgoingMessage): boolean {
  return trace !== undefined;
}
