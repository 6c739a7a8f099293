/**
 * Compiles one topic of the routes in three steps: its options are merged, everything about them is checked, and its plan
 * is built. Mistakes are reported, and do not end the compilation of the other topics.
 */
import type { ResponderClass } from '../../contracts/responder-contract.js';
import { toError } from '../../errors/kfw-error.js';
import { text } from '../../payloads/schemas.js';
import type { PayloadReader, PayloadSide, Schema } from '../../ports/codec.js';
import type { DrawnGroup, DrawnTopic } from '../declare/draw.js';
import { mappingMistakes } from '../names/topic-mapper.js';
import { isTopicName } from '../names/topic-name.js';
import { topicsOfPattern } from '../names/topic-pattern.js';
import { conflictingOptions } from '../options/conflicting-options.js';
import { orderOf } from '../options/ordering.js';
import {
  checkTopicOptions,
  mergeTopicOptions,
  type ScalarOptions,
  type TopicOptions,
} from '../options/topic-options.js';
import { type CompiledConsumer, compileConsumer } from './compile-consumer.js';
import { failurePolicy } from './compile-policy.js';
import { compileResponder } from './compile-responder.js';
import type { PatternPlan, TopicPlan } from './plan.js';
import type { PlanInput } from './plan-input.js';

type Options = TopicOptions & ScalarOptions;
type Report = (problem: string) => void;

/** A topic as drawn, with its group. */
export interface TopicToCompile {
  readonly drawn: DrawnTopic;
  readonly group: DrawnGroup;
  readonly groupId: string;
}

/** The parts of a plan that hold for every topic of a pattern. */
interface TopicParts {
  readonly options: Options;
  readonly consumer: CompiledConsumer;
  readonly responder: ResponderClass | undefined;
  readonly expectedResponder: string;
  readonly schema: Schema;
  readonly keySchema: Schema;
}

interface Readers {
  readonly value: PayloadReader;
  readonly key: PayloadReader;
}

/** `maxConcurrentCalls` by default: a batch that is divided further is hardly one. */
const defaultConcurrentCalls = { process: 100, consume: 10 } as const;

/** `undefined` when its mistakes leave no plan. */
export function compileTopic(
  topic: TopicToCompile,
  input: PlanInput,
  report: Report,
): { plan: TopicPlan; options: Options } | undefined {
  const { drawn } = topic;
  reportAll(nameMistakes(drawn.name, input), report);
  reportAll(checkTopicOptions(drawn.route, ['consumer']), report);
  const result = compileConsumer(drawn.route.consumer);
  if ('mistakes' in result) {
    reportAll(result.mistakes, report);
    return undefined;
  }
  const options = resolveTopicOptions(topic, result.compiled, input);
  const parts = validateTopic(drawn, options, result.compiled, input, report);
  const readers = parts && readersOf(String(drawn.name), parts, input, report);
  if (parts === undefined || readers === undefined) return undefined;
  return { plan: buildTopicPlan(topic, parts, readers, input), options };
}

/** Those of the app, the group, the consumer class and the route, the later the stronger. */
function resolveTopicOptions({ drawn, group }: TopicToCompile, consumer: CompiledConsumer, input: PlanInput): Options {
  const { schema, keySchema } = consumer;
  const ofClass = { ...(schema && { schema }), ...(keySchema && { keySchema }) };
  return mergeTopicOptions(...input.routes.defaults, ...group.defaults, ofClass, { ...drawn.route });
}

/** Checks the options against each other, and finds the responder. `undefined` without a schema. */
function validateTopic(
  { name, route }: DrawnTopic,
  options: Options,
  consumer: CompiledConsumer,
  input: PlanInput,
  report: Report,
): TopicParts | undefined {
  reportAll(conflictingOptions(options, route, name), report);
  if (typeof options.deadLetter === 'string') reportAll(deadLetterMistakes(options.deadLetter, input), report);
  const { name: className } = consumer.plan;
  const expectedResponder = className.replace(/(Consumer)?$/, 'Responder');
  const responder = responderOf(options, expectedResponder, input, report);
  const { schema, keySchema = text() } = options;
  if (schema === undefined) {
    report(`it has no schema. Decorate ${className} with @Payload(…), or give the route { schema: … }.`);
    return undefined;
  }
  return { options, consumer, responder, expectedResponder, schema, keySchema };
}

