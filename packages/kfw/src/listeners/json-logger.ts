/** The log for machines: one JSON object a line through pino, with the fields at the top level. */
import type { Logger } from '@kfw/core';
import { pino } from 'pino';
import type { LogDestination } from './log-destination.js';
import type { LogLevel } from './log-level.js';
import { plainValue } from './plain-value.js';

export function jsonLogger(level: LogLevel, destination: LogDestination): Logger {
  return pino(
    {
      level,
      base: null,
      errorKey: 'error',
      // What `log` below made of an error is final: pino's own serializer would make a second thing of it.
      serializers: { error: (described: unknown) => described },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plainValue(value)])),
      },
    },
    { write: (text) => destination.write(text) },
  );
}
