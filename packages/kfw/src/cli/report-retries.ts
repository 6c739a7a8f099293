/** Reports failed connection attempts of commands that have no log. */
import type { Monitor } from '@kfw/core';
import { printError } from '../terminal/print.js';

/** For commands without a log: each attempt to connect that failed is a line on standard error. */
export function reportRetries(monitor: Monitor): void {
  monitor.subscribe('connection.retrying', ({ error, retryInMs }) => {
    printError(`kfw: ${error.message} Trying again in ${retryInMs} ms.\n`);
  });
}
