/**
 * Strings on the wire: a length and UTF-8. Half of a surrogate pair, as in a string that was cut within an emoji, has
 * no UTF-8 encoding; its replacement would be read as another character, so it is rejected. The check is here, where it
 * costs nothing: text with as many bytes as characters is ASCII.
 */
import type { Bytes } from './avsc-internals.js';
import { writeLong } from './long.js';

/** The text has half of a surrogate pair. Its message never holds content. */
export class IllFormedText extends Error {
  override readonly name = 'IllFormedText';
}

/** Up to this size a loop is faster than a call. */
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
