/**
 * The events of a lane, with its group, topic, partition and consumer. With `orderedBy`, where every message may be a call
 * of its own, consumed messages are summed up over several calls.
 */
import type { KfwEvents } from '../../events/events.js';
import type { Monitor } from '../../events/monitor.js';
import type { CallbackKind } from '../../routing/declare/metadata.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { CallTrace } from '../../tracing/tracer.js';
import type { Failure } from '../failure/attribute-failure.js';
import { type Cause, deliveriesOf } from '../failure/forwarded-copy.js';
import type { OutageProgress } from '../failure/outages.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { MessageBatch } from '../handler/message-batch.js';
import type { Forward } from '../schedule/strand.js';

type OffsetRange = Pick<MessageBatch, 'firstOffset' | 'lastOffset'>;

interface ConsumedSum {
  firstOffset: number;
  lastOffset: number;
  messages: number;
  durationMs: number;
}

export class LaneEvents {
  /** Names the lane in every event; one object shared by all of them. */
  readonly identity: {
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    readonly consumer: string;
  };
  readonly #style: TopicPlan['consumer']['style'];
  readonly #sumsUpTo: number;
  #sum: ConsumedSum | undefined;

  constructor(
    private readonly monitor: Monitor,
    { group, topic, consumer, orderOf, maxMessages }: TopicPlan,
    partition: number,
  ) {
    this.identity = Object.freeze({ group, topic, partition, consumer: consumer.name });
    this.#style = consumer.style;
    this.#sumsUpTo = orderOf === undefined ? 0 : maxMessages;
  }

  /** The spans of a handler call, when there is a tracer. */
  tracing(messages: readonly ConsumedMessage[]): CallTrace | undefined {
    return this.monitor.tracer?.calling({ ...this.identity, style: this.#style, messages });
  }

  /** Of a call that began `since`, on the clock of `performance`. */
  consumed({ firstOffset, lastOffset }: OffsetRange, messages: number, since: number): void {
    if (!this.monitor.has('consumer.consumed')) return;
    const durationMs = performance.now() - since;
    const sum = this.#sum;
    if (sum === undefined) {
      this.#sum = { firstOffset, lastOffset, messages, durationMs };
    } else {
      sum.firstOffset = Math.min(sum.firstOffset, firstOffset);
      sum.lastOffset = Math.max(sum.lastOffset, lastOffset);
      sum.messages += messages;
      sum.durationMs = Math.max(sum.durationMs, durationMs);
    }
    if ((this.#sum?.messages ?? 0) >= this.#sumsUpTo) this.flush();
  }

  /** Publishes the sum. */
  flush(): void {
    const sum = this.#sum;
    if (sum === undefined) return;
    this.#sum = undefined;
    this.monitor.publish('consumer.consumed', { ...this.identity, ...sum });
  }

  /** Without `retryInMs` the failed messages are not retried in this topic. */
  failed(
    { firstOffset, lastOffset }: MessageBatch,
    { error, attempt, message }: Failure,
    outcome: KfwEvents['consumer.failed']['outcome'],
    retryInMs?: number,
  ): void {
    const run = { ...this.identity, firstOffset, lastOffset, offset: message.offset };
    this.monitor.publish('consumer.failed', { ...run, attempt, outcome, retryInMs, error });
  }

  /** Something that a handler needs is down: its message waits. */
  waiting({ error, message }: Failure, { since, failures }: OutageProgress, retryInMs: number): void {
    const { offset } = message;
    this.monitor.publish('partition.waiting', { ...this.identity, offset, since, failures, retryInMs, error });
  }

  /** No message of the partition waits for something that is down any more. */
  recovered(outage: { readonly waitedMs: number; readonly failures: number }): void {
    this.monitor.publish('partition.recovered', { ...this.identity, ...outage });
  }

  /** A call that had been abandoned has ended after all. */
  returnedLate({ firstOffset, lastOffset }: MessageBatch, error: Error | undefined): void {
    this.monitor.publish('consumer.returnedLate', { ...this.identity, firstOffset, lastOffset, error });
  }

  /** A message has been acknowledged in another topic. */
  forwarded({ message, to, cause }: Pick<Forward, 'message' | 'to' | 'cause'>): void {
    const { error, reason } = cause;
    const { offset } = message;
    const attempts = deliveriesOf(message, cause);
    const event = to.action === 'deadLetter' ? 'message.deadLettered' : 'message.retryScheduled';
    this.monitor.publish(event, { ...this.identity, offset, to: to.topic, attempts, reason, error });
  }

  /** A message could not be sent to another topic. */
  forwardFailed({ message, to }: Forward, error: Error, retryInMs: number): void {
    this.monitor.publish('message.stuck', { ...this.identity, offset: message.offset, to: to.topic, retryInMs, error });
  }

  skipped({ offset }: ConsumedMessage, { error, reason }: Cause): void {
    this.monitor.publish('message.skipped', { ...this.identity, offset, reason, error });
  }

  postponed({ offset }: ConsumedMessage, retryInMs: number): void {
    this.monitor.publish('message.postponed', { ...this.identity, offset, retryInMs });
  }

  expired(messages: readonly ConsumedMessage[], maxAgeMs: number): void {
    const firstOffset = messages[0]?.offset ?? 0;
    const lastOffset = messages.at(-1)?.offset ?? firstOffset;
    this.monitor.publish('messages.expired', {
      ...this.identity,
      firstOffset,
      lastOffset,
      messages: messages.length,
      maxAgeMs,
    });
  }

  /** The previous owner of the partition could not be fenced. */
  takeoverFailed(error: Error, retryInMs: number): void {
    const { group, topic, partition } = this.identity;
    this.monitor.publish('takeover.failed', { group, topic, partition, retryInMs, error });
  }

  /** A transaction with nothing but an offset failed. */
  commitFailed(offset: number, error: Error): void {
    const { group, topic, partition } = this.identity;
    this.monitor.publish('offsets.commitFailed', { group, offsets: [{ topic, partition, offset }], error });
  }

  schemasUnavailable(error: Error, retryInMs: number): void {
    const { group, topic, partition } = this.identity;
    this.monitor.publish('schemas.unavailable', { group, topic, partition, retryInMs, error });
  }

  callbackFailed(callback: CallbackKind, error: Error): void {
    this.monitor.publish('callback.failed', { ...this.identity, callback, error });
  }
}
