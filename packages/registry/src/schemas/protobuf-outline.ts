/**
 * Whether a text looks like Protobuf: its braces are balanced, and it has a definition. Comments and strings are
 * skipped. Each character is read once: clients are not trusted, and the end of an unclosed comment must not be
 * searched for from every possible start.
 */
const opening = 0x7b;
const closing = 0x7d;
const slash = 0x2f;
const star = 0x2a;
const backslash = 0x5c;
const newline = 0x0a;
const quotes = [0x22, 0x27];
const definitions: readonly string[] = ['message', 'enum', 'service'];

export function looksLikeProtobuf(text: string): boolean {
  let depth = 0;
  let defines = false;
  /** The last two words, with only whitespace between and after them. */
  let words: readonly [string, string] = ['', ''];
  for (let at = 0; at < text.length; ) {
    const past = skipped(text, at);
    if (past === undefined) return false;
    if (past > at) {
      at = past;
      continue;
    }
    const word = wordAt(text, at);
    if (word !== '') {
      words = [words[1], word];
      at += word.length;
      continue;
    }
    const char = text.charCodeAt(at);
    if (char === opening) {
      depth++;
      defines ||= definitions.includes(words[0]);
    } else if (char === closing) {
      depth--;
      if (depth < 0) return false;
    }
    words = ['', ''];
    at++;
  }
  return depth === 0 && defines;
}

/**
 * The end of the whitespace, comment or string at this position; the position itself if there is none, `undefined` if
 * it never ends.
 */
function skipped(text: string, from: number): number | undefined {
  const char = text.charCodeAt(from);
  if (char <= 0x20 || char === 0xa0 || char === 0xfeff) return from + 1;
  if (quotes.includes(char)) return pastString(text, from, char);
  if (char !== slash) return from;
  const next = text.charCodeAt(from + 1);
  if (next === slash) return orUndefined(text.indexOf('\n', from)) ?? text.length;
  if (next !== star) return from;
  const end = orUndefined(text.indexOf('*/', from + 2));
  return end === undefined ? undefined : end + 2;
}

/** A string ends within its line. */
function pastString(text: string, from: number, quote: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === quote) return at + 1;
    if (char === newline) return undefined;
    if (char === backslash) at++;
  }
  return undefined;
}

function wordAt(text: string, from: number): string {
  let end = from;
  while (end < text.length && isWord(text.charCodeAt(end))) end++;
  return text.slice(from, end);
}

function isWord(char: number): boolean {
  return (
    (char >= 0x30 && char <= 0x39) || (char >= 0x41 && char <= 0x5a) || (char >= 0x61 && char <= 0x7a) || char === 0x5f
  );
}

function orUndefined(index: number): number | undefined {
  return index === -1 ? undefined : index;
}
