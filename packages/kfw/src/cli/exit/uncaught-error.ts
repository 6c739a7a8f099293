/** What is said of an error that nobody caught: that it is one, and what was thrown. */
import { errorName, isKfwError, type KfwError, toError } from '@kfw/core';
import { cliError } from '../errors.js';

/** `origin` is what Node says of it. */
export function uncaughtError(thrown: unknown, origin: NodeJS.UncaughtExceptionOrigin): KfwError {
  if (isKfwError(thrown, 'KFW_INTERRUPTED')) return thrown;
  const cause = toError(thrown);
  const how = origin === 'unhandledRejection' ? 'unhandled rejection of a promise' : 'uncaught exception';
  const summary = `${errorName(cause)}: ${cause.message}`;
  return cliError('KFW_UNCAUGHT', { how, summary, isEmitted: isEmitted(cause) }, { cause });
}

/**
 * Whether an EventEmitter had it as an `error` that nobody listened to. Node says so in a symbol of its own on the error,
 * for what it prints when it ends; a Node that does not costs the hint only.
 */
function isEmitted(cause: Error): boolean {
  try {
    return Object.getOwnPropertySymbols(cause).some(
      ({ description }) => description === 'kEnhanceStackBeforeInspector',
    );
  } catch {
    return false;
  }
}
