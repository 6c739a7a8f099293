/**
 * Delivers payloads to one consumer through real lanes, one for its topic and one for each of its retry topics: encoded to
 * bytes, then decoded, called back, marked, retried, moved and dead-lettered as in production. What has no broker is only
 * where the records come from.
 */
// Node's own, so that it still runs in a test whose timers are fake, whenever they were faked.
import { setImmediate } from 'node:timers';
import {
  type EventName,
  Monitor,
  type OutboundRecord,
  type OutgoingMessage,
  type RawRecord,
  type TopicPlan,
} from '@kfw/core';
import { encodePayloads } from './encode-payloads.js';
import { hasFailureEnd, isRetriedForever } from './failure-end.js';
import { TestLane } from './test-lane.js';

export interface DeliverOptions {
  /** By the key schema; as in production bytes go as they are, and a number becomes the text of a key that is text. */
  readonly key?: unknown;
  /** Over the `event-id` that each message gets, as each of a responder does. */
  readonly headers?: OutboundRecord['headers'];
  /** Now by default. */
  readonly timestamp?: Date | number;
}

export interface TestRun {
  /**
   * How many of the delivered messages are done, those that were dead-lettered, moved or skipped included; with
   * `manualOffsets`, how many of them are marked.
   */
  readonly consumed: number;
  /** What the handler threw on the way. */
  readonly errors: readonly Error[];
}

export interface TestConsumer<P> {
  /**
   * Delivers payloads as one batch, `null` as a tombstone, and resolves when all are done. A message that fails goes the
   * way that its route says: retries, retry topics, the dead letters, which `sentMessages` lists. Rejects with what the
   * handler threw when that would be tried again for ever, as in an outage, when it stops the process, and when a message has failed
   * `attempts` times. State that the consumer keeps lasts from one call to the next. No pause is sat out, and a seek
   * goes to what was delivered to this consumer before: offset 0 and up.
   */
  deliver(payloads: readonly (P | null)[], options?: DeliverOptions): Promise<TestRun>;
}

/** After any of these there may be nothing left to do. */
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
  /** In retry topics, and not delivered from there yet. */
  readonly #forwarded: OutgoingMessage[] = [];

  constructor(
    /** That of the topic, and then those of its retry topics. */
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
          // After the batch nothing is left to deliver again: that error is final.
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
            // What has just happened is carried out, and a lane may give way to the event loop meanwhile.
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

  /** Its delay is over when nothing else is left to do. Returns whether there was any. */
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
