/**
 * Operating a cluster: functions that take ports and return data. The command line renders them; so can a page. They take
 * predicates, never source text.
 */
export { operatingError, operatingErrorTable } from './errors.js';
export type { Position } from './positions/position.js';
export { type DeclaredTopics, defineTopics, type TopicsDrawing } from './topics/define-topics.js';
export {
  type DeclaredTopic,
  type DesiredTopic,
  desiredTopics,
  type ImpliedTopic,
  type TopicRole,
} from './topics/desired-topic.js';
export type { TopicConfig } from './topics/topic-config.js';
export type { TopicDeclaration, TopicSettings } from './topics/topic-declaration.js';
