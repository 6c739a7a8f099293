/** Writes what a reading found on standard output, many messages at a time. */
import { once } from 'node:events';
import type { ScannedMessage, TopicMessage } from '@kfw/operating';
import { escapeControls } from '../../terminal/printable.js';
import { messageJson } from '../decoding/message-json.js';
import { messageText } from './message-text.js';

export interface OutputOptions {
  readonly json: boolean;
  readonly raw: boolean;
}

const lineEnd = Buffer.from('\n');

/** The text or the bytes of what was found; `undefined` for a message that is left out. */
export type FoundWriter = (found: ScannedMessage) => string | Buffer | undefined;

/** A message for which the predicate failed is not selected. One that cannot be decoded is written, but not as raw bytes. */
export function foundWriter({ json, raw }: OutputOptions, stream: NodeJS.WriteStream): FoundWriter {
  const write = messageWriter({ json, raw }, stream);
  return ({ kind, message }) => {
    if (kind === 'failed' || (raw && kind === 'undecodable')) return undefined;
    return write(message);
  };
}

function messageWriter({ json, raw }: OutputOptions, stream: NodeJS.WriteStream) {
  if (raw) return rawWriter(stream.isTTY === true);
  if (json) return jsonLine;
  const colored = stream.isTTY === true && stream.hasColors();
  const columns = stream.columns ?? 100;
  return (message: TopicMessage): string => messageText(message, { colored, columns });
}

/** JSON escapes most control characters itself: of the others (DEL, C1, U+2028, U+2029) a line seldom has one. */
const leftByJson = /[\u007f-\u009f\u2028\u2029]/;

function jsonLine(message: TopicMessage): string {
  const line = JSON.stringify(messageJson(message));
  return `${leftByJson.test(line) ? escapeControls(line) : line}\n`;
}

/** A value as it is and a line feed. A terminal is not sent the control characters of foreign data. */
function rawWriter(isTerminal: boolean): (message: TopicMessage) => string | Buffer {
  return ({ record: { value } }) => {
    if (isTerminal) return escapeControls(`${value?.toString('utf8') ?? ''}\n`);
    return value === null ? lineEnd : Buffer.concat([value, lineEnd]);
  };
}

/** Waits while the program at the other end of a pipe is slower. */
export async function writeFound(
  found: readonly ScannedMessage[],
  write: FoundWriter,
  stream: NodeJS.WritableStream,
): Promise<void> {
  const parts: (string | Buffer)[] = [];
  let isText = true;
  for (const each of found) {
    const part = write(each);
    if (part === undefined) continue;
    parts.push(part);
    isText &&= typeof part === 'string';
  }
  if (parts.length === 0) return;
  const all = isText ? parts.join('') : Buffer.concat(parts.map((part) => Buffer.from(part)));
  if (!stream.write(all)) await once(stream, 'drain');
}
