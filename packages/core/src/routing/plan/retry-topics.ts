/**
 * The plans of a topic's retry topics: the same consumer in the same group, for messages that wait there for their delay.
 * They differ from the plan of their source in the next topic of a failed message, and in that `maxAgeMs` is off, because
 * their messages wait on purpose.
 */

import { parseDelay, retryTopicName } from '../options/retry-delay.js';
import type { ScalarOptions, TopicOptions } from '../options/topic-options.js';
import { failurePolicy } from './compile-policy.js';
import type { TopicPlan } from './plan.js';

const longestName = 249;

export function retryTopicPlans(
  plan: TopicPlan,
  options: TopicOptions & Partial<ScalarOptions>,
  report: (problem: string) => void,
): TopicPlan[] {
  if (plan.pattern !== undefined) return [];
  return (options.retryTopics ?? []).flatMap((delay, index) => {
    const delayMs = parseDelay(delay);
    if (delayMs === undefined) return [];
    const topic = retryTopicName(plan.topic, plan.group, delay);
    if (topic.length > longestName) {
      report(
        `its retry topic "${topic}" has a name of more than ${longestName} characters. Shorten the topic or the group.`,
      );
    }
    const policy = failurePolicy(options as TopicOptions & ScalarOptions, plan, index + 1);
    return [
      Object.freeze({
        ...plan,
        topic,
        policy,
        retryOf: plan.topic,
        startFrom: 'earliest',
        delayMs,
        maxAgeMs: 0,
      } as const),
    ];
  });
}
