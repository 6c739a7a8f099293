/** The keys that a terminal in raw mode sends: a character, or the name of a key. */

export type Key = string;

const sequences: Readonly<Record<string, Key>> = {
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u001b[C': 'right',
  '\u001b[D': 'left',
  '\u001bOA': 'up',
  '\u001bOB': 'down',
  '\u001bOC': 'right',
  '\u001bOD': 'left',
  '\u001b[5~': 'pageUp',
  '\u001b[6~': 'pageDown',
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'interrupt',
  '\u001b': 'escape',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal sends.
const part = /\u001b\[[0-9;]*[A-Za-z~]|\u001bO[A-Z]|[\s\S]/gu;

/** Several keys may come at once. Sequences of other keys, and other control characters, are left out. */
export function parseKeys(text: string): Key[] {
  return (text.match(part) ?? []).flatMap((found) => sequences[found] ?? (/^\P{Cc}$/u.test(found) ? [found] : []));
}
