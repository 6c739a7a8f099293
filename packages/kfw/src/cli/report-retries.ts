/** Reports failed attempts to connect and to send of commands that have no log. */
import type { Monitor } from '@kfw/core';
import { isPowerOfTwo } from '../listeners/lines/event-line.js';
import { formatCount, formatDuration, formatPartition } from '../listeners/lines/format-values.js';
import { printNote } from './rendering/print-note.js';

/**
 * For commands without a log: a line on standard error for each attempt to connect that failed, and for deliveries that
 * have failed twice, four times and so on. The first failure is that of every new topic.
 */
export function reportRetries(monitor: Monitor, options: { readonly json?: boolean | undefined } = {}): void {
  monitor.subscribe('connection.retrying', ({ error, retryInMs }) => {
    printNote(`${error.message} Trying again in ${retryInMs} ms.`, options);
  });
  monitor.subscribe('delivery.retrying', ({ messages, partitions, attempt, retryInMs, error }) => {
    if (attempt < 2 || !isPowerOfTwo(attempt)) return;
    const where = partitions.map((at) => (at.partition < 0 ? at.topic : formatPartition(at))).join(', ');
    const what = `could not deliver ${formatCount(messages, 'message')} to ${where}, trying again in ${formatDuration(retryInMs)}`;
    printNote(`${what}: ${error.message}`, options);
  });
}
