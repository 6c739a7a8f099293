/**
 * Delivers payloads to one consumer through a real lane: encoded to bytes, then decoded, called back, marked and retried
 * as in production. What has no broker is only where the records come from.
 */
import { Lane, Monitor, type RawRecord, respondFor, silentLogger, type TopicPlan } from '@kfw/core';
import { testRuntime } from './sent-messages.js';
import { testCodecs } from './test-codecs.js';

export interface DeliverOptions {
  readonly key?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timestamp?: Date;
}

export interface TestRun {
  /** How many of the delivered messages are done. */
  readonly consumed: number;
  /** What the handler threw on the way, when `attempts` allowed for it. */
  readonly errors: readonly Error[];
}

export interface TestConsumer<P> {
  /**
   * Delivers payloads as one batch, `null` as a tombstone, and resolves when all are done. Rejects with what the
   * handler threw. State that the consumer keeps lasts from one call to the next.
   */
  deliver(payloads: readonly (P | null)[], options?: DeliverOptions): Promise<TestRun>;
}

export class LaneConsumer implements TestConsumer<unknown> {
  #lane: Lane | undefined;
  #nextOffset = 0;
  #monitor = new Monitor();

  constructor(
    private readonly plan: TopicPlan,
    private readonly attempts: number,
  ) {}

  async deliver(payloads: readonly unknown[], options: DeliverOptions = {}): Promise<TestRun> {
    const records = await this.#encode(payloads, options);
    const [first] = records;
    if (first === undefined) return { consumed: 0, errors: [] };
    const errors: Error[] = [];
    const monitor = this.#monitor;
    const lane = this.#lane ?? this.#newLane();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        for (const unsubscribe of subscriptions) unsubscribe();
        settle();
      };
      const fail = (error: Error) => {
        lane.abandon('the test has failed');
        this.#lane = undefined;
        end(() => reject(error));
      };
      const subscriptions = [
        monitor.subscribe('consumer.failed', ({ attempt, error }) => {
          errors.push(error);
          // After the batch nothing is left to deliver again: that error is final.
          if (attempt >= this.attempts || lane.tracker.frontier === this.#nextOffset) fail(error);
        }),
        monitor.subscribe('payloads.unavailable', ({ error }) => fail(error)),
        monitor.subscribe('callback.failed', ({ error }) => fail(error)),
        monitor.subscribe('consumer.consumed', () => {
          if (lane.tracker.frontier === this.#nextOffset) end(() => resolve({ consumed: records.length, errors }));
        }),
      ];
      this.#onStop = fail;
      if (this.#lane === undefined) void lane.open();
      this.#lane = lane;
      const { topic } = this.plan;
      lane.take({ topic, partition: 0, generation: 1, highWatermark: this.#nextOffset, records, sizeBytes: 0 });
    });
  }

  #onStop: (error: Error) => void = () => {};

  #newLane(): Lane {
    return new Lane(this.plan, 0, 1, {
      monitor: this.#monitor,
      logger: silentLogger,
      respond: (plan, input) => respondFor(testRuntime, plan, input),
      pauseFetching: () => {},
      resumeFetching: () => {},
      progressed: () => {},
      stop: (error) => this.#onStop(error),
    });
  }

  async #encode(payloads: readonly unknown[], { key, headers = {}, timestamp = new Date() }: DeliverOptions) {
    const { topic, schema, keySchema } = this.plan;
    const values = testCodecs.writer({ topic, side: 'value', schema });
    const keys = testCodecs.writer({ topic, side: 'key', schema: keySchema });
    await values.prepare();
    await keys.prepare();
    return payloads.map(
      (payload): RawRecord => ({
        offset: this.#nextOffset++,
        timestamp: timestamp.getTime(),
        key: key === undefined || key === null ? null : keys.encode(key),
        value: payload === null ? null : values.encode(payload),
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)])),
      }),
    );
  }
}
