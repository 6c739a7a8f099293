/** What is said of an error that nobody caught: that it is one, and what was thrown. */
import { errorName, isKfwError, type KfwError, toError } from '@kfw/core';
import { cliError } from './errors.js';

/** `origin` is what Node says of it. */
export function uncaughtError(thrown: unknown, origin: NodeJS.UncaughtExceptionOrigin): KfwError {
  if (isKfwError(thrown, 'KFW_INTERRUPTED')) return thrown;
  const cause = toError(thrown);
  const how = origin === 'unhandledRejection' ? 'unhandled rejection of a promise' : 'uncaught exception';
  return cliError('KFW_UNCAUGHT', { how, summary: `${errorName(cause)}: ${cause.message}` }, { cause });
}
