/**
 * Compiles routes into the plan. All mistakes are reported together, each with file, group, topic and what to do,
 * before anything connects.
 */
import type { ConsumeMiddleware } from '../../contracts/consumer-contract.js';
import type { ResponderClass } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import { isGenerator } from '../../errors/generators.js';
import { toError } from '../../errors/kfw-error.js';
import { text } from '../../payloads/schemas.js';
import type { PayloadReader, PayloadSide, Schema } from '../../ports/codec.js';
import type { DrawnGroup, DrawnTopic, Routes } from '../declare/draw.js';
import { type GroupMapper, groupIds } from '../names/group-ids.js';
import { mappingMistake, type TopicMapper } from '../names/topic-mapper.js';
import { collidingNames, isTopicName } from '../names/topic-name.js';
import { topicsOfPattern } from '../names/topic-pattern.js';
import { conflictingOptions } from '../options/conflicting-options.js';
import { orderOf } from '../options/ordering.js';
import { checkTopicOptions, mergeTopicOptions, type TopicOptions } from '../options/topic-options.js';
import type { Codecs } from '../schemas/codecs.js';
import { type CompiledConsumer, compileConsumer } from './compile-consumer.js';
import { failurePolicy } from './compile-policy.js';
import { compileResponder } from './compile-responder.js';
import type { GroupPlan, PatternPlan, Plan, TopicPlan } from './plan.js';
import { retryTopicPlans } from './retry-topics.js';

export interface PlanInput {
  readonly routes: Routes;
  readonly clientId: string;
  readonly codecs: Codecs;
  /** Names the group for the broker. Default: `clientId_group`. */
  readonly groupMapper?: GroupMapper;
  /** Names topics for the cluster. Default: as drawn. */
  readonly topicMapper?: TopicMapper;
  /** The app's middleware, outside that of a topic. */
  readonly middleware?: readonly ConsumeMiddleware[];
  /** The app's responders by class name, for finding a consumer's by convention. */
  readonly responders?: ReadonlyMap<string, ResponderClass>;
}

/** What `maxConcurrentCalls` is by default: a batch that is divided further is hardly one. */
const defaultConcurrentCalls = { process: 100, consume: 10 } as const;

/** Throws `KFW_ROUTES_INVALID` with every mistake. */
export function compilePlan(input: PlanInput): Plan {
  const mistakes: string[] = [];
  for (const mistake of input.routes.defaults.flatMap((options) => checkTopicOptions(options))) {
    mistakes.push(`defaults: ${mistake}`);
  }
  for (const responder of input.responders?.values() ?? []) {
    const result = compileResponder(responder, input.codecs);
    if ('mistakes' in result) mistakes.push(...result.mistakes);
    else mistakes.push(...[...result.plan.topics.keys()].flatMap((topic) => mappingMistakes(topic, input)));
  }
  for (const middleware of input.middleware?.filter(isGenerator) ?? []) {
    mistakes.push(
      `the app's middleware: ${middleware.name || 'one'} is a generator, and would do nothing. Leave its "*" out.`,
    );
  }
  const ids = groupIds(input.routes.groups, input.clientId, input.groupMapper, ({ name, drawnAt }, problem) => {
    mistakes.push(`${drawnAt ?? 'routes'}, group ${name}: ${problem}`);
  });
  const groups = input.routes.groups.map((group) =>
    compileGroup(group, ids.get(group.name) ?? group.name, input, mistakes),
  );
  if (groups.length === 0) {
    mistakes.push("the routes draw no topic. Draw one: topic('users', { consumer: UsersConsumer }).");
  }
  if (mistakes.length === 0) mistakes.push(...collisions(groups, input));
  if (mistakes.length > 0) throw coreError('KFW_ROUTES_INVALID', { mistakes });
  return Object.freeze({ clientId: input.clientId, groups: Object.freeze(groups) });
}

function compileGroup(group: DrawnGroup, id: string, input: PlanInput, mistakes: string[]): GroupPlan {
  const report = (problem: string, at = group.drawnAt) =>
    mistakes.push(`${at ?? 'routes'}, group ${group.name}: ${problem}`);
  if (!isTopicName(group.name)) {
    report('the name of a group may hold letters, digits, ".", "_" and "-" only.');
  }
  for (const mistake of group.defaults.flatMap((options) => checkTopicOptions(options))) report(`defaults: ${mistake}`);
  if (group.topics.length === 0) report('it has no topic. Draw one in it, or remove it.');

  const seen = new Set<string>();
  const topics = group.topics.flatMap((drawn) => {
    const name = String(drawn.name);
    const reportTopic = (problem: string) => {
      mistakes.push(`${drawn.drawnAt ?? 'routes'}, group ${group.name}, topic ${name}: ${problem}`);
    };
    if (seen.has(name)) reportTopic('it is drawn twice in this group. Keep one.');
    seen.add(name);
    const topic = compileTopic(drawn, group, id, input, reportTopic);
    return topic === undefined ? [] : [topic.plan, ...retryTopicPlans(topic.plan, topic.options, reportTopic)];
  });
  return Object.freeze({ name: group.name, id, topics: Object.freeze(topics) });
}

