/**
 * Decides how to run a consumer in a test: by the app's routes if they are given, otherwise by the class and the
 * options.
 */

import type { Schema } from '@kfw/core';
import {
  type AnyConsumerClass,
  type AnyResponderClass,
  type ConsumeMiddleware,
  compilePlan,
  drawRoutes,
  nameAfterConsumer,
  type PayloadOfConsumer,
  type ResponderClass,
  type Routes,
  type TopicOptions,
  type TopicPlan,
} from '@kfw/core/internal';
import { LaneConsumer, type TestConsumer } from './lane-consumer.js';
import { testDeclarations } from './sent-messages.js';
import { testCodecs } from './test-codecs.js';
import { withoutWaiting } from './without-waiting.js';

export interface ConsumerForOptions {
  /** The topic that the payloads come from. Default: by the class, UsersConsumer → `users`. */
  readonly topic?: string;
  /** The app's routes, to run the consumer with the options of its route. */
  readonly routes?: Routes;
  /** Overrides @Payload. */
  readonly schema?: Schema;
  readonly keySchema?: Schema;
  /** The responder of `respondWith`. */
  readonly responder?: AnyResponderClass;
  readonly middleware?: readonly ConsumeMiddleware[];
  /**
   * How often a message may fail before `deliver` rejects with its error. Default: as often as its route says, and once
   * if the route would retry it without limit.
   */
  readonly attempts?: number;
}

/** A consumer to deliver payloads to, without a broker: `await consumerFor(UsersConsumer).deliver([{ id: 1 }])`. */
export function consumerFor<C extends AnyConsumerClass>(
  consumer: C,
  options: ConsumerForOptions = {},
): TestConsumer<PayloadOfConsumer<C>> {
  if (options.routes !== undefined) testDeclarations.useRoutes(options.routes);
  return new LaneConsumer(plansFor(consumer, options), options.attempts);
}

/**
 * The consumer's plan and those of its retry topics, from the app's routes with their defaults, or from a route drawn
 * here.
 */
function plansFor(consumer: AnyConsumerClass, options: ConsumerForOptions): [TopicPlan, ...TopicPlan[]] {
  const { schema, keySchema, middleware } = options;
  const responder = options.responder as ResponderClass | undefined;
  const over = {
    ...(schema && { schema }),
    ...(keySchema && { keySchema }),
    ...(middleware && { middleware }),
    ...(responder && { responder }),
  };
  const routes =
    (options.routes && routesOf(consumer, options.routes, options.topic, over)) ??
    drawRoutes(({ topic }) => topic(options.topic ?? nameAfterConsumer(consumer.name), { ...over, consumer } as never));
  const compiled = compilePlan({ routes, clientId: 'test', codecs: testCodecs }).groups[0]?.topics ?? [];
  const [plan, ...retries] = compiled.map(withoutWaiting);
  if (plan === undefined) throw new Error(`${consumer.name} could not be compiled`);
  const { topic } = options;
  const ofPattern = topic === undefined ? undefined : plan.pattern?.planOf(topic);
  return [ofPattern === undefined ? plan : withoutWaiting(ofPattern), ...retries];
}

/** The app's routes reduced to one topic of this consumer; `undefined` if they do not name it. */
function routesOf(
  consumer: AnyConsumerClass,
  routes: Routes,
  topic: string | undefined,
  over: TopicOptions,
): Routes | undefined {
  for (const group of routes.groups) {
    const drawn = group.topics.find(
      ({ name, route }) => route.consumer === consumer && (topic === undefined || topicIs(topic, name)),
    );
    if (drawn === undefined) continue;
    const only = { ...drawn, route: { ...drawn.route, ...over } };
    return { defaults: routes.defaults, groups: [{ ...group, topics: [only] }] };
  }
  return undefined;
}

function topicIs(topic: string, drawn: string | RegExp): boolean {
  return typeof drawn === 'string' ? topic === drawn : topic.search(drawn) !== -1;
}
