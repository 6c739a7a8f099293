/**
 * Delivers payloads to one consumer through real lanes, one for its topic and one for each of its retry topics:
 * encoded to bytes, then decoded, handled, marked, retried, forwarded and dead-lettered as in production. Only the
 * source of the records is not a broker.
 */
// Node's own, so that it also runs in a test with fake timers.
import { setImmediate } from 'node:timers';
import { type EventName, type KfwEvents, Monitor, type RawRecord } from '@kfw/core';
import type { OutgoingMessage, TopicPlan } from '@kfw/core/internal';
import type { DeliverOptions } from './deliver-options.js';
import { encodePayloads } from './encode-payloads.js';
import { TestLane } from './test-lane.js';

export interface TestRun {
  /**
   * The number of delivered messages that are done, including those that were dead-lettered, sent to a retry topic or
   * skipped; with `manualOffsets`, the number of marked ones.
   */
  readonly consumed: number;
  /** The errors that the handler threw. */
  readonly errors: readonly Error[];
}

export interface TestConsumer<P> {
  /**
   * Delivers payloads as one batch, `null` as a tombstone, and resolves when all are done. A message that fails is
   * handled as its route says: retries, retry topics, dead letters, which `sentMessages` lists. Rejects with the
   * handler's error if the message would be retried without limit, as in an outage, if the error stops the process, and
   * if a message has failed `attempts` times. The consumer keeps its state from one call to the next. There are no
   * pauses, and a seek goes to records delivered to this consumer before: offset 0 and up.
   */
  deliver(payloads: readonly (P | null)[], options?: DeliverOptions): Promise<TestRun>;
}

/** Events after which all work may be done. */
const progressEvents: readonly EventName[] = [
  'consumer.consumed',
  'consumer.failed',
  'partition.waiting',
  'message.deadLettered',
  'message.retryScheduled',
  'message.skipped',
  'messages.expired',
];

export class LaneConsumer implements TestConsumer<unknown> {
  readonly #monitor = new Monitor();
  readonly #records = new Map<string, RawRecord[]>();
  readonly #lanes = new Map<string, TestLane>();
  readonly #retryTopics: readonly string[];
  /** Sent to retry topics, and not delivered from there yet. */
  readonly #forwarded: OutgoingMessage[] = [];

  constructor(
    /** The plan of the topic, then those of its retry topics. */
    private readonly plans: readonly [TopicPlan, ...TopicPlan[]],
    private readonly attempts: number | undefined,
  ) {
    this.#retryTopics = plans.slice(1).map(({ topic }) => topic);
  }

  async deliver(payloads: readonly unknown[], options: DeliverOptions = {}): Promise<TestRun> {
    const [plan] = this.plans;
    const records = await encodePayloads(plan, payloads, options, this.#recordsOf(plan).length);
    if (records.length === 0) return { consumed: 0, errors: [] };
    const errors: Error[] = [];
    const monitor = this.#monitor;
    return new Promise((resolve, reject) => {
      const subscriptions: (() => void)[] = [];
      const end = (settle: () => void) => {
        for (const unsubscribe of subscriptions.splice(0)) unsubscribe();
        this.#onStop = () => {};
        settle();
      };
      const fail = (error: Error) => {
        for (const lane of this.#lanes.values()) lane.abandon();
        this.#lanes.clear();
        this.#forwarded.length = 0;
        end(() => reject(error));
      };
      const endIfDone = () => {
        if (subscriptions.length === 0 || ![...this.#lanes.values()].every(({ isDone }) => isDone)) return;
        if (this.#deliverForwarded()) return;
        const lane = this.#laneOf(plan);
        end(() => resolve({ consumed: records.filter(({ offset }) => lane.isMarked(offset)).length, errors }));
      };
      this.#onStop = fail;
      subscriptions.push(
        monitor.subscribe('consumer.failed', (event) => {
          errors.push(event.error);
          const policy = this.plans.find(({ topic }) => topic === event.topic)?.policy ?? plan.policy;
          const most = this.attempts ?? (hasFailureEnd(policy) ? Number.POSITIVE_INFINITY : 1);
          // After the batch nothing is left to redeliver: that error is final.
          const isLeft = [...this.#lanes.values()].some(({ isAtEnd }) => !isAtEnd);
          if (event.attempt >= most || !isLeft || isRetriedForever(event, policy)) fail(event.error);
        }),
        // Production would wait as long as it takes.
        monitor.subscribe('partition.waiting', ({ error, failures }) => {
          errors.push(error);
          if (failures >= (this.attempts ?? 1)) fail(error);
        }),
        ...(['schemas.unavailable', 'callback.failed', 'message.stuck'] as const).map((name) =>
          monitor.subscribe(name, ({ error }) => fail(error)),
        ),
        ...progressEvents.map((name) =>
          monitor.subscribe(name, () => {
            for (const lane of this.#lanes.values()) lane.resume();
            // The lane first acts on the event, and may yield to the event loop meanwhile.
            setImmediate(() => setImmediate(endIfDone));
          }),
        ),
      );
      this.#laneOf(plan).take(records);
    });
  }

  #onStop: (error: Error) => void = () => {};

  #laneOf(plan: TopicPlan): TestLane {
    const known = this.#lanes.get(plan.topic);
    if (known !== undefined) return known;
    const isForRetryTopic = ({ topic }: OutgoingMessage) => this.#retryTopics.includes(topic);
    const host = {
      monitor: this.#monitor,
      sent: (messages: readonly OutgoingMessage[]) => void this.#forwarded.push(...messages.filter(isForRetryTopic)),
      stop: (error: Error) => this.#onStop(error),
    };
    const lane = new TestLane(plan, host, this.#recordsOf(plan));
    this.#lanes.set(plan.topic, lane);
    return lane;
  }

  /** A retry topic's delay ends when no other work is left. Returns whether there were messages. */
  #deliverForwarded(): boolean {
    const moved = Map.groupBy(this.#forwarded.splice(0), ({ topic }) => topic);
    for (const plan of this.plans) {
      const messages = moved.get(plan.topic);
      if (messages !== undefined) this.#laneOf(plan).takeForwarded(messages);
    }
    return moved.size > 0;
  }

  #recordsOf({ topic }: TopicPlan): RawRecord[] {
    const known = this.#records.get(topic) ?? [];
    this.#records.set(topic, known);
    return known;
  }
}

type Policy = TopicPlan['policy'];

/** Whether retries of a failing message end: a test must not wait for one that production would retry without limit. */
function hasFailureEnd({ maxRetries, retryTopic, deadLetter, onExhausted }: Policy): boolean {
  if (maxRetries === Number.POSITIVE_INFINITY) return false;
  return retryTopic !== undefined || deadLetter !== undefined || onExhausted !== 'retry';
}

/** Whether its retries are exhausted, or useless, and it is retried anyway. */
function isRetriedForever({ outcome, attempt }: KfwEvents['consumer.failed'], { maxRetries }: Policy): boolean {
  return outcome === 'retry' && attempt > maxRetries;
}
