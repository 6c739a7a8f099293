/**
 * The options of a consumed topic, as given in a routes file and as compiled with every default. A new option is a line of
 * this table: it is then checked, has its default, and is listed by `kfw routes`.
 */
import type { ConsumeMiddleware } from '../../contracts/consumer-contract.js';
import type { ResponderClass } from '../../contracts/responder-contract.js';
import { isGenerator } from '../../errors/generators.js';
import { suggestName } from '../../errors/suggest-name.js';
import type { Schema } from '../../ports/codec.js';
import type { StartFrom } from '../../ports/transport.js';
import type { OnExhausted } from '../plan/failure-policy.js';
import { areErrorKinds, type ErrorKinds } from './error-kinds.js';
import type { OrderedBy } from './ordering.js';
import { parseDelay } from './retry-delay.js';

/** Options as given, for one topic or as defaults for many. */
export interface TopicOptions {
  /** Declared but not consumed when false. Default true. */
  active?: boolean;
  /** Where a group without committed offsets starts. Default 'earliest'. */
  startFrom?: StartFrom;
  /** Most messages per batch. Default 500. */
  maxMessages?: number;
  /** How long a batch that is not full may wait for more messages. Default 0: it is delivered at once. */
  maxWaitMs?: number;
  /** One consumer instance per partition, kept between batches; a fresh one per batch when false. Default true. */
  persistentConsumer?: boolean;
  /** First pause of a partition after its handler failed; it doubles with each failure. Default 1,000. */
  pauseMs?: number;
  /** Longest such pause. Default 30,000. */
  maxPauseMs?: number;
  /** How often a failed message is tried again where it is, or 'forever'. Default 3; 0 with `retryTopics`. */
  maxRetries?: number | 'forever';
  /**
   * The topic that takes messages whose retries are exhausted, as bytes, with headers that say why. Default false: see
   * `onExhausted`.
   */
  deadLetter?: string | false;
  /** What becomes of them without a dead-letter topic. Default 'retry': they are retried without limit. */
  onExhausted?: OnExhausted;
  /**
   * Which errors are met how: tried again (all others are), dead-lettered at once, skipped, stopping the process, or
   * waited for because something is down (`outage: [isOutage]`). Those of a route take the place of those in `defaults`,
   * but for `outage`, which stays unless the route gives its own.
   */
  errors?: ErrorKinds;
  /**
   * Delays, such as `['10s', '1m']`: a failing message moves through a topic for each (`users.shop_app.retry-10s`) and is
   * retried there, so that its partition continues. Default none.
   */
  retryTopics?: readonly string[];
  /** A message is not handled before it is this old. Default 0. */
  delayMs?: number;
  /** A message that is older is skipped, and reported. Default 0: however old it is. */
  maxAgeMs?: number;
  /**
   * What is handled in order: a partition, the messages of each key, or those that a function gives the same text.
   * Default 'partition'.
   */
  orderedBy?: OrderedBy;
  /** Most handler calls at once for one partition, unless that is in order as a whole. Default 100; 10 with `consume`. */
  maxConcurrentCalls?: number;
  /** A message (with `consume` a batch) has failed when its handler runs longer. Default 0: no limit. */
  handlerTimeoutMs?: number;
  /** Bytes of records that may wait in memory for one partition before its fetching pauses. Default 8 MiB. */
  maxPartitionBufferBytes?: number;
  /** Nothing counts as done unless the handler marks it. Default false: what a handler has finished is done. */
  manualOffsets?: boolean;
  /**
   * What the handler's code sends during one run over a batch is committed together with the offset of that batch, in one
   * transaction, or not at all. Nothing may be marked then. Default false.
   */
  transactional?: boolean;
  /** Wraps each consume call, the first outermost; after the app's own. Default none. */
  middleware?: readonly ConsumeMiddleware[];
  /** How values are decoded. Default: what the consumer's @Payload says. */
  schema?: Schema;
  /** How keys are decoded. Default text. */
  keySchema?: Schema;
  /** The responder of `respondWith`. Default: by name, UsersConsumer → UsersResponder; false for none. */
  responder?: ResponderClass | false;
}

/** What `@SubscribesTo` takes: the options of a topic, and its group. */
export interface SubscriptionOptions extends TopicOptions {
  /** Name of the consumer group. Default: after the class, UserEventConsumer → `user_event`. */
  group?: string;
}

export type ScalarOptions = Required<
  Pick<
    TopicOptions,
    | 'active'
    | 'startFrom'
    | 'maxMessages'
    | 'maxWaitMs'
    | 'persistentConsumer'
    | 'pauseMs'
    | 'maxPauseMs'
    | 'onExhausted'
    | 'retryTopics'
    | 'delayMs'
    | 'maxAgeMs'
    | 'orderedBy'
    | 'handlerTimeoutMs'
    | 'maxPartitionBufferBytes'
    | 'manualOffsets'
    | 'transactional'
    | 'middleware'
  >
>;

