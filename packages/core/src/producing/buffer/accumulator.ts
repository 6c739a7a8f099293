/**
 * The buffer of a producer: a queue per partition, bounded in messages and bytes. It sends one batch per partition at a
 * time, together with those of the same broker, so that batches grow with the load while requests are in flight. Every
 * message leaves it with one report.
 */
import { coreError } from '../../errors/core-errors.js';
import type { Monitor } from '../../events/monitor.js';
import type { PartitionResult, Sink } from '../../ports/transport.js';
import type { Call } from '../call/call.js';
import type { ProducerTopics } from '../call/producer-topics.js';
import type { ProducerSettings } from '../producer-options.js';
import { decideDeliveryRetry } from '../sending/delivery-retry-decision.js';
import { Sender } from '../sending/sender.js';
import type { Tick } from '../sending/tick.js';
import type { UndeliveredLog } from '../sending/undelivered-log.js';
import { BufferCapacity } from './buffer-capacity.js';
import type { Batch, BufferedMessage, PartitionQueue } from './partition-queue.js';

const never = Number.POSITIVE_INFINITY;

export interface AccumulatorParts {
  readonly sink: Pick<Sink, 'leaderOf' | 'send'>;
  readonly settings: ProducerSettings;
  readonly topics: ProducerTopics;
  readonly tick: Tick;
  readonly monitor: Monitor;
  readonly undelivered: UndeliveredLog;
  /** Whether a flush is in progress: then nothing lingers. */
  readonly isFlushing: () => boolean;
}

export class Accumulator {
  readonly capacity: BufferCapacity;
  readonly #parts: AccumulatorParts;
  readonly #senders = new Map<number | PartitionQueue, Sender>();
  /** Partitions with something to send and nothing in flight. */
  #ready: PartitionQueue[] = [];

  constructor(parts: AccumulatorParts) {
    this.#parts = parts;
    this.capacity = new BufferCapacity(parts.settings, (message) => this.#accept(message));
  }

  /** Takes a call into the buffer, at once or when there is room. With `whenFull` it is refused or dropped instead. */
  take(call: Call): void {
    const { whenFull } = this.#parts.settings;
    if (whenFull === 'wait' || this.capacity.fits(call.bufferedMessages)) this.capacity.admitOrQueue(call);
    else this.#overflow(call, whenFull);
  }

  /** Sends the ready batches of brokers with capacity. Returns when the next batch will be ready by itself. */
  dispatch(now: number): number {
    const senders = new Set<Sender>();
    const ready = this.#ready;
    this.#ready = [];
    let wakeAt = never;
    for (const queue of ready) {
      const readyAt = this.#readyAt(queue);
      const sender = readyAt <= now ? this.#senderOf(queue) : undefined;
      if (sender?.hasCapacity) {
        queue.listed = false;
        sender.add(queue.take(now));
        senders.add(sender);
      } else if (queue.hasContent) {
        this.#ready.push(queue);
        if (sender === undefined) wakeAt = Math.min(wakeAt, readyAt);
      } else queue.listed = false;
    }
    for (const sender of senders) sender.send();
    return wakeAt;
  }

  /** Fails what has waited since `calledUntil` or longer. Returns when the oldest that still waits was asked for. */
  expire(calledUntil: number): number {
    let oldest = never;
    for (const queue of this.#parts.topics.queues()) {
      const expired = queue.expire(calledUntil);
      if (expired.length > 0) this.#giveUp(queue, expired, this.expired(queue.lastError));
      oldest = Math.min(oldest, queue.oldestWaiting?.call.calledAt ?? never);
    }
    for (const call of this.capacity.reject((waiting) => waiting.calledAt <= calledUntil)) {
      this.rejectRemaining(call, this.expired(undefined));
    }
    this.capacity.admitWaiting();
    for (const call of this.capacity.waiting) oldest = Math.min(oldest, call.calledAt);
    return oldest;
  }

  /** Fails everything, batches in flight included: their results are ignored. */
  abandon(error: Error): void {
    for (const call of this.capacity.reject(() => true)) this.rejectRemaining(call, error);
    for (const queue of this.#parts.topics.queues()) {
      const messages = queue.contents();
      if (queue.inFlight !== undefined) queue.inFlight.abandoned = true;
      queue.inFlight = undefined;
      queue.drain();
      if (messages.length > 0) this.#giveUp(queue, messages, error);
    }
  }

  /** Everything that has no report yet. */
  contents(): BufferedMessage[] {
    const waiting = this.capacity.waiting.flatMap((call) => call.bufferedMessages.slice(call.accepted));
    return [...[...this.#parts.topics.queues()].flatMap((queue) => queue.contents()), ...waiting];
  }

  /** Why messages expired. */
  expired(lastError: Error | undefined): Error {
    const { deliveryTimeoutMs } = this.#parts.settings;
    const reason = lastError?.message.replace(/\.$/, '') ?? 'those before them have no answer yet';
    return coreError('KFW_DELIVERY_EXPIRED', { waitedForMs: deliveryTimeoutMs, reason }, { cause: lastError });
  }

  /** Fails the messages of a call that are not in the buffer. */
  rejectRemaining(call: Call, error: Error): void {
    const remaining = call.messages.slice(call.accepted);
    this.#parts.topics.countFailed(remaining, error);
    this.#parts.undelivered.rejected(call, error);
    call.remainderRejected(error);
    call.flushGroup.remove(remaining.length);
  }

  /** With `drop`, calls that wait for no report are dropped; all others are refused. */
  #overflow(call: Call, whenFull: 'drop' | 'throw'): void {
    const { messages: bufferedMessages, bytes: bufferedBytes } = this.capacity;
    const { messages } = call;
    const errorOf = () => coreError('KFW_BUFFER_FULL', { messages: messages.length, bufferedMessages, bufferedBytes });
    if (whenFull === 'drop' && !call.awaited) {
      for (const [topic, dropped] of Map.groupBy(messages, (message) => message.topic)) {
        const event = { topic, messages: dropped.length, bufferedMessages, bufferedBytes };
        this.#parts.monitor.publish('delivery.dropped', event);
        this.#parts.topics.of(topic).meters.dropped(dropped.length);
      }
      call.dropped(errorOf);
    } else {
      const error = errorOf();
      this.#parts.topics.countFailed(messages, error);
      call.refused(error);
    }
    call.flushGroup.remove(messages.length);
  }

  #accept(message: BufferedMessage): void {
    const { queue } = message;
    queue.push(message);
    if (!queue.listed && queue.inFlight === undefined) this.#markReady(queue);
  }

  #markReady(queue: PartitionQueue): void {
    queue.listed = true;
    this.#ready.push(queue);
  }

