/**
 * The topics that an app wants on its cluster, by their names there. Mistakes in the declared topics, and with
 * `strictTopics` the topics that are not declared, are reported at boot.
 */
import { collidingNames } from '@kfw/core';
import { mappingMistakes, type Plan, type ResponderPlan } from '@kfw/core/internal';
import { type DeclaredTopic, type DesiredTopic, desiredTopics, operatingError } from '@kfw/operating';
import { kfwError } from '../errors.js';
import type { AppCommand } from './app-command.js';
import type { AppDefinition } from './define-app.js';
import { impliedTopics, type UsedTopic } from './implied-topics.js';

export interface AppTopicsInput {
  readonly definition: Pick<AppDefinition, 'topics' | 'strictTopics' | 'topicMapper'>;
  readonly environment: string;
  /** All that the configuration has; `undefined` where it has no file. */
  readonly environments: readonly string[] | undefined;
  readonly command: AppCommand;
  /** All of the routes. */
  readonly plan: Plan;
  readonly responders: readonly ResponderPlan[];
}

/** Throws `KFW_TOPICS_INVALID` and `KFW_TOPICS_UNDECLARED`. */
export function appTopics(input: AppTopicsInput): readonly DesiredTopic[] {
  const { definition, environment, environments, command, plan, responders } = input;
  const { topics, strictTopics = false, topicMapper } = definition;
  checkKinds(definition);
  const declared = topics?.forEnvironment(environment, environments) ?? [];
  const implied = impliedTopics(plan, responders);
  if (strictTopics && strictCommands.has(command)) requireDeclared(declared, implied);
  // Those of routes and responders are checked with them.
  const unmapped = declared.flatMap(({ topic }) => mappingMistakes(topic, topicMapper));
  if (unmapped.length > 0) throw operatingError('KFW_TOPICS_INVALID', { mistakes: unmapped });
  // A pattern is not a name.
  const patterns = new Set(plan.groups.flatMap(({ topics: all }) => all.filter(isPattern).map(({ topic }) => topic)));
  const onCluster = (topic: string): string => (patterns.has(topic) ? topic : (topicMapper?.toCluster(topic) ?? topic));
  const desired = desiredTopics(
    declared.map((each) => ({ ...each, topic: onCluster(each.topic) })),
    implied.map(({ topic, role, of }) => ({ topic: onCluster(topic), role, of: of.map(onCluster) })),
  );
  checkCollisions(desired);
  return desired;
}

/** The commands that run the app's code. Others must work on an app with undeclared topics: they show what to declare. */
const strictCommands: ReadonlySet<AppCommand> = new Set(['server', 'console', 'script']);

const isPattern = ({ pattern }: { readonly pattern?: unknown }): boolean => pattern !== undefined;

/** In JavaScript a file that exports something else compiles. */
function checkKinds({ topics, strictTopics }: AppTopicsInput['definition']): void {
  const mistakes: string[] = [];
  if (topics !== undefined && typeof topics?.forEnvironment !== 'function') {
    mistakes.push(
      '"topics" of defineApp must be the result of defineTopics. Write export default defineTopics(…) in config/topics.ts.',
    );
  }
  if (strictTopics !== undefined && typeof strictTopics !== 'boolean') {
    mistakes.push('"strictTopics" of defineApp must be true or false.');
  }
  if (mistakes.length > 0) throw operatingError('KFW_TOPICS_INVALID', { mistakes });
}

const uses = { route: 'read by', responder: 'written by', 'dead-letter': 'the dead-letter topic of' } as const;

/** The names of retry topics are kfw's own: they follow from their source. */
function requireDeclared(declared: readonly DeclaredTopic[], implied: readonly UsedTopic[]): void {
  const names = new Set(declared.map(({ topic }) => topic));
  const undeclared = Map.groupBy(
    implied.flatMap(({ topic, role, by }) =>
      role === 'retry' || names.has(topic) ? [] : [{ topic, use: `${uses[role]} ${by.join(', ')}` }],
    ),
    ({ topic }) => topic,
  );
  if (undeclared.size === 0) return;
  const topics = Array.from(undeclared, ([topic, all]) => ({ topic, uses: all.map(({ use }) => use).join('; ') }));
  throw kfwError('KFW_TOPICS_UNDECLARED', { topics });
}

function checkCollisions(desired: readonly DesiredTopic[]): void {
  const mistakes = collidingNames(desired.map(({ topic }) => topic)).map(
    ([first, second]) =>
      `the topics "${first}" and "${second}" cannot both be on one cluster: to Kafka "." and "_" are the same in names. Rename one.`,
  );
  if (mistakes.length > 0) throw operatingError('KFW_TOPICS_INVALID', { mistakes });
}
