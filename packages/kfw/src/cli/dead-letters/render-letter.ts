/** A dead letter for people: a block of lines. Headers of kfw are said in words, the others as they are. */
import { failureHeaders } from '@kfw/core';
import { type LetterError, type LetterSource, replayHeaders } from '@kfw/operating';
import { printable, printableLine } from '../../terminal/printable.js';
import { messageJson } from '../decoding/message-json.js';
import { placeText } from '../rendering/place-text.js';
import { shownNumber } from '../rendering/table.js';
import type { LetterMessage } from './letter-message.js';

const ownNames: ReadonlySet<string> = new Set([...Object.values(failureHeaders), ...Object.values(replayHeaders)]);

export function renderLetter(message: LetterMessage): string {
  const { letter } = message;
  const { source, error } = letter;
  const { key, headers, payload, error: undecodable, raw } = messageJson(message);
  const others = Object.entries(headers).filter(([name]) => !ownNames.has(name));
  const lines: (readonly [head: string, text: string | undefined])[] = [
    ['failed', failuresText(message)],
    ['error', errorText(error)],
    ['source', source === undefined ? 'unknown: it has no headers of kfw' : sourceText(source)],
    ['replayed', replaysText(message)],
    ['key', key === null ? undefined : inline(key)],
    ...others.map(([name, value]) => ['header', `${printableLine(name)}: ${inline(value)}`] as const),
    ['undecodable', undecodable === error.message ? undefined : undecodable && printable(undecodable)],
    raw === undefined ? ['payload', block(payload)] : ['bytes', `${raw ?? 'none'} (base64)`],
  ];
  const shown = lines.flatMap(([head, text]) => (text === undefined ? [] : [`  ${head.padEnd(12)}${indented(text)}`]));
  return [placeText(letter.place), ...shown, ''].join('\n');
}

function failuresText({ letter }: LetterMessage): string | undefined {
  const { firstFailedAt, attempts } = letter;
  const parts = [
    letter.failedAt?.toISOString(),
    firstFailedAt && `first ${firstFailedAt.toISOString()}`,
    attempts === undefined ? undefined : `${shownNumber(attempts)} ${attempts === 1 ? 'attempt' : 'attempts'}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function errorText({ class: name, code, message }: LetterError): string | undefined {
  if (name === undefined && code === undefined) return message && printable(message);
  const shownCode = code === undefined || code === name ? '' : ` (${printableLine(code)})`;
  return `${printableLine(name ?? 'error')}${shownCode}${message === undefined ? '' : `: ${printable(message)}`}`;
}

function sourceText(source: LetterSource): string {
  const { timestamp, group } = source;
  return [
    placeText(source),
    timestamp?.toISOString(),
    group === undefined ? undefined : `group ${printableLine(group)}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function replaysText({ replayCount, headers }: LetterMessage): string | undefined {
  if (replayCount === 0) return undefined;
  const [at, from] = [headers[replayHeaders.at], headers[replayHeaders.from]].map((value) => value && inline(value));
  const times = replayCount === 1 ? 'once' : `${shownNumber(replayCount)} times`;
  return [times, at && `last at ${at}`, from && `from ${from}`].filter((part) => part).join(', ');
}

/** Text as it is, all else as JSON. */
function inline(value: unknown): string {
  return printableLine(typeof value === 'string' ? value : JSON.stringify(value));
}

function block(payload: unknown): string {
  return printable(typeof payload === 'string' ? payload : JSON.stringify(payload, null, 2));
}

/** Further lines stand below the first. */
function indented(text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat(14)}`);
}
