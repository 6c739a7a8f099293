/**
 * Decides whether retries of a failing message ever end: a test must not wait for a message that production would
 * retry without limit.
 */
import type { KfwEvents, TopicPlan } from '@kfw/core';

type Policy = TopicPlan['policy'];

export function hasFailureEnd({ maxRetries, retryTopic, deadLetter, onExhausted }: Policy): boolean {
  if (maxRetries === Number.POSITIVE_INFINITY) return false;
  return retryTopic !== undefined || deadLetter !== undefined || onExhausted !== 'retry';
}

/** Whether its retries are exhausted, or useless, and it is retried anyway. */
export function isRetriedForever({ outcome, attempt }: KfwEvents['consumer.failed'], { maxRetries }: Policy): boolean {
  return outcome === 'retry' && attempt > maxRetries;
}
