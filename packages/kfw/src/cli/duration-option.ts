/** Options that are durations. */
import { cliError } from './errors.js';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration given on the command line, in milliseconds. Throws `KFW_OPTION_INVALID`. */
export function parseDurationMs(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const expected = 'a number of milliseconds, for example 5000';
  if (!/^\d{1,9}$/.test(given)) throw cliError('KFW_OPTION_INVALID', { option, expected, given });
  return Number(given);
}

/** A duration with its unit, such as `5s`, in milliseconds: at least 1, at most a day. Throws `KFW_OPTION_INVALID`. */
export function parseInterval(option: string, given: string): number {
  const [, count, unit = ''] = /^(\d{1,8})(ms|s|m|h)$/.exec(given) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? 0);
  if (ms >= 1 && ms <= 86_400_000) return ms;
  throw cliError('KFW_OPTION_INVALID', { option, expected: 'a duration such as 500ms, 5s or 1m', given });
}
