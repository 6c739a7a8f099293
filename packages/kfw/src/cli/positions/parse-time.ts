/**
 * A time on the command line: ISO 8601, so long ago, or milliseconds since 1970 after an `@`. A time without a zone is
 * local time, also a date alone, which is its midnight.
 */

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const ago = /^-(\d{1,12})(ms|s|m|h|d|w)$/;
const sinceEpoch = /^@(\d{1,15})$/;
const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/i;

/** What `parseTime` reads, for messages. */
export const timeForms = 'a time such as 2026-11-30T17:40:00Z, -1h (so long ago; ms, s, m, h, d, w) or @1796060400000';

/** Milliseconds since 1970; `undefined` for anything else. `nowMs` is what a duration is counted back from. */
export function parseTime(given: string, nowMs: number): number | undefined {
  const [, count, unit = ''] = ago.exec(given) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (unitMs[unit] ?? 0);
  const [, milliseconds] = sinceEpoch.exec(given) ?? [];
  if (milliseconds !== undefined) return Number(milliseconds);
  return parseIso(given);
}

function parseIso(given: string): number | undefined {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone = ''] =
    iso.exec(given) ?? [];
  if (year === '' || !isDate(Number(year), Number(month), Number(day))) return undefined;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`);
  return Number.isNaN(time) ? undefined : time;
}

/** `Date.parse` makes March 2 of February 30. */
function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
