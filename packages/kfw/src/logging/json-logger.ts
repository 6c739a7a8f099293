/**
 * The log for machines: one JSON object a line through pino, with the fields at the top level. `level`, `time` and
 * `msg` are the line's own: an app's field of such a name is written with a `_` after it, so that no name appears
 * twice.
 */

import type { Logger } from '@kfw/core';
import { isError } from '@kfw/core/internal';
import { pino } from 'pino';
import { printable } from '../terminal/printable.js';
import type { LogDestination } from './log-destinations.js';
import type { LogLevel } from './log-line.js';
import { plainField } from './plain-value.js';

/** `msg` is also one, if there is a sentence. */
const ownNames = new Set(['level', 'time']);

export function jsonLogger(level: LogLevel, destination: LogDestination): Logger {
  return pino(
    {
      level,
      base: null,
      errorKey: 'error',
      // `logMethod` below has described errors already: pino's own serializers would change that.
      serializers: { error: asItIs, err: asItIs },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
      },
      hooks: {
        // Values become plain before pino sees them, because it reads fields by itself.
        logMethod([fields, sentence, ...rest]: unknown[], log) {
          const given =
            typeof fields === 'object' && fields !== null ? plainLine(fields, sentence) : [fields, sentence];
          log.apply(this, [...given, ...rest] as Parameters<typeof log>);
        },
      },
    },
    { write: (text) => destination.write(printable(text)) },
  );
}

function asItIs(described: unknown): unknown {
  return described;
}

/** Fields and sentence. Without a sentence the line takes its `msg`, or the message of its error. */
function plainLine(given: object, sentence: unknown): [fields: object, sentence: unknown] {
  const { msg, ...fields } = plainFields(isError(given) ? { error: given } : given);
  if (sentence === undefined && typeof msg === 'string') return [fields, msg];
  const { error } = fields as { error?: { message?: unknown } };
  const others = msg === undefined ? fields : { ...fields, msg_: msg };
  return [others, sentence ?? error?.message];
}

function plainFields(given: object): Record<string, unknown> {
  const names = fieldNames(given);
  return Object.fromEntries(names.map((name) => [ownNames.has(name) ? `${name}_` : name, plainField(given, name)]));
}

/** A Proxy may refuse even this. */
function fieldNames(given: object): string[] {
  try {
    return Object.keys(given);
  } catch {
    return [];
  }
}
