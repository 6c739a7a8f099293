/** The output of kfw on the terminal outside its log. Nothing else of kfw writes there. */
import { printable } from './printable.js';

/** Writes on standard output: results. */
export function print(text: string): void {
  process.stdout.write(printable(text, { colored: isColored(process.stdout) }));
}

/** Writes on standard error: progress, warnings and errors. */
export function printError(text: string): void {
  process.stderr.write(printable(text, { colored: isColored(process.stderr) }));
}

function isColored(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true || Boolean(process.env.FORCE_COLOR);
}
