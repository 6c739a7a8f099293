/** Options that are durations. */
import { cliError } from './errors.js';

/** A duration given on the command line, in milliseconds. Throws `KFW_OPTION_INVALID`. */
export function parseDurationMs(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const expected = 'a number of milliseconds, for example 5000';
  if (!/^\d{1,9}$/.test(given)) throw cliError('KFW_OPTION_INVALID', { option, expected, given });
  return Number(given);
}
