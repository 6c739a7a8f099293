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

/** Writes a line on the terminal of standard error over the last one that this wrote; an empty text removes it. */
export function redrawError(text: string): void {
  process.stderr.write(`\r\u001b[K${printable(text)}`);
}

/** Moves to the top left of the terminal of standard output, and removes everything from there on. */
export function clearScreen(): void {
  process.stdout.write('\u001b[H\u001b[J');
}

const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const leave = '\u001b[?7h\u001b[?25h\u001b[?1049l';

/** Shows another screen on the terminal of standard output, without a cursor and without wrapped lines. */
export function enterScreen(): void {
  process.stdout.write(enter);
}

/** Shows the screen that was there before, with its cursor. */
export function leaveScreen(): void {
  process.stdout.write(leave);
}

/** Draws lines from the top of the screen over those of before. */
export function drawScreen(lines: readonly string[]): void {
  const colored = isColored(process.stdout);
  const shown = lines.map((line) => `${printable(line, { colored })}\u001b[K`);
  process.stdout.write(`\u001b[H${shown.join('\r\n')}\u001b[J`);
}

/** A terminal that is not dumb, or `FORCE_COLOR`, unless there is `NO_COLOR`. The log of a pipeline is not a terminal. */
export function isColored(stream: NodeJS.WriteStream): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  return !NO_COLOR && (Boolean(FORCE_COLOR) || (stream.isTTY === true && TERM !== 'dumb'));
}
