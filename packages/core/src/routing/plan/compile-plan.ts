/**
 * Compiles routes into the plan. All mistakes are reported together, each with file, group, topic and what to do,
 * before anything connects.
 */
import { coreError } from '../../errors/core-errors.js';
import { isGenerator } from '../../errors/generators.js';
import type { DrawnGroup } from '../declare/draw.js';
import { groupIds } from '../names/group-ids.js';
import { mappingMistakes } from '../names/topic-mapper.js';
import { collidingNames, isTopicName } from '../names/topic-name.js';
import { checkTopicOptions } from '../options/topic-options.js';
import { compileResponder } from './compile-responder.js';
import { compileTopic } from './compile-topic.js';
import type { GroupPlan, Plan } from './plan.js';
import type { PlanInput } from './plan-input.js';
import { retryTopicPlans } from './retry-topics.js';

/** Throws `KFW_ROUTES_INVALID` with every mistake. */
export function compilePlan(input: PlanInput): Plan {
  const mistakes: string[] = [];
  for (const mistake of input.routes.defaults.flatMap((options) => checkTopicOptions(options))) {
    mistakes.push(`defaults: ${mistake}`);
  }
  for (const responder of input.responders?.values() ?? []) {
    const result = compileResponder(responder, input.codecs);
    if ('mistakes' in result) mistakes.push(...result.mistakes);
    else mistakes.push(...[...result.plan.topics.keys()].flatMap((topic) => mappingMistakes(topic, input.topicMapper)));
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
    const topic = compileTopic({ drawn, group, groupId: id }, input, reportTopic);
    return topic === undefined ? [] : [topic.plan, ...retryTopicPlans(topic.plan, topic.options, reportTopic)];
  });
  return Object.freeze({ name: group.name, id, topics: Object.freeze(topics) });
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
  const unmapped = topics.flatMap((topic) => mappingMistakes(topic, input.topicMapper));
  if (unmapped.length > 0) return unmapped;
  const onCluster = topics.map((topic) => input.topicMapper?.toCluster(topic) ?? topic);
  return collidingNames(onCluster).map(
    ([first, second]) =>
      `the topics "${first}" and "${second}" cannot both be on one cluster: to Kafka "." and "_" are the same in names. Rename one.`,
  );
}
