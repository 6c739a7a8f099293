/**
 * Collects messages in a queue per partition and sends what is ready: one batch per partition at a time, together with
 * those of the same broker. While requests are on their way the rest collects, so batches grow with the load. Bounded in
 * messages and bytes; every message leaves it with one report.
 */
import { coreError } from '../errors/core-errors.js';
import type { Monitor } from '../events/monitor.js';
import type { PartitionResult, Sink } from '../ports/transport.js';
import { afterFailure } from './after-failure.js';
import type { Batch } from './batch.js';
import type { Call } from './call.js';
import type { Entry } from './entry.js';
import type { EventTurn } from './event-turn.js';
import type { PartitionQueue } from './partition-queue.js';
import type { ProducerSettings } from './producer-options.js';
import type { ProducerTopics } from './producer-topics.js';
import { Room } from './room.js';
import { Sender } from './sender.js';
import type { UndeliveredLog } from './undelivered-log.js';

const never = Number.POSITIVE_INFINITY;

export interface AccumulatorParts {
  readonly sink: Pick<Sink, 'leaderOf' | 'send'>;
  readonly settings: ProducerSettings;
  readonly topics: ProducerTopics;
  readonly turn: EventTurn;
  readonly monitor: Monitor;
  readonly undelivered: UndeliveredLog;
  /** Whether someone waits for all of it: then nothing lingers. */
  readonly isFlushing: () => boolean;
}

export class Accumulator {
  readonly room: Room;
  readonly #parts: AccumulatorParts;
  readonly #senders = new Map<number | PartitionQueue, Sender>();
  /** Partitions with something to send and nothing on its way. */
  #ready: PartitionQueue[] = [];

  constructor(parts: AccumulatorParts) {
    this.#parts = parts;
    this.room = new Room(parts.settings, (entry) => this.#accept(entry));
  }

  /** Takes a call into the buffer, at once or when there is room; by `whenFull` it refuses or drops it. */
  take(call: Call): void {
    const { whenFull } = this.#parts.settings;
    if (whenFull === 'wait' || this.room.fits(call.entries)) this.room.enter(call);
    else this.#overflow(call, whenFull);
  }

  /** Sends what is ready and its brokers have room for. Returns when the next will be ready by itself. */
  dispatch(now: number): number {
    const senders = new Set<Sender>();
    const ready = this.#ready;
    this.#ready = [];
    let wakeAt = never;
    for (const queue of ready) {
      const readyAt = this.#readyAt(queue);
      const sender = readyAt <= now ? this.#senderOf(queue) : undefined;
      if (sender?.hasRoom) {
        queue.listed = false;
        sender.add(queue.take());
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
    for (const call of this.room.turnAway((waiting) => waiting.calledAt <= calledUntil)) {
      this.turnAway(call, this.expired(undefined));
    }
    this.room.admit();
    for (const call of this.room.waiting) oldest = Math.min(oldest, call.calledAt);
    return oldest;
  }

  /** Fails everything, also what is on its way: whatever comes back is not waited for any more. */
  abandon(error: Error): void {
    for (const call of this.room.turnAway(() => true)) this.turnAway(call, error);
    for (const queue of this.#parts.topics.queues()) {
      const entries = queue.contents();
      if (queue.onItsWay !== undefined) queue.onItsWay.abandoned = true;
      queue.onItsWay = undefined;
      queue.drain();
      if (entries.length > 0) this.#giveUp(queue, entries, error);
    }
  }

  /** Everything that has no report yet. */
  contents(): Entry[] {
    const waiting = this.room.waiting.flatMap((call) => call.entries.slice(call.accepted));
    return [...[...this.#parts.topics.queues()].flatMap((queue) => queue.contents()), ...waiting];
  }

  /** Why messages expired. */
  expired(lastError: Error | undefined): Error {
    const { deliveryTimeoutMs } = this.#parts.settings;
    const reason = lastError?.message.replace(/\.$/, '') ?? 'those before them have no answer yet';
    return coreError('KFW_DELIVERY_EXPIRED', { waitedForMs: deliveryTimeoutMs, reason }, { cause: lastError });
  }

  /** Fails what of a call is not in the buffer. */
  turnAway(call: Call, error: Error): void {
    const rest = call.messages.length - call.accepted;
    this.#parts.undelivered.turnedAway(call, error);
    call.turnedAway(error);
    call.cohort.leave(rest);
  }

  /** What nobody waits for is dropped when that is wanted; other callers are told. */
  #overflow(call: Call, whenFull: 'drop' | 'throw'): void {
    const { messages: bufferedMessages, bytes: bufferedBytes } = this.room;
    const { messages } = call;
    if (whenFull === 'drop' && !call.awaited) {
      for (const [topic, dropped] of Map.groupBy(messages, (message) => message.topic)) {
        const event = { topic, messages: dropped.length, bufferedMessages, bufferedBytes };
        this.#parts.monitor.publish('delivery.dropped', event);
      }
      call.entered();
    } else {
      call.refused(coreError('KFW_BUFFER_FULL', { messages: messages.length, bufferedMessages, bufferedBytes }));
    }
    call.cohort.leave(messages.length);
  }

  #accept(entry: Entry): void {
    const { queue } = entry;
    queue.push(entry);
    if (!queue.listed && queue.onItsWay === undefined) this.#list(queue);
  }

  #list(queue: PartitionQueue): void {
    queue.listed = true;
    this.#ready.push(queue);
  }

  #readyAt(queue: PartitionQueue): number {
    if (queue.repeats.length > 0) return queue.retryAt;
    const oldest = queue.oldestWaiting;
    if (oldest === undefined) return never;
    const { lingerMs } = this.#parts.settings;
    if (lingerMs === 0 || queue.isFull || this.#parts.isFlushing()) return 0;
    return oldest.call.calledAt + lingerMs;
  }

  /** Asked for anew each time: a leader may have moved. Without one, the partition has a sender of its own. */
  #senderOf(queue: PartitionQueue): Sender {
    const { sink, settings } = this.#parts;
    const leader = sink.leaderOf(queue.place) ?? queue;
    const known = this.#senders.get(leader);
    if (known !== undefined) return known;
    const sender = new Sender(sink, settings, (batches, results) => this.#answered(batches, results));
    this.#senders.set(leader, sender);
    return sender;
  }

  #answered(batches: readonly Batch[], results: readonly PartitionResult[]): void {
    const { now } = this.#parts.turn;
    const retried: Batch[] = [];
    for (let at = 0; at < batches.length; at += 1) {
      const batch = batches[at] as Batch;
      if (batch.abandoned) continue;
      this.#settle(batch, results[at] as PartitionResult, now);
      if (batch.queue.repeats[0] === batch) retried.push(batch);
    }
    this.room.admit();
    this.#tellRetries(retried, now);
  }

  #settle(batch: Batch, result: PartitionResult, now: number): void {
    const { queue } = batch;
    queue.onItsWay = undefined;
    if (result.ok) this.#delivered(batch, result.baseOffset);
    else this.#failed(batch, result, now);
    if (queue.hasContent && !queue.listed) this.#list(queue);
  }

