/** Reports what the transport warns of: messages that a log has lost, requests that failed and are made again. */
import type { Monitor } from '@kfw/core';
import { printNote } from './rendering/print-note.js';

/** For commands without a log: each is a line on standard error; the same again is not repeated. */
export function reportWarnings(monitor: Monitor, options: { readonly json?: boolean | undefined } = {}): void {
  let last = '';
  monitor.subscribe('transport.warned', ({ message, detail: { from, error } }) => {
    const text = `${message}${typeof error === 'string' ? `: ${error}` : '.'}`;
    // With `from` it is the Kafka client's own log, of what is reported or retried by others.
    if (from !== undefined || text === last) return;
    last = text;
    printNote(text, options);
  });
}