function compileTopic(
  drawn: DrawnTopic,
  group: DrawnGroup,
  groupId: string,
  input: PlanInput,
  report: (problem: string) => void,
): { plan: TopicPlan; options: TopicOptions } | undefined {
  const { name } = drawn;
  if (typeof name === 'string' && !isTopicName(name)) {
    report('the name of a topic may hold up to 249 letters, digits, ".", "_" and "-" only.');
  } else if (typeof name === 'string') for (const mistake of mappingMistakes(name, input)) report(mistake);
  for (const mistake of checkTopicOptions(drawn.route, ['consumer'])) report(mistake);

  const result = compileConsumer(drawn.route.consumer);
  if ('mistakes' in result) {
    for (const mistake of result.mistakes) report(mistake);
    return undefined;
  }
  const { compiled } = result;
  const routeOptions: TopicOptions = { ...drawn.route };
  const options = mergeTopicOptions(
    ...input.routes.defaults,
    ...group.defaults,
    optionsOfClass(compiled),
    routeOptions,
  );

  for (const mistake of conflictingOptions(options, routeOptions, name)) report(mistake);
  if (typeof options.deadLetter === 'string') {
    if (!isTopicName(options.deadLetter)) {
      report(`its dead-letter topic "${options.deadLetter}" has a name that Kafka does not allow.`);
    } else for (const mistake of mappingMistakes(options.deadLetter, input)) report(mistake);
  }
  const { schema, keySchema = text(), responder: _given, middleware, orderedBy, ...rest } = options;
  const {
    errors: _kinds,
    retryTopics: _delays,
    maxRetries: _tries,
    deadLetter: _topic,
    onExhausted: _end,
    ...scalars
  } = rest;
  const { style } = compiled.plan;
  const inOrder = orderOf(orderedBy);
  const read = (side: PayloadSide, schemaOfSide: Schema): PayloadReader | undefined => {
    try {
      return input.codecs.reader({ topic: String(name), side, schema: schemaOfSide });
    } catch (thrown) {
      report(toError(thrown).message);
      return undefined;
    }
  };
  const expectedResponder = compiled.plan.name.replace(/(Consumer)?$/, 'Responder');
  const responder = responderOf(options, expectedResponder, input, report);
  if (schema === undefined) {
    report(`it has no schema. Decorate ${compiled.plan.name} with @Payload(…), or give the route { schema: … }.`);
    return undefined;
  }
  const value = read('value', schema);
  const key = read('key', keySchema);
  if (value === undefined || key === undefined) return undefined;
  const planOf = (topic: string, readers: { value: PayloadReader; key: PayloadReader }): TopicPlan => ({
    ...scalars,
    topic,
    policy: failurePolicy(options, { topic, group: groupId }),
    retryOf: undefined,
    orderOf: inOrder,
    maxConcurrentCalls: inOrder === undefined ? 1 : (options.maxConcurrentCalls ?? defaultConcurrentCalls[style]),
    group: groupId,
    middleware: Object.freeze([...(input.middleware ?? []), ...middleware]),
    consumer: compiled.plan,
    responder,
    expectedResponder,
    schema,
    keySchema,
    ...readers,
  });
  const plan = planOf(String(name), { value, key });
  if (typeof name === 'string') return { plan: Object.freeze(plan), options };
  const pattern: PatternPlan = {
    test: topicsOfPattern(
      name,
      group.topics.map((other) => other.name),
    ),
    planOf: (topic) =>
      Object.freeze(
        planOf(topic, {
          value: input.codecs.reader({ topic, side: 'value', schema }),
          key: input.codecs.reader({ topic, side: 'key', schema: keySchema }),
        }),
      ),
  };
  return { plan: Object.freeze({ ...plan, pattern: Object.freeze(pattern) }), options };
}

/** Topics of the app that cannot both be on one cluster, each by its name there. */
function collisions(groups: readonly GroupPlan[], input: PlanInput): string[] {
  const routed = groups.flatMap(({ topics }) =>
    topics.flatMap(({ topic, pattern, policy }) => [
      ...(pattern === undefined ? [topic] : []),
      ...[policy.deadLetter, policy.retryTopic].filter((each) => each !== undefined),
    ]),
  );
  const responded = [...(input.responders?.values() ?? [])].flatMap((responder) => {
    const result = compileResponder(responder, input.codecs);
    return 'mistakes' in result ? [] : [...result.plan.topics.keys()];
  });
  const topics = [...new Set([...routed, ...responded])];
  // Those of retry topics are made by kfw, and looked at here first.
  const unmapped = topics.flatMap((topic) => mappingMistakes(topic, input));
  if (unmapped.length > 0) return unmapped;
  const onCluster = topics.map((topic) => input.topicMapper?.toCluster(topic) ?? topic);
  return collidingNames(onCluster).map(
    ([first, second]) =>
      `the topics "${first}" and "${second}" cannot both be on one cluster: to Kafka "." and "_" are the same in names. Rename one.`,
  );
}

/** What is wrong with the topic's name on the cluster. */
function mappingMistakes(topic: string, { topicMapper }: PlanInput): string[] {
  const mistake = topicMapper && mappingMistake(topicMapper, topic);
  return mistake === undefined ? [] : [mistake];
}

function optionsOfClass({ schema, keySchema }: CompiledConsumer): TopicOptions {
  return { ...(schema && { schema }), ...(keySchema && { keySchema }) };
}

function responderOf(
  options: TopicOptions,
  expected: string,
  input: PlanInput,
  report: (problem: string) => void,
): ResponderClass | undefined {
  if (options.responder === false) return undefined;
  if (options.responder === undefined) return input.responders?.get(expected);
  const { responder } = options;
  if (input.responders?.get(responder.name) !== responder) {
    const result = compileResponder(responder, input.codecs);
    if ('mistakes' in result) for (const mistake of result.mistakes) report(mistake);
  }
  return responder;
}
