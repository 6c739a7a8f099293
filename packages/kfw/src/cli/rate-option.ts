/** Options that are rates. */
import { cliError } from './errors.js';

const perSecond: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3_600 };

/** `200/s`, `200` (a second), `90/min`, `10/h`: messages per second. Throws `KFW_OPTION_INVALID`. */
export function parseRate(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const [, count = '', unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(?:\/(s|min|m|h))?$/.exec(given) ?? [];
  const rate = Number(count) / (perSecond[unit] ?? 1);
  if (count !== '' && rate > 0) return rate;
  throw cliError('KFW_OPTION_INVALID', { option, expected: 'messages per second, for example 200/s', given });
}
