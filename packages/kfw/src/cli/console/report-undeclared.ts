/** Reports on standard error, since a console has no log, that a message was sent without its topic's schema. */
import type { Monitor } from '@kfw/core';
import { printError } from '../../terminal/print.js';

export function reportUndeclared(monitor: Monitor): void {
  monitor.subscribe('delivery.undeclared', ({ topic, subject, format }) => {
    printError(
      `kfw: ${topic} has a schema in the registry (${subject}), and this sends ${format} there. Give deliver the schema.\n`,
    );
  });
}
