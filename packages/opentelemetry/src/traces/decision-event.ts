/** The span event of a decision about a message. */
import type { TracedDecision, TracedMessage } from '@kfw/core';
import type { Span } from '@opentelemetry/api';
import { attribute } from './span-attributes.js';

export const decisionEvents: Readonly<Record<TracedDecision['action'], string>> = {
  retry: 'kfw.retry',
  wait: 'kfw.wait',
  postpone: 'kfw.postpone',
  deadLetter: 'kfw.dead_letter',
  move: 'kfw.retry_topic',
  skip: 'kfw.skip',
  stop: 'kfw.stop',
};

/** `at` is a time of `performance.now()`; without it, it is now. */
export function addDecision(span: Span, { offset }: TracedMessage, decision: TracedDecision, at?: number): void {
  const { action, topic, retryInMs, reason } = decision;
  const attributes = {
    [attribute.offset]: offset,
    ...(topic !== undefined && { [attribute.topic]: topic }),
    ...(retryInMs !== undefined && { [attribute.retryInMs]: Math.round(retryInMs) }),
    ...(reason !== '' && { [attribute.reason]: reason }),
  };
  span.addEvent(decisionEvents[action], attributes, at);
}
