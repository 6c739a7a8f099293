/**
 * The kinds of errors of a handler. The lists of a topic are compiled once into one function; the first kind that matches
 * an error decides, in the order stop, dead-letter, skip, retry, outage. An error without a kind is retried.
 */
import { types } from 'node:util';
import { isGenerator } from '../../errors/generators.js';
import { isCriticalError, isKfwError } from '../../errors/kfw-error.js';
import { fieldValue, isError } from '../../errors/readable-error.js';

/**
 * `retry`: try again, until `maxRetries`. `deadLetter`: trying again cannot help, so do at once what is done when retries
 * are exhausted. `skip`: continue without the message. `stop`: stop the process in order. `outage`: something else is down, so
 * wait for it, as long as it takes.
 */
export type ErrorKind = 'retry' | 'deadLetter' | 'skip' | 'stop' | 'outage';

/** A class of errors, the `code` (or `name`) that they carry, or a function that knows them. */
export type ErrorMatcher = (abstract new (...args: never[]) => Error) | string | ((error: Error) => boolean);

export type ErrorKinds = { readonly [K in ErrorKind]?: readonly ErrorMatcher[] };

const kinds: readonly ErrorKind[] = ['stop', 'deadLetter', 'skip', 'retry', 'outage'];

export function areErrorKinds(value: unknown): value is ErrorKinds {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([kind, matchers]) =>
      kinds.includes(kind as ErrorKind) &&
      Array.isArray(matchers) &&
      matchers.every((each) => isTest(each) || (typeof each === 'string' && each !== '')),
  );
}

/** What an async function or a generator returns is true whatever it comes to. */
function isTest(value: unknown): boolean {
  return typeof value === 'function' && !types.isAsyncFunction(value) && !isGenerator(value);
}

/** What cannot be read now cannot be read later, unless the topic says otherwise: a payload, or what is stored. */
const unreadable: ReadonlySet<string> = new Set([
  'KFW_DECODE_FAILED',
  'KFW_SCHEMA_ID_UNKNOWN',
  'KFW_BATCH_TOO_LARGE',
  'KFW_COMPRESSION_UNKNOWN',
  'KFW_DECOMPRESSION_FAILED',
  'KFW_RECORD_FORMAT_UNKNOWN',
  'KFW_RECORDS_MALFORMED',
]);

export function kindOfErrors(given: ErrorKinds = {}): (error: Error) => ErrorKind {
  const tests = kinds.flatMap((kind) => (given[kind] ?? []).map((matcher) => ({ kind, knows: testOf(matcher) })));
  return (error) => {
    if (isCriticalError(error)) return 'stop';
    const known = tests.find(({ knows: matches }) => matches(error));
    if (known !== undefined) return known.kind;
    return isKfwError(error) && unreadable.has(error.code) ? 'deadLetter' : 'retry';
  };
}

function testOf(matcher: ErrorMatcher): (error: Error) => boolean {
  if (typeof matcher === 'string')
    return (error) => (error as { code?: unknown }).code === matcher || error.name === matcher;
  const { prototype } = matcher as { prototype?: unknown };
  if (matcher === Error) return isError;
  if (prototype instanceof Error) return (error) => error instanceof (matcher as abstract new () => Error);
  const matches = matcher as (error: Error) => unknown;
  return (error) => {
    const returned = matches(error);
    // A promise is true whatever it comes to, and so is a generator.
    if (typeof fieldValue(returned, 'then') === 'function' || typeof fieldValue(returned, 'next') === 'function') {
      throw new TypeError(`${matches.name || 'it'} returned ${iterableName(returned)}, and must return true or false`);
    }
    return Boolean(returned);
  };
}

function iterableName(returned: unknown): string {
  return typeof fieldValue(returned, 'then') === 'function' ? 'a promise' : 'a generator';
}
