/**
 * Publishes kafkajs's log as events: WARN as `transport.warned`, ERROR as `transport.failed`, and nothing below.
 * Nothing is printed, whatever KAFKAJS_LOG_LEVEL says.
 */
import type { Monitor } from '@kfw/core';
import type { LogEntry } from 'kafkajs';
import { logLevel } from '../kafkajs/kafkajs.js';
import type { Redaction } from './redaction.js';

/** Whether the user need not see an entry. */
export type IsExpected = (entry: LogEntry) => boolean;

export function logsToEvents(monitor: Monitor, redaction: Redaction, isExpected: IsExpected) {
  return () => (entry: LogEntry) => {
    if (entry.level > logLevel.WARN || entry.level === logLevel.NOTHING) return;
    const event = entry.level === logLevel.WARN ? 'transport.warned' : 'transport.failed';
    if (!monitor.has(event) || isExpected(entry)) return;
    const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...detail } = entry.log;
    monitor.publish(event, {
      message: redaction.text(message),
      detail: redaction.fields({ from: entry.namespace, ...detail }),
    });
  };
}
