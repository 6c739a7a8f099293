/** The error of a command whose standard output cannot be written. */
import { cliError } from '../errors.js';

export function outputError(cause: NodeJS.ErrnoException): Error {
  return cliError('KFW_OUTPUT_FAILED', { reason: cause.message }, { cause });
}
