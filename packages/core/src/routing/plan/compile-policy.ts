/** Compiles the failure policy of a topic and of its retry topics from the options. */
import { kindOfErrors } from '../options/error-kinds.js';
import { retryTopicName } from '../options/retry-delay.js';
import type { ScalarOptions, TopicOptions } from '../options/topic-options.js';
import type { FailurePolicy } from './failure-policy.js';

const defaultRetries = 3;

/** The policy of the topic itself; with `place` at one of its retry topics, that of the topic after `place` delays. */
export function failurePolicy(
  options: TopicOptions & ScalarOptions,
  { topic, group }: { readonly topic: string; readonly group: string },
  delayIndex = 0,
): FailurePolicy {
  const { pauseMs, maxPauseMs, maxRetries, retryTopics, deadLetter, onExhausted, errors } = options;
  const delay = retryTopics[delayIndex];
  return Object.freeze({
    pauseMs,
    maxPauseMs,
    maxRetries: delayIndex > 0 ? 0 : retriesOf(maxRetries, retryTopics.length > 0),
    retryTopic: delay === undefined ? undefined : retryTopicName(topic, group, delay),
    deadLetter: deadLetter === false ? undefined : deadLetter,
    onExhausted,
    kindOf: kindOfErrors(errors),
  });
}

function retriesOf(maxRetries: TopicOptions['maxRetries'], hasRetryTopics: boolean): number {
  if (maxRetries === 'forever') return Number.POSITIVE_INFINITY;
  return maxRetries ?? (hasRetryTopics ? 0 : defaultRetries);
}