  #delivered({ queue, entries }: Batch, baseOffset: number): void {
    queue.lastError = undefined;
    this.#release(entries);
    const step = baseOffset < 0 ? 0 : 1;
    for (let at = 0; at < entries.length; at += 1) {
      const { call, place } = entries[at] as Entry;
      call.delivered(place, queue.place, baseOffset + at * step);
      call.cohort.leave(1);
    }
  }

  /** One event for a request: what fails together mostly fails for one reason. */
  #tellRetries(retried: readonly Batch[], now: number): void {
    const [first] = retried;
    const error = first?.queue.lastError;
    if (first === undefined || error === undefined) return;
    this.#parts.monitor.publish('delivery.retrying', {
      partitions: retried.map(({ queue }) => queue.place),
      messages: retried.reduce((sum, { entries }) => sum + entries.length, 0),
      attempt: first.failures,
      retryInMs: Math.max(0, Math.round(first.queue.retryAt - now)),
      error,
    });
  }

  #failed(batch: Batch, failure: Extract<PartitionResult, { ok: false }>, now: number): void {
    const { queue, entries } = batch;
    const next = afterFailure(batch, failure, now, this.#parts.settings);
    queue.lastError = failure.error;
    switch (next.do) {
      case 'sendAgain':
        batch.failures += 1;
        queue.repeats.unshift(batch);
        queue.retryAt = next.at;
        return;
      case 'divide':
        queue.repeats.unshift(...batch.halves());
        queue.retryAt = 0;
        return;
      case 'giveUp':
        queue.retryAt = 0;
        this.#giveUp(queue, entries, failure.error);
    }
  }

  #giveUp({ place }: PartitionQueue, entries: readonly Entry[], error: Error): void {
    this.#release(entries);
    this.#parts.undelivered.gaveUp(entries, place.topic, place.partition, error);
    for (const entry of entries) {
      entry.call.failed(entry.place, error);
      entry.call.cohort.leave(1);
    }
  }

  #release(entries: readonly Entry[]): void {
    let bytes = 0;
    for (let at = 0; at < entries.length; at += 1) bytes += (entries[at] as Entry).bytes;
    this.room.leave(entries.length, bytes);
  }
}
