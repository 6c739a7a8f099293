/** The error that reports an uncaught exception or an unhandled rejection. */

import { isKfwError, type KfwError, toError } from '@kfw/core';
import { errorName } from '@kfw/core/internal';
import { cliError } from '../errors.js';

/** `origin` comes from Node. */
export function uncaughtError(thrown: unknown, origin: NodeJS.UncaughtExceptionOrigin): KfwError {
  if (isKfwError(thrown, 'KFW_INTERRUPTED')) return thrown;
  const cause = toError(thrown);
  const how = origin === 'unhandledRejection' ? 'unhandled rejection of a promise' : 'uncaught exception';
  const summary = `${errorName(cause)}: ${cause.message}`;
  return cliError('KFW_UNCAUGHT', { how, summary, isEmitted: isEmitted(cause) }, { cause });
}

/**
 * Whether an EventEmitter emitted it as an `error` without a listener. Node marks such an error with a symbol, for its
 * own output at the end of a process; without that mark only the hint is missing.
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
