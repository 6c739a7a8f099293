/** A message for people: a line of what it is, and below it its payload, or why it cannot be decoded. */
import { inspect, types } from 'node:util';
import { toError } from '@kfw/core';
import type { TopicMessage } from '@kfw/operating';
import { createColors } from '../../logging/colors.js';
import { escapeControls, printableLine } from '../../terminal/printable.js';
import { placeText } from '../rendering/place-text.js';

export interface TextOptions {
  readonly colored: boolean;
  /** The width of the terminal. */
  readonly columns: number;
}

/** Of bytes that are longer, the beginning is shown; `--json` has all. */
const shownBytes = 300;

export function messageText(message: TopicMessage, options: TextOptions): string {
  const { dim, cyan, red } = createColors(options.colored);
  const { topic, partition, offset, timestamp } = message;
  const time = Number.isNaN(timestamp.getTime()) ? 'no timestamp' : timestamp.toISOString();
  const headers = Object.entries(message.headers).flatMap(([name, value]) => {
    return [value].flat().map((one) => `${printableLine(name)}=${printableLine(one)}`);
  });
  const head = [cyan(placeText({ topic, partition, offset })), dim(time), keyText(message), dim(headers.join(' '))];
  const problem = message.decode();
  const below =
    problem === undefined
      ? payloadText(message, options)
      : `${red(`cannot be decoded: ${toError(problem).message}`)}\n${bytesText(message.record.value)}`;
  return escapeControls(`${head.filter((part) => part !== '').join('  ')}\n${indented(below)}\n`, options);
}

function keyText(message: TopicMessage): string {
  try {
    const { key } = message;
    if (key === null) return 'no key';
    return typeof key === 'string' ? `key ${printableLine(key)}` : `key ${printableLine(inspect(key, oneLine))}`;
  } catch {
    return `key ${bytesText(message.record.key)}`;
  }
}

const oneLine = { breakLength: Number.POSITIVE_INFINITY, compact: true } as const;

function payloadText({ payload, record }: TopicMessage, { colored, columns }: TextOptions): string {
  if (record.value === null) return 'tombstone';
  if (typeof payload === 'string') return payload;
  if (types.isUint8Array(payload)) return bytesText(payload);
  return inspect(payload, { depth: 12, compact: 10, colors: colored, breakLength: columns - 2, maxStringLength: null });
}

function bytesText(bytes: Uint8Array | null): string {
  if (bytes === null) return 'no bytes';
  const shown = Buffer.from(bytes.subarray(0, shownBytes)).toString('base64');
  return `${bytes.length} bytes, base64: ${shown}${bytes.length > shownBytes ? '…' : ''}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