  #readyAt(queue: PartitionQueue): number {
    if (queue.retries.length > 0) return queue.retryAt;
    const oldest = queue.oldestWaiting;
    if (oldest === undefined) return never;
    const { lingerMs } = this.#parts.settings;
    if (lingerMs === 0 || queue.isFull || this.#parts.isFlushing()) return 0;
    return oldest.call.calledAt + lingerMs;
  }

  /** Looked up each time, since leaders move. Without a leader the partition has a sender of its own. */
  #senderOf(queue: PartitionQueue): Sender {
    const { sink, settings } = this.#parts;
    const leader = sink.leaderOf(queue.topicPartition) ?? queue;
    const known = this.#senders.get(leader);
    if (known !== undefined) return known;
    const sender = new Sender(sink, settings, (batches, results) => this.#onResults(batches, results));
    this.#senders.set(leader, sender);
    return sender;
  }

  #onResults(batches: readonly Batch[], results: readonly PartitionResult[]): void {
    const { now } = this.#parts.tick;
    const retried: Batch[] = [];
    for (let at = 0; at < batches.length; at += 1) {
      const batch = batches[at] as Batch;
      if (batch.abandoned) continue;
      this.#finish(batch, results[at] as PartitionResult, now);
      if (batch.queue.retries[0] === batch) retried.push(batch);
    }
    this.capacity.admitWaiting();
    this.#reportRetries(retried, now);
  }

  #finish(batch: Batch, result: PartitionResult, now: number): void {
    const { queue } = batch;
    queue.inFlight = undefined;
    if (result.ok) this.#delivered(batch, result.baseOffset, now);
    else this.#failed(batch, result, now);
    if (queue.hasContent && !queue.listed) this.#markReady(queue);
  }

  #delivered(batch: Batch, baseOffset: number, now: number): void {
    const { queue, messages } = batch;
    queue.lastError = undefined;
    const bytes = this.#release(messages);
    queue.topic.meters.delivered(batch, bytes, now);
    const step = baseOffset < 0 ? 0 : 1;
    for (let at = 0; at < messages.length; at += 1) {
      const { call, index } = messages[at] as BufferedMessage;
      call.delivered(index, queue.topicPartition, baseOffset + at * step);
      call.flushGroup.remove(1);
    }
  }

  /** One event per request: its batches mostly fail for the same reason. */
  #reportRetries(retried: readonly Batch[], now: number): void {
    const [first] = retried;
    const error = first?.queue.lastError;
    if (first === undefined || error === undefined) return;
    for (const batch of retried) traceRetry(batch, error);
    this.#parts.monitor.publish('delivery.retrying', {
      partitions: retried.map(({ queue }) => queue.topicPartition),
      messages: retried.reduce((sum, { messages }) => sum + messages.length, 0),
      attempt: first.failures,
      retryInMs: Math.max(0, Math.round(first.queue.retryAt - now)),
      error,
    });
  }

  #failed(batch: Batch, failure: Extract<PartitionResult, { ok: false }>, now: number): void {
    const { queue, messages } = batch;
    const next = decideDeliveryRetry(batch, failure, now, this.#parts.settings);
    queue.lastError = failure.error;
    switch (next.action) {
      case 'sendAgain':
        batch.failures += 1;
        queue.topic.meters.retried(failure.error);
        queue.retries.unshift(batch);
        queue.retryAt = next.at;
        return;
      case 'divide':
        queue.retries.unshift(...batch.halves());
        queue.retryAt = 0;
        return;
      case 'giveUp':
        queue.retryAt = 0;
        this.#giveUp(queue, messages, failure.error);
    }
  }

  #giveUp({ topic, topicPartition }: PartitionQueue, messages: readonly BufferedMessage[], error: Error): void {
    this.#release(messages);
    topic.meters.failed(messages.length, error);
    this.#parts.undelivered.gaveUp(messages, topicPartition.topic, topicPartition.partition, error);
    for (const message of messages) {
      message.call.failed(message.index, error);
      message.call.flushGroup.remove(1);
    }
  }

  /** Returns their bytes. */
  #release(messages: readonly BufferedMessage[]): number {
    let bytes = 0;
    for (let at = 0; at < messages.length; at += 1) bytes += (messages[at] as BufferedMessage).bytes;
    this.capacity.release(messages.length, bytes);
    return bytes;
  }
}

/** Once per span: a batch may hold many messages of one call. */
function traceRetry({ messages, failures }: Batch, error: Error): void {
  for (const trace of new Set(messages.map(({ message }) => message.trace))) trace?.retrying(failures, error);
}
