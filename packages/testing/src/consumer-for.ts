/**
 * Runs a consumer on given payloads without a broker. What runs is what runs in production: payloads are encoded to
 * bytes and go through a real lane, with its decoding, callbacks, middleware, marking and retries.
 */
import {
  type AnyConsumerClass,
  type AnyResponderClass,
  type ConsumeMiddleware,
  compilePlan,
  drawRoutes,
  Lane,
  Monitor,
  type PayloadOfConsumer,
  type RawRecord,
  type ResponderClass,
  type Routes,
  respondFor,
  type Schema,
  silentLogger,
  type TopicPlan,
} from '@kfw/core';
import { testRuntime } from './sent-messages.js';
import { testCodecs } from './test-codecs.js';

export interface ConsumerForOptions {
  /** The topic that the payloads come from. Default: by the class, UsersConsumer → `users`. */
  readonly topic?: string;
  /** The app's routes, to run the consumer with the options of its route. */
  readonly routes?: Routes;
  /** Over @Payload. */
  readonly schema?: Schema;
  readonly keySchema?: Schema;
  /** The responder of `respondWith`. */
  readonly responder?: AnyResponderClass;
  readonly middleware?: readonly ConsumeMiddleware[];
  /** How often a message may fail before `deliver` rejects with its error. Default 1: at the first failure. */
  readonly attempts?: number;
}

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

/** A consumer to deliver payloads to: `await consumerFor(UsersConsumer).deliver([{ id: 1 }])`. */
export function consumerFor<C extends AnyConsumerClass>(
  consumer: C,
  options: ConsumerForOptions = {},
): TestConsumer<PayloadOfConsumer<C>> {
  return new LaneConsumer(planFor(consumer, options), options.attempts ?? 1);
}

class LaneConsumer implements TestConsumer<unknown> {
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
    const lane = await this.#openLane();
    const errors: Error[] = [];
    const monitor = this.#monitor;
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
          if (attempt >= this.attempts) fail(error);
        }),
        monitor.subscribe('payloads.unavailable', ({ error }) => fail(error)),
        monitor.subscribe('callback.failed', ({ error }) => fail(error)),
        monitor.subscribe('consumer.consumed', () => {
          if (lane.tracker.frontier === this.#nextOffset) end(() => resolve({ consumed: records.length, errors }));
        }),
      ];
      this.#onStop = fail;
      const { topic } = this.plan;
      lane.take({ topic, partition: 0, generation: 1, highWatermark: this.#nextOffset, records, sizeBytes: 0 });
    });
  }

  #onStop: (error: Error) => void = () => {};

  async #openLane(): Promise<Lane> {
    if (this.#lane !== undefined) return this.#lane;
    const lane = new Lane(this.plan, 0, 1, {
      monitor: this.#monitor,
      logger: silentLogger,
      respond: (plan, input) => respondFor(testRuntime, plan, input),
      pauseFetching: () => {},
      resumeFetching: () => {},
      progressed: () => {},
      stop: (error) => this.#onStop(error),
    });
    this.#lane = lane;
    await lane.callback('onAssigned');
    return lane;
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

/** The consumer's plan from the app's routes, or from a route drawn for it here; retries do not wait. */
function planFor(consumer: AnyConsumerClass, options: ConsumerForOptions): TopicPlan {
  const given = options.routes === undefined ? {} : routeOf(consumer, options.routes, options.topic);
  const topic = options.topic ?? given.topic ?? topicNamedAfter(consumer);
  const { schema, keySchema, middleware } = options;
  const responder = options.responder as ResponderClass | undefined;
  const routes = drawRoutes((routing) =>
    routing.topic(topic, {
      ...given.route,
      ...(schema && { schema }),
      ...(keySchema && { keySchema }),
      ...(middleware && { middleware }),
      ...(responder && { responder }),
      pauseMs: 0,
      maxPauseMs: 0,
      consumer,
    } as never),
  );
  const plan = compilePlan({ routes, clientId: 'test', codecs: testCodecs }).groups[0]?.topics[0];
  if (plan === undefined) throw new Error(`${consumer.name} could not be compiled`);
  return plan;
}

function routeOf(consumer: AnyConsumerClass, routes: Routes, topic: string | undefined) {
  for (const group of routes.groups) {
    const drawn = group.topics.find(
      ({ name, route }) => route.consumer === consumer && (topic === undefined || name === topic),
    );
    if (drawn !== undefined) return { topic: drawn.name, route: drawn.route };
  }
  return {};
}

/** UsersConsumer → `users`, UserEventsConsumer → `user_events`. */
function topicNamedAfter(consumer: AnyConsumerClass): string {
  const words = consumer.name.replace(/Consumer$/, '').match(/[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/g) ?? ['messages'];
  return words.join('_').toLowerCase();
}
