/** The topics that an app needs because of its routes and its responders, by their names in the code. */
import type { Plan, ResponderPlan } from '@kfw/core/internal';
import type { ImpliedTopic } from '@kfw/operating';
import { failureTopics } from './failure-topics.js';

export interface UsedTopic extends ImpliedTopic {
  /** The classes that read or write it, or the topics whose failed messages go there. */
  readonly by: readonly string[];
}

/**
 * One for each topic and role: those of active routes, their dead-letter and retry topics, and those of responders. Topics
 * of patterns have no names here.
 */
export function impliedTopics(plan: Plan, responders: readonly ResponderPlan[]): UsedTopic[] {
  const routes = plan.groups.flatMap(({ topics }) =>
    topics.filter(({ active, pattern, retryOf }) => active && pattern === undefined && retryOf === undefined),
  );
  const sends = responders.flatMap(({ name, topics }) => Array.from(topics.keys(), (topic) => ({ topic, name })));
  return [
    ...used(
      'route',
      routes.map(({ topic, consumer }) => [topic, consumer.name]),
    ),
    ...failureTopics(plan).map(({ topic, kind, of }) => ({ topic, role: kind, of, by: of })),
    ...used(
      'responder',
      sends.map(({ topic, name }) => [topic, name]),
    ),
  ];
}

function used(role: 'route' | 'responder', uses: readonly (readonly [topic: string, by: string])[]): UsedTopic[] {
  const byTopic = Map.groupBy(uses, ([topic]) => topic);
  return Array.from(byTopic, ([topic, all]) => ({ topic, role, of: [], by: [...new Set(all.map(([, by]) => by))] }));
}
