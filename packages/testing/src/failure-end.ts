/** Whether a message that keeps failing comes to an end: a test must not wait for what production would try for ever. */
import type { KfwEvents, TopicPlan } from '@kfw/core';

type Policy = TopicPlan['policy'];

export function hasFailureEnd({ maxRetries, retryTopic, deadLetter, onExhausted }: Policy): boolean {
  if (maxRetries === Number.POSITIVE_INFINITY) return false;
  return retryTopic !== undefined || deadLetter !== undefined || onExhausted !== 'retry';
}

/** Its retries are exhausted, or of no use, and it is tried again all the same. */
export function isRetriedForever({ outcome, attempt }: KfwEvents['consumer.failed'], { maxRetries }: Policy): boolean {
  return outcome === 'retry' && attempt > maxRetries;
}
