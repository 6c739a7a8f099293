/** Reports what the transport warns of: messages that a log has lost, requests that failed and are made again. */
import type { Monitor } from '@kfw/core';
import { printError } from '../terminal/print.js';

/** For commands without a log: each is a line on standard error; the same again is not repeated. */
export function reportWarnings(monitor: Monitor): void {
  let last = '';
  monitor.subscribe('transport.warned', ({ message, detail: { from, error } }) => {
    const text = `kfw: ${message}${typeof error === 'string' ? `: ${error}` : '.'}\n`;
    // With `from` it is the Kafka client's own log, of what is reported or retried by others.
    if (from !== undefined || text === last) return;
    last = text;
    printError(text);
  });
}
