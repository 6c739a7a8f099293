/**
 * A position on the command line: `earliest`, `latest`, an offset, a time, or a number of messages from the committed
 * offset. A bare number is an offset, however large; milliseconds since 1970 begin with an `@`.
 */
import type { Position } from '@kfw/operating';
import { cliError } from '../errors.js';
import { parseTime, timeForms } from './parse-time.js';

export interface PositionOption {
  /** As in the message: `--to`. */
  readonly option: string;
  readonly given: string;
  /** What a duration is counted back from, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Whether `-500` and `+500` are positions here: there must be an offset to count from. */
  readonly shifts: boolean;
}

/** Throws `KFW_OPTION_INVALID`. */
export function parsePosition({ option, given, nowMs, shifts }: PositionOption): Position {
  const invalid = () => cliError('KFW_OPTION_INVALID', { option, expected: expected(shifts), given });
  if (given === 'earliest' || given === 'latest') return { kind: given };
  if (/^\d+$/.test(given)) return { kind: 'offset', offset: exact(given, invalid) };
  if (shifts && /^[+-]\d+$/.test(given)) return { kind: 'shift', by: exact(given, invalid) };
  const timestampMs = parseTime(given, nowMs);
  if (timestampMs === undefined) throw invalid();
  return { kind: 'time', timestampMs };
}

function expected(shifts: boolean): string {
  const shift = shifts ? ' messages from the committed offset (-500, +500),' : '';
  return `earliest, latest, an offset,${shift} or ${timeForms}`;
}

function exact(given: string, invalid: () => Error): number {
  const number = Number(given);
  if (!Number.isSafeInteger(number)) throw invalid();
  return number;
}
