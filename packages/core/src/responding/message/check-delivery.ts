/**
 * The checks of the arguments of `deliver` and `respondTo`, for JavaScript and loose types. An invalid argument refuses its
 * own call: later it would fail the messages of other callers in the same batch, or be changed silently. This is on the
 * hot path: nothing is allocated for a valid message.
 */
import { inspect, types } from 'node:util';
import { coreError } from '../../errors/core-errors.js';
import { suggestName } from '../../errors/suggest-name.js';

const optionNames = new Set(['schema', 'key', 'keySchema', 'partitionKey', 'partition', 'headers', 'timestamp']);
const deliveryNames = new Set(['topic', 'payload', ...optionNames]);
/** The names of other clients. */
const aliases: Readonly<Record<string, string>> = { value: 'payload', keyschema: 'keySchema' };
/** The last moment that a Date can hold. */
const lastMs = 8.64e15;

/** The time in whole milliseconds; a fraction, as of `performance.now()`, is dropped. */
export function timestampOf(topic: string, given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const ms = typeof given === 'number' ? given : types.isDate(given) ? given.getTime() : Number.NaN;
  if (ms >= 0 && ms <= lastMs) return Math.trunc(ms);
  throw refused(
    topic,
    `its timestamp is ${describeGiven(given)}. Give a valid Date, milliseconds since 1970, or nothing for now.`,
  );
}

/** Options of a call; an item of a list also holds topic and payload. */
export function checkOptions(topic: string, options: object, isListItem: boolean): void {
  const known = isListItem ? deliveryNames : optionNames;
  for (const name in options) if (!known.has(name)) throw unknownOption(topic, name, known);
}

function unknownOption(topic: string, name: string, known: ReadonlySet<string>): Error {
  const other = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  const meant = other !== undefined && known.has(other) ? other : suggestName(name, known);
  const hint = meant === undefined ? `Options: ${[...known].join(', ')}.` : `Did you mean "${meant}"?`;
  return refused(topic, `"${name}" is not an option. ${hint}`);
}

export function checkPartitioning(topic: string, partition: unknown, partitionKey: unknown): void {
  if (partition !== undefined && !Number.isInteger(partition)) {
    throw refused(
      topic,
      `its partition is ${describeGiven(partition)}. Give a whole number, or nothing to let the key choose.`,
    );
  }
  if (partitionKey !== undefined && typeof partitionKey !== 'string' && !types.isUint8Array(partitionKey)) {
    throw refused(topic, `its partitionKey is ${describeGiven(partitionKey)}. Give a string or a Buffer.`);
  }
}

export function checkHeaders(topic: string, headers: unknown): void {
  if (headers === undefined) return;
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers) || types.isMap(headers)) {
    throw refused(topic, `its headers are ${describeGiven(headers)}. Give an object: { name: 'value' }.`);
  }
  for (const name in headers) {
    const value: unknown = headers[name as keyof typeof headers];
    if (isHeader(value) || (Array.isArray(value) && value.every(isHeader))) continue;
    throw refused(
      topic,
      `its header "${name}" is ${describeGiven(value)}. Give a string, a Buffer or a list of those.`,
    );
  }
}

function isHeader(value: unknown): boolean {
  return typeof value === 'string' || Buffer.isBuffer(value);
}

export function refused(topic: unknown, problem: string): Error {
  return coreError('KFW_DELIVERY_INVALID', {
    topic: typeof topic === 'string' ? topic : describeGiven(topic),
    problem,
  });
}

/** A short description of a value: of objects only their class, as their content may not be fit for a log. */
export function describeGiven(given: unknown): string {
  if (types.isDate(given)) return Number.isNaN(given.getTime()) ? 'an invalid Date' : given.toISOString();
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'function') return 'a function';
  if (typeof given === 'object' && given !== null) return `an object (${given.constructor?.name ?? 'without class'})`;
  return inspect(given, { maxStringLength: 40 });
}
