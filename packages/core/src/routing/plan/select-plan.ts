/**
 * A selected part of a plan, by `--only-groups` and similar options. Names are those of the routes file; a group may also
 * be given by its name on the cluster. An unknown name is a mistake and never a silently smaller part, because a process
 * that consumes nothing looks healthy.
 */
import { coreError } from '../../errors/core-errors.js';
import { suggestName } from '../../errors/suggest-name.js';
import type { GroupPlan, Plan, TopicPlan } from './plan.js';

/** Names of groups (as drawn, or as on the cluster) and of topics as drawn. Without names everything is selected; excepted names are always left out. */
export interface PlanSelection {
  readonly onlyGroups?: readonly string[] | undefined;
  readonly onlyTopics?: readonly string[] | undefined;
  readonly exceptGroups?: readonly string[] | undefined;
  readonly exceptTopics?: readonly string[] | undefined;
}

/**
 * Throws `KFW_SELECTION_INVALID` with every name that is not drawn, and `KFW_SELECTION_EMPTY` when no active topic is
 * left.
 */
export function selectFromPlan(plan: Plan, selection: PlanSelection): Plan {
  const { onlyGroups, onlyTopics, exceptGroups, exceptTopics } = selection;
  if ([onlyGroups, onlyTopics, exceptGroups, exceptTopics].every((names) => names === undefined)) return plan;

  const groupNames = plan.groups.map(({ name }) => name);
  const groupNamesAndIds = [...groupNames, ...plan.groups.map(({ id }) => id)];
  const topicNames = [...new Set(plan.groups.flatMap(({ topics }) => topics.map(drawnName)))];
  const mistakes = [
    ...unknown('--only-groups', 'group', onlyGroups, groupNames, groupNamesAndIds),
    ...unknown('--only-topics', 'topic', onlyTopics, topicNames),
    ...unknown('--except-groups', 'group', exceptGroups, groupNames, groupNamesAndIds),
    ...unknown('--except-topics', 'topic', exceptTopics, topicNames),
  ];
  if (mistakes.length > 0) throw coreError('KFW_SELECTION_INVALID', { mistakes });

  const groups = plan.groups.flatMap((group): GroupPlan[] => {
    if (!isGroupSelected(group, onlyGroups, exceptGroups)) return [];
    const topics = group.topics.filter((topic) => isSelected(drawnName(topic), onlyTopics, exceptTopics));
    return topics.length === 0 ? [] : [Object.freeze({ ...group, topics: Object.freeze(topics) })];
  });
  if (!groups.some(({ topics }) => topics.some(({ active }) => active))) {
    throw coreError('KFW_SELECTION_EMPTY', { groups: plan.groups.map(inWords) });
  }
  return Object.freeze({ ...plan, groups: Object.freeze(groups) });
}

/** A retry topic goes with the topic that it belongs to. */
function drawnName({ topic, retryOf }: TopicPlan): string {
  return retryOf ?? topic;
}

function isSelected(name: string, only: readonly string[] = [name], except: readonly string[] = []): boolean {
  return only.includes(name) && !except.includes(name);
}

function isGroupSelected({ name, id }: GroupPlan, only?: readonly string[], except: readonly string[] = []): boolean {
  const isNamed = (names: readonly string[]) => names.includes(name) || names.includes(id);
  return (only === undefined || isNamed(only)) && !isNamed(except);
}

function unknown(
  option: string,
  what: string,
  names: readonly string[] = [],
  known: readonly string[],
  accepted: readonly string[] = known,
): string[] {
  return names.flatMap((name) => {
    if (accepted.includes(name)) return [];
    const meant = suggestName(name, accepted);
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    return [`${option}: there is no ${what} "${name}".${hint} There is: ${known.join(', ')}.`];
  });
}

function inWords({ name, topics }: GroupPlan): string {
  return `${name} (${topics.map(({ topic, active }) => (active ? topic : `${topic}, inactive`)).join('; ')})`;
}
