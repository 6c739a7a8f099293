import { isError, readableError } from './readable-error.js';

import { causeWithoutSecrets, withoutSecrets } from './secrets.js';

const kfwBrand = Symbol.for('kfw.error');
const criticalBrand = Symbol.for('kfw.criticalError');

/**
 * The one error class of kfw. Every error has a code from a table (see `defineErrors`), a message that
 * says what is wrong, and mostly what to do about it. Callers branch on `code`, never on text.
 */
export class KfwError<Code extends string = string> extends Error {
  override readonly name = 'KfwError';
  readonly [kfwBrand] = true;

  constructor(
    readonly code: Code,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(withoutSecrets(message), 'cause' in options ? { cause: causeWithoutSecrets(options.cause) } : undefined);
  }
}

/** A table of error codes: each code maps its parameters to the message a person reads. */
export type ErrorTable = Record<`KFW_${string}`, (params: never) => string>;

type ParamsOf<F> = F extends (params: infer P) => string ? P : never;

/**
 * Binds a table of codes to a function that creates its errors, with parameters typed per code.
 * Each package keeps one table in `errors.ts`; docs/reference/errors.md lists all of them, held by a test.
 */
export function defineErrors<T extends ErrorTable>(table: T) {
  return <Code extends keyof T & string>(
    code: Code,
    params: ParamsOf<T[Code]>,
    options: { cause?: unknown } = {},
  ): KfwError<Code> =>
    new KfwError(code, withSingleStops((table[code] as (params: unknown) => string)(params)), options);
}

/** Sentences of a table end in a full stop, and so may what others say that they hold. */
function withSingleStops(message: string): string {
  return message.replace(doubledStop, '$1');
}

/** At the end of a word: neither dots that stand for something left out nor a path. */
const doubledStop = /(?<=[^\s./\\])([.?!])\.(?=\s|$)/gu;

/** Narrows an unknown to a `KfwError`, and to one code when it is given. */
export function isKfwError(error: unknown, code?: string): error is KfwError {
  if (!isError(error) || !carries(error, kfwBrand)) return false;
  return code === undefined || (error as KfwError).code === code;
}

/**
 * Whatever was thrown, as an `Error` whose name, message, stack, code and cause can be read: user code may throw a string,
 * a Proxy, or an error with getters that throw. Never throws.
 */
export function toError(thrown: unknown): Error {
  return readableError(thrown);
}

/**
 * Thrown by an app to stop the process in order: it is never retried and never dead-lettered.
 * Use it when going on would be wrong, such as a broken invariant or a revoked licence.
 */
export class CriticalError extends Error {
  override readonly name = 'CriticalError';
  readonly [criticalBrand] = true;
}

/** By its brand, so that it is known also when an app and the command that runs it hold two copies of this package. */
export function isCriticalError(error: object): boolean {
  return carries(error, criticalBrand);
}

/** A Proxy may stand anywhere in the chain of an error's prototypes. */
function carries(error: object, brand: symbol): boolean {
  try {
    return brand in error;
  } catch {
    return false;
  }
}
