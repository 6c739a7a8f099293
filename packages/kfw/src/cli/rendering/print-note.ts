/** A line on standard error of a command without a log: `kfw: …`, or with `--json` `{ event: 'note' }`. */
import { printError } from '../../terminal/print.js';

/** `text` ends with a full stop, or with the message of an error. */
export function printNote(text: string, { json = false }: { readonly json?: boolean | undefined } = {}): void {
  printError(json ? `${JSON.stringify({ event: 'note', message: text })}\n` : `kfw: ${text}\n`);
}
