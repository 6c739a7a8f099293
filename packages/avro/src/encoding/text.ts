/**
 * Strings on the wire: a length and UTF-8. Half of a surrogate pair, as a string has it that was cut within an emoji,
 * has no bytes in UTF-8; what is written in its place is read as another character, so it is refused. That is seen here,
 * where it costs nothing: text of as many bytes as characters is ASCII.
 */
import type { Bytes } from './avsc-internals.js';
import { writeLong } from './long.js';

/** The text that is being written has half of a surrogate pair. Its message never holds content. */
export class IllFormedText extends Error {
  override readonly name = 'IllFormedText';
}

/** Up to here a loop is faster than a call. */
const shortBytes = 64;

/** @throws IllFormedText */
export function writeText(tap: Bytes, text: string): void {
  const size = Buffer.byteLength(text);
  const isAscii = size === text.length;
  if (!isAscii && !text.isWellFormed()) throw new IllFormedText('text with half of a surrogate pair');
  writeLong(tap, size);
  const { buf, pos } = tap;
  tap.pos = pos + size;
  if (tap.pos > buf.length) return;
  if (!isAscii || size > shortBytes) buf.write(text, pos, size, 'utf8');
  else for (let at = 0; at < size; at++) buf[pos + at] = text.charCodeAt(at);
}
