/**
 * Delivers payloads to one consumer through a real lane: encoded to bytes, then decoded, called back, marked and retried
 * as in production. What has no broker is only where the records come from: they are kept, so that a handler may seek.
 */
import {
  BufferBudget,
  Lane,
  locate,
  Monitor,
  type OffsetLookup,
  type RawRecord,
  respondFor,
  Slots,
  silentLogger,
  type TopicPlan,
} from '@kfw/core';
import { recorder, testRuntime } from './sent-messages.js';
import { testCodecs } from './test-codecs.js';

export interface DeliverOptions {
  readonly key?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timestamp?: Date;
}

export interface TestRun {
  /** How many of the delivered messages are done; with `manualOffsets`, how many of them are marked. */
  readonly consumed: number;
  /** What the handler threw on the way, when `attempts` allowed for it. */
  readonly errors: readonly Error[];
}

export interface TestConsumer<P> {
  /**
   * Delivers payloads as one batch, `null` as a tombstone, and resolves when all are done. Rejects with what the
   * handler threw. State that the consumer keeps lasts from one call to the next. A pause is not sat out, and a seek
   * goes to what was delivered to this consumer before: offset 0 and up.
   */
  deliver(payloads: readonly (P | null)[], options?: DeliverOptions): Promise<TestRun>;
}

export class LaneConsumer implements TestConsumer<unknown> {
  #lane: Lane | undefined;
  /** All that was ever delivered; a record's offset is its index. */
  readonly #records: RawRecord[] = [];
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
          if (attempt >= this.attempts || this.#isAtEnd(lane)) fail(error);
        }),
        monitor.subscribe('payloads.unavailable', ({ error }) => fail(error)),
        monitor.subscribe('callback.failed', ({ error }) => fail(error)),
        monitor.subscribe('consumer.consumed', () => {
          lane.resume();
          // A seek is carried out when its batch has ended: whether there is more to do shows after that.
          setImmediate(() => {
            if (!this.#isAtEnd(lane)) return;
            const consumed = records.filter(({ offset }) => lane.tracker.isDone(offset)).length;
            end(() => resolve({ consumed, errors }));
          });
        }),
      ];
      this.#onStop = fail;
      if (this.#lane === undefined) void lane.open();
      this.#lane = lane;
      this.#fetch(lane, first.offset);
    });
  }

  #fetch(lane: Lane, from: number): void {
    const { topic } = this.plan;
    const records = this.#records.slice(from);
    lane.take({ topic, partition: 0, generation: 1, highWatermark: this.#records.length, records });
  }

  #isAtEnd(lane: Lane): boolean {
    return lane.position === this.#records.length;
  }

  #onStop: (error: Error) => void = () => {};

  #newLane(): Lane {
    const lane: Lane = new Lane(this.plan, 0, 1, {
      monitor: this.#monitor,
      logger: silentLogger,
      respond: (plan, input, options) => respondFor(testRuntime, plan, input, options),
      slots: new Slots(),
      deliver: (message) => recorder.deliverOne(message),
      takeOver: async () => null,
      commitRun: async (_lane, messages) => void (await recorder.deliver(messages)),
      pauseFetching: () => {},
      resumeFetching: () => {},
      buffers: new BufferBudget(Number.POSITIVE_INFINITY),
      locate: (place, target) => locate(this.#lookup, place, target),
      fetchFrom: (_lane, offset) => this.#fetch(lane, offset),
      progressed: () => {},
      stop: (error) => this.#onStop(error),
    });
    return lane;
  }

  readonly #lookup: OffsetLookup = {
    topicOffsets: async () => [{ partition: 0, low: 0, high: this.#records.length }],
    offsetsAt: async (_topic, timestampMs) => {
      const offset = this.#records.findIndex(({ timestamp }) => timestamp >= timestampMs);
      return [{ partition: 0, offset: offset === -1 ? this.#records.length : offset }];
    },
  };

  async #encode(payloads: readonly unknown[], { key, headers = {}, timestamp = new Date() }: DeliverOptions) {
    const { topic, schema, keySchema } = this.plan;
    const values = testCodecs.writer({ topic, side: 'value', schema });
    const keys = testCodecs.writer({ topic, side: 'key', schema: keySchema });
    await values.prepare();
    await keys.prepare();
    const firstOffset = this.#records.length;
    const records = payloads.map((payload, index): RawRecord => {
      const value = payload === null ? null : values.encode(payload);
      return {
        offset: firstOffset + index,
        timestamp: timestamp.getTime(),
        key: key === undefined || key === null ? null : keys.encode(key),
        value,
        headers: Object.fromEntries(Object.entries(headers).map(([name, sent]) => [name, Buffer.from(sent)])),
        sizeBytes: value?.length ?? 0,
      };
    });
    this.#records.push(...records);
    return records;
  }
}
