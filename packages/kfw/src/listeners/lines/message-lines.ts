/** The lines about single messages that are not simply consumed: dead-lettered, postponed, skipped. */
import type { KfwEvents } from '@kfw/core';
import { type ErrorLines, type EventLine, type LinesOf, line, retrying } from './event-line.js';
import { formatCount, formatDuration, formatPartition } from './format-values.js';

type MessageEvent = `message.${string}` | 'messages.expired';

export function messageLines({ errorField, failed }: ErrorLines): LinesOf<MessageEvent> {
  const forwarded = ({ error: given, ...event }: KfwEvents['message.retryScheduled'], how: string): EventLine =>
    line(
      'warn',
      { ...event, ...errorField(given) },
      `${how} offset ${event.offset} of ${formatPartition(event)} to ${event.to} after ${formatCount(event.attempts, 'attempt')}: ${event.reason}`,
    );

  return {
    'message.deadLettered': (event) => forwarded(event, 'dead-lettered'),
    'message.retryScheduled': (event) => forwarded(event, 'moved'),
    'message.stuck': (event) =>
      failed(
        'error',
        event,
        `could not send offset ${event.offset} of ${formatPartition(event)} to ${event.to}; nothing is skipped`,
        retrying(event.retryInMs),
      ),
    'message.skipped': ({ error: given, ...event }) =>
      line(
        'warn',
        { ...event, ...errorField(given) },
        `skipped offset ${event.offset} of ${formatPartition(event)}: ${event.reason}`,
      ),
    'message.postponed': (event) =>
      line(
        'info',
        event,
        `${event.consumer} postponed offset ${event.offset} of ${formatPartition(event)}${retrying(event.retryInMs)}`,
      ),
    'messages.expired': (event) =>
      line(
        'warn',
        event,
        `skipped ${formatCount(event.messages, 'message')} of ${formatPartition(event)} older than ${formatDuration(event.maxAgeMs)} (maxAgeMs)`,
      ),
  };
}