/** Both sides are tried, so that the mistakes of both are reported. */
function readersOf(
  topic: string,
  { schema, keySchema }: TopicParts,
  input: PlanInput,
  report: Report,
): Readers | undefined {
  const read = (side: PayloadSide, schemaOfSide: Schema): PayloadReader | undefined => {
    try {
      return input.codecs.reader({ topic, side, schema: schemaOfSide });
    } catch (thrown) {
      report(toError(thrown).message);
      return undefined;
    }
  };
  const value = read('value', schema);
  const key = read('key', keySchema);
  return value === undefined || key === undefined ? undefined : { value, key };
}

/** The plan of a topic; with a pattern also the function that makes the plan of each topic that matches. */
function buildTopicPlan(topic: TopicToCompile, parts: TopicParts, readers: Readers, input: PlanInput): TopicPlan {
  const { drawn, group, groupId } = topic;
  const { name } = drawn;
  const planOf = planMaker(groupId, parts, input);
  const plan = planOf(String(name), readers);
  if (typeof name === 'string') return Object.freeze(plan);
  const { schema, keySchema } = parts;
  const pattern: PatternPlan = {
    test: topicsOfPattern(
      name,
      group.topics.map((other) => other.name),
    ),
    planOf: (matching) =>
      Object.freeze(
        planOf(matching, {
          value: input.codecs.reader({ topic: matching, side: 'value', schema }),
          key: input.codecs.reader({ topic: matching, side: 'key', schema: keySchema }),
        }),
      ),
  };
  return Object.freeze({ ...plan, pattern: Object.freeze(pattern) });
}

function planMaker(
  groupId: string,
  parts: TopicParts,
  input: PlanInput,
): (name: string, readers: Readers) => TopicPlan {
  const { options, consumer, ...ofPlan } = parts;
  const { schema: _schema, keySchema: _keySchema, responder: _given, middleware, orderedBy, ...rest } = options;
  const {
    errors: _kinds,
    retryTopics: _delays,
    maxRetries: _tries,
    deadLetter: _topic,
    onExhausted: _end,
    ...scalars
  } = rest;
  const { style } = consumer.plan;
  const inOrder = orderOf(orderedBy);
  return (name, readers) => ({
    ...scalars,
    topic: name,
    policy: failurePolicy(options, { topic: name, group: groupId }),
    retryOf: undefined,
    orderOf: inOrder,
    maxConcurrentCalls: inOrder === undefined ? 1 : (options.maxConcurrentCalls ?? defaultConcurrentCalls[style]),
    group: groupId,
    middleware: Object.freeze([...(input.middleware ?? []), ...middleware]),
    consumer: consumer.plan,
    ...ofPlan,
    ...readers,
  });
}

function reportAll(mistakes: readonly string[], report: Report): void {
  for (const mistake of mistakes) report(mistake);
}

function nameMistakes(name: string | RegExp, { topicMapper }: PlanInput): string[] {
  if (typeof name !== 'string') return [];
  if (isTopicName(name)) return mappingMistakes(name, topicMapper);
  return ['the name of a topic may hold up to 249 letters, digits, ".", "_" and "-" only.'];
}

function deadLetterMistakes(name: string, { topicMapper }: PlanInput): string[] {
  if (isTopicName(name)) return mappingMistakes(name, topicMapper);
  return [`its dead-letter topic "${name}" has a name that Kafka does not allow.`];
}

/** As given, else by the name of the consumer. */
function responderOf(
  { responder }: Options,
  expected: string,
  input: PlanInput,
  report: Report,
): ResponderClass | undefined {
  if (responder === false) return undefined;
  if (responder === undefined) return input.responders?.get(expected);
  if (input.responders?.get(responder.name) !== responder) {
    const result = compileResponder(responder, input.codecs);
    if ('mistakes' in result) reportAll(result.mistakes, report);
  }
  return responder;
}