interface Rule {
  /** `undefined` where something else decides when it is not given. */
  readonly fallback?: unknown;
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** What comes of a value over that of a weaker layer. Default: the value. */
  over?(value: unknown, weaker: unknown): unknown;
}

const flag = (fallback: boolean): Rule => ({
  fallback,
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
});

const whole = (fallback: number, least: number): Rule => ({
  fallback,
  expected: `a whole number of at least ${least}`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least,
});

const schema: Rule = {
  expected: 'a schema: one generated from .avsc, json(), raw() or text()',
  accepts: (value) => typeof value === 'object' && value !== null && typeof (value as Schema).format === 'string',
};

export const topicOptionRules: Readonly<Record<keyof TopicOptions, Rule>> = {
  active: flag(true),
  startFrom: {
    fallback: 'earliest',
    expected: "'earliest' or 'latest'",
    accepts: (value) => value === 'earliest' || value === 'latest',
  },
  maxMessages: whole(500, 1),
  maxWaitMs: whole(0, 0),
  persistentConsumer: flag(true),
  pauseMs: whole(1_000, 0),
  maxPauseMs: whole(30_000, 0),
  maxRetries: {
    expected: "a whole number of at least 0, or 'forever'",
    accepts: (value) => value === 'forever' || whole(0, 0).accepts(value),
  },
  deadLetter: {
    fallback: false,
    expected: "the name of a topic, such as 'dead-letters', or false",
    accepts: (value) => value === false || (typeof value === 'string' && value !== ''),
  },
  onExhausted: {
    fallback: 'retry',
    expected: "'retry', 'skip' or 'stop'",
    accepts: (value) => value === 'retry' || value === 'skip' || value === 'stop',
  },
  errors: {
    expected:
      'an object of retry, deadLetter, skip, stop, outage, each a list of error classes, codes or functions (not async, no generators)',
    accepts: areErrorKinds,
    // What an app does when something is down holds for a route that says how its own errors are met.
    over: (kinds, weaker) => {
      const { outage } = weaker as ErrorKinds;
      return { ...(outage && { outage }), ...(kinds as ErrorKinds) };
    },
  },
  retryTopics: {
    fallback: Object.freeze([]),
    expected: "a list of delays from 1s to 7d, such as ['10s', '1m', '10m'], each but once",
    accepts: (value) =>
      Array.isArray(value) &&
      value.every((delay) => parseDelay(delay) !== undefined) &&
      new Set(value).size === value.length,
  },
  delayMs: whole(0, 0),
  maxAgeMs: whole(0, 0),
  orderedBy: {
    fallback: 'partition',
    expected: "'partition', 'key', or a function (message) => string",
    accepts: (value) =>
      value === 'partition' || value === 'key' || (typeof value === 'function' && !isGenerator(value)),
  },
  maxConcurrentCalls: { ...whole(1, 1), fallback: undefined },
  handlerTimeoutMs: whole(0, 0),
  maxPartitionBufferBytes: whole(8 * 1024 * 1024, 1),
  manualOffsets: flag(false),
  transactional: flag(false),
  middleware: {
    fallback: Object.freeze([]),
    expected: 'a list of functions (call, next) => …, none of them a generator',
    accepts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'function' && !isGenerator(each)),
  },
  schema,
  keySchema: schema,
  responder: {
    expected: 'a class that extends Responder, or false',
    accepts: (value) => value === false || typeof value === 'function',
  },
};

/** Every mistake in options as given, each a sentence. `others` are further names that are allowed here. */
export function checkTopicOptions(given: object, others: readonly string[] = []): string[] {
  const names = Object.keys(topicOptionRules);
  return Object.entries(given).flatMap(([name, value]) => {
    if (others.includes(name) || value === undefined) return [];
    const rule = Object.hasOwn(topicOptionRules, name) ? topicOptionRules[name as keyof TopicOptions] : undefined;
    if (rule === undefined) {
      const meant = suggestName(name, [...names, ...others]);
      return [
        `"${name}" is not an option${meant === undefined ? `. Options: ${names.join(', ')}.` : `. Did you mean "${meant}"?`}`,
      ];
    }
    return rule.accepts(value) ? [] : [`"${name}" must be ${rule.expected}.`];
  });
}

/**
 * Lays options over each other, the later the stronger, and fills in what none of them gives. What its rule does not accept
 * counts as not given: `checkTopicOptions` reports it, so that no later step needs to handle such values.
 */
export function mergeTopicOptions(...layers: readonly TopicOptions[]): TopicOptions & ScalarOptions {
  const merged: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(topicOptionRules)) {
    const given: unknown[] = layers
      .map((layer) => layer[name as keyof TopicOptions])
      .filter((value) => value !== undefined && rule.accepts(value));
    const { over = (stronger) => stronger } = rule;
    const value = given.length === 0 ? rule.fallback : given.reduce((weaker, stronger) => over(stronger, weaker));
    if (value !== undefined) merged[name] = value;
  }
  return merged as unknown as TopicOptions & ScalarOptions;
}
