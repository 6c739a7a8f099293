/**
 * Makes text safe to print: everything that kfw prints goes through here. Foreign text (error messages, keys,
 * headers, names of topics) may hold control characters that move the cursor, rename the window or hide lines: C0
 * except tab and line feed, DEL, and C1 are shown as `\u001b`, as JSON writes them. Secrets are replaced.
 */
import { withoutSecrets } from '@kfw/core/internal';

export interface PrintableOptions {
  /** Whether colours (SGR sequences) are kept: those of kfw itself. */
  readonly colored?: boolean | undefined;
}

/** Of Unicode's controls (Cc: C0, DEL and C1) all but tab and line feed, and its own line ends. */
const control = '(?![\\t\\n])[\\p{Cc}\\u2028\\u2029]';
const anyControl = new RegExp(control, 'u');
const allControls = new RegExp(control, 'gu');
const escapeSign = String.fromCharCode(0x1b);
const allButColors = new RegExp(`(${escapeSign}\\[[0-9;]{0,32}m)|${control}`, 'gu');

/** For kfw's own lines and errors. */
export function printable(text: string, options: PrintableOptions = {}): string {
  return escapeControls(withoutSecrets(text), options);
}

/** For values that a person asks for, which are shown unchanged otherwise. */
export function escapeControls(text: string, { colored = false }: PrintableOptions = {}): string {
  if (!anyControl.test(text)) return text;
  if (!colored) return text.replace(allControls, escaped);
  return text.replace(allButColors, (found: string, color: string | undefined) => color ?? escaped(found));
}

/** The same on one line: for a part of a line, such as a key. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\n\t]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
