/** The options that select dead letters, checked and compiled. */
import type { DeadLetter, LetterFilter } from '@kfw/operating';
import { cliError } from '../errors.js';
import { compileExpression } from '../expressions/compile-expression.js';
import { parseTime, timeForms } from '../positions/parse-time.js';
import type { FilterOptions } from './filter-options.js';
import type { LetterDecoding, LetterMessage } from './letter-message.js';

export interface LetterSelection {
  readonly filter: LetterFilter;
  readonly limit: number | undefined;
}

/** The fields of a letter that are variables of an expression. */
const variables = [
  'payload',
  'key',
  'headers',
  'topic',
  'partition',
  'offset',
  'timestamp',
  'error',
  'source',
  'attempts',
  'firstFailedAt',
  'replayCount',
];

/** `--error none` selects letters without an error class. Throws `KFW_OPTION_INVALID` and `KFW_EXPRESSION_INVALID`. */
export function parseSelection(options: FilterOptions, decoding: LetterDecoding): LetterSelection {
  const { topic, error, since, until, key, partition, offset, where, limit } = options;
  return {
    filter: {
      sourceTopic: topic,
      error: error === 'none' ? null : error,
      since: parseDate('--since', since),
      until: parseDate('--until', until),
      key: key === undefined ? undefined : Buffer.from(key),
      partition: parseCount('--partition', partition),
      offset: parseCount('--offset', offset),
      where: where === undefined ? undefined : compileWhere(where, decoding),
    },
    limit: parseCount('--limit', limit),
  };
}

/** Schemas are looked up only for an expression that may decode. */
function compileWhere(where: string, decoding: LetterDecoding): (letter: DeadLetter) => boolean | Promise<boolean> {
  const condition = compileExpression<LetterMessage>(where, { option: '--where', variables });
  const mayDecode = /\b(payload|key|message)\b/.test(where);
  return mayDecode
    ? async (letter) => condition(await decoding.messageOf(letter))
    : (letter) => condition(decoding.undecoded(letter));
}

function parseDate(option: string, given: string | undefined): Date | undefined {
  if (given === undefined) return undefined;
  const timestampMs = parseTime(given, Date.now());
  if (timestampMs === undefined) throw cliError('KFW_OPTION_INVALID', { option, expected: timeForms, given });
  return new Date(timestampMs);
}

function parseCount(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const count = Number(given);
  if (/^\d{1,16}$/.test(given) && Number.isSafeInteger(count)) return count;
  throw cliError('KFW_OPTION_INVALID', { option, expected: 'a whole number', given });
}
