/**
 * The output format of `console -e` and of piped input: the last value inspected for people, or as one JSON line for
 * programs. `undefined` writes nothing.
 */
import { inspect } from 'node:util';
import { jsonValue } from '../rendering/json-value.js';

/** Deep and wide enough to show what a responder sent, and where, as one line. */
export const inspectOptions = { depth: 6, compact: 6, breakLength: 128 } as const;

/** For a terminal. */
export function inspectValue(value: unknown, colors: boolean): string {
  return value === undefined ? '' : `${inspect(value, { ...inspectOptions, colors })}\n`;
}

/** For a pipe. */
export function valueAsJsonLine(value: unknown): string {
  return value === undefined ? '' : `${JSON.stringify(jsonValue(value))}\n`;
}
