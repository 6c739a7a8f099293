/**
 * Delivers messages: what it must know of their topics, checks, a partition for each, the accumulator that sends them in
 * batches, and a report for every one. Nothing is sent in the turn of the event loop in which it is asked for.
 */
import type { DeliveredTo } from '../contracts/responder.js';
import { coreError } from '../errors/core-errors.js';
import { toError } from '../errors/kfw-error.js';
import type { Monitor } from '../events/monitor.js';
import type { ConsumedOffsets, Sink, Transactions } from '../ports/transport.js';
import { Accumulator } from './accumulator.js';
import { Alarm, longestMs } from './alarm.js';
import { AtomicDelivery } from './atomic-delivery.js';
import { AsyncCall, AtomicCall, type Call, ListCall, SingleCall } from './call.js';
import type { Deliverer, OutgoingMessage, Undelivered } from './deliverer.js';
import { EventTurn } from './event-turn.js';
import { Intake } from './intake.js';
import { prepareCall } from './prepare-call.js';
import { type ProducerOptions, type ProducerSettings, withDefaults } from './producer-options.js';
import { ProducerTopics } from './producer-topics.js';
import { UndeliveredLog } from './undelivered-log.js';
import { Unsettled } from './unsettled.js';

const never = Number.POSITIVE_INFINITY;

export class Producer implements Deliverer {
  readonly #settings: ProducerSettings;
  readonly #turn = new EventTurn((now) => this.#dispatch(now));
  readonly #alarm: Alarm;
  readonly #unsettled = new Unsettled(() => this.#rest());
  readonly #undelivered: UndeliveredLog;
  readonly #topics: ProducerTopics;
  readonly #intake: Intake;
  readonly #accumulator: Accumulator;
  readonly #atomic: AtomicDelivery;
  /** Nothing that waits expires before. */
  #expiresAt = never;
  #closing: Promise<readonly Undelivered[]> | undefined;

  constructor(sink: Sink, transactions: Transactions, monitor: Monitor, options: ProducerOptions = {}) {
    const settings = withDefaults(options);
    this.#settings = settings;
    this.#alarm = new Alarm(() => this.#wake(), settings.keepsProcessAlive);
    this.#undelivered = new UndeliveredLog(monitor, settings.onUndelivered);
    this.#topics = new ProducerTopics(sink, this.#turn, settings);
    this.#intake = new Intake(this.#topics, settings, {
      enter: (call) => this.#enter(call),
      refuse,
      retrying: (call, retry) => this.#undelivered.retrying(call, retry),
    });
    this.#accumulator = new Accumulator({
      sink,
      settings,
      topics: this.#topics,
      turn: this.#turn,
      monitor,
      undelivered: this.#undelivered,
      isFlushing: () => this.#unsettled.isFlushing,
    });
    this.#atomic = new AtomicDelivery(transactions);
  }

  deliver(messages: readonly OutgoingMessage[]): Promise<DeliveredTo[]> {
    if (messages.length === 0) return Promise.resolve([]);
    const call = new ListCall(messages, this.#turn.now, this.#unsettled.current);
    this.#take(call);
    return call.report;
  }

  deliverOne(message: OutgoingMessage): Promise<DeliveredTo> {
    const call = new SingleCall([message], this.#turn.now, this.#unsettled.current);
    this.#take(call);
    return call.report;
  }

  deliverAsync(messages: readonly OutgoingMessage[]): Promise<void> | undefined {
    if (messages.length === 0) return undefined;
    const call = new AsyncCall(messages, this.#turn.now, this.#unsettled.current);
    this.#take(call);
    return call.entry;
  }

  async deliverAtomically(
    transactionalId: string,
    messages: readonly OutgoingMessage[],
    consumed?: ConsumedOffsets,
  ): Promise<DeliveredTo[]> {
    if (messages.length === 0 && consumed === undefined) return [];
    const call = new AtomicCall(messages, this.#turn.now, this.#unsettled.current);
    this.#take(call);
    await call.prepared;
    try {
      return await this.#atomic.deliver(transactionalId, call, consumed);
    } finally {
      call.cohort.leave(messages.length);
    }
  }

  fence(transactionalId: string): Promise<void> {
    return this.#atomic.fence(transactionalId);
  }

  async flush(): Promise<void> {
    const flushed = this.#unsettled.flush();
    // What lingers is looked at again when this turn ends.
    this.#turn.mark();
    await flushed;
  }

  get bufferedCount(): number {
    return this.#accumulator.room.messages;
  }

  /** Those that wait for room or for facts of their topic are among them. */
  buffered(): readonly OutgoingMessage[] {
    return [
      ...this.#accumulator.contents().map(({ message, queue }) => ({ ...message, partition: queue.place.partition })),
      ...this.#intake.waiting.flatMap(({ messages }) => messages),
    ];
  }

  /**
   * Takes nothing new (`KFW_PRODUCER_CLOSED`), delivers what there is for up to `timeoutMs`, then fails the rest, what is
   * on its way included. Returns what was given up meanwhile. Asked again, it answers the same.
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
    for (const call of this.#intake.turnAway(() => true)) this.#accumulator.turnAway(call, error);
    this.#accumulator.abandon(error);
    return givenUp;
  }

  #take(call: Call): void {
    if (this.#closing !== undefined) refuse(call, coreError('KFW_PRODUCER_CLOSED', undefined));
    else {
      if (this.#expiresAt === never) this.#expiresAt = call.calledAt + this.#settings.deliveryTimeoutMs;
      this.#intake.take(call);
    }
  }

  /** Its topics are known. */
  #enter(call: Call): void {
    try {
      call.entries = prepareCall(call, this.#topics.of, this.#settings);
    } catch (thrown) {
      refuse(call, toError(thrown));
      return;
    }
    if (call instanceof AtomicCall) call.entered();
    else {
      this.#accumulator.take(call);
      // It may have waited for facts: the turn in which it was asked for is over then.
      this.#turn.mark();
    }
  }

  #dispatch(now: number): void {
    const wakeAt = this.#accumulator.dispatch(now);
    if (this.#unsettled.count === 0) return;
    if (this.#expiresAt === never) this.#expiresAt = now + this.#settings.deliveryTimeoutMs;
    this.#alarm.set(Math.min(wakeAt, this.#expiresAt), now);
  }

  /** Looks after what waits; what is ready leaves when this turn ends. */
  #wake(): void {
    const { now } = this.#turn;
    if (now < this.#expiresAt) return;
    const { deliveryTimeoutMs } = this.#settings;
    const calledUntil = now - deliveryTimeoutMs;
    for (const call of this.#intake.turnAway(({ calledAt }) => calledAt <= calledUntil)) {
      this.#accumulator.turnAway(call, this.#accumulator.expired(call.lastError));
    }
    const askedAt = this.#intake.waiting.map(({ calledAt }) => calledAt);
    const oldest = Math.min(this.#accumulator.expire(calledUntil), ...askedAt);
    this.#expiresAt = oldest + deliveryTimeoutMs;
  }

  /** Every message has its report: no timer holds the process. */
  #rest(): void {
    this.#alarm.clear();
    this.#expiresAt = never;
  }
}

function refuse(call: Call, error: Error): void {
  call.refused(error);
  call.cohort.leave(call.messages.length);
}
