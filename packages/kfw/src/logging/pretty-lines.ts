/**
 * One log line for people: time, level and sentence in columns; below it, under the sentence, an app's own fields as
 * an aligned block, or the stack of an error. kfw's own lines need no block, and its first one is the boot banner.
 */
import { inspect } from 'node:util';
import { type AppDescription, isError } from '@kfw/core/internal';
import { printable, printableLine } from '../terminal/printable.js';
import { banner } from './banner.js';
import type { Colors } from './colors.js';
import { type DescribedError, describeError, stackLines, summaryOf } from './describe-error.js';
import { frameworkLine, type LogLevel } from './log-line.js';

export interface PrettyOptions {
  readonly colors: Colors;
  readonly colored: boolean;
  /** The width of the terminal in columns. */
  readonly columns: number;
}

/** The column where sentences begin: after `12:03:04.567 info  `. */
const indent = ' '.repeat(19);
const widestName = 24;

export function prettyLines(
  level: LogLevel,
  time: Date,
  fields: object,
  sentence: string | undefined,
  options: PrettyOptions,
): string[] {
  const { colors } = options;
  const ours = frameworkLine in fields;
  if (ours && 'event' in fields && fields.event === 'app.initialized') {
    return banner(fields as unknown as AppDescription, colors);
  }
  // Foreign text may hold line ends; indented, none of its lines looks like a line of the log.
  const [first = '', ...rest] = printable(sentence ?? '').split('\n');
  const shown = ours ? first : colors.bold(first);
  const head = `${colors.dim(timeOf(time))} ${levelOf(level, colors)} ${shown}`.trimEnd();
  const more = rest.map((line) => `${indent}${line}`);
  return [head, ...more, ...(ours ? ownBlock(fields, colors) : fieldBlock(fields, options))];
}

/** kfw's sentences end in the error's summary: only its stack and causes are left to show. */
function ownBlock(fields: object, colors: Colors): string[] {
  if (!('error' in fields)) return [];
  return printedLines(stackLines(fields.error as DescribedError)).map((line) => colors.dim(`${indent}${line}`));
}

function fieldBlock(fields: object, options: PrettyOptions): string[] {
  const entries = entriesOf(isError(fields) ? { error: fields } : fields);
  const width = Math.min(widestName, Math.max(0, ...entries.map(([name]) => name.length)));
  const start = indent.length + width + 2;
  return entries.flatMap(([name, value]) => {
    const [first = '', ...rest] = valueLines(value, Math.max(40, options.columns - start), options);
    return [
      `${indent}${options.colors.dim(printableLine(name).padEnd(width))}  ${first}`,
      ...rest.map((line) => `${' '.repeat(start)}${line}`),
    ];
  });
}

/** One element per line, also for line ends within a message. */
function printedLines(lines: readonly string[]): string[] {
  return lines.flatMap((line) => printable(line).split('\n'));
}

/** For a field whose getter throws, a note. */
function entriesOf(fields: object): (readonly [name: string, value: unknown])[] {
  return Object.keys(fields).map((name) => {
    try {
      return [name, (fields as Record<string, unknown>)[name]] as const;
    } catch (error) {
      return [name, `[unreadable: ${describeError(error).message}]`] as const;
    }
  });
}

function valueLines(value: unknown, width: number, { colored }: PrettyOptions): string[] {
  if (isError(value)) {
    const error = describeError(value);
    return printedLines([summaryOf(error), ...stackLines(error)]);
  }
  // A plain word needs no quotes; anything that could move the cursor is escaped by inspect.
  if (typeof value === 'string' && /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u.test(value)) return [value];
  try {
    return inspect(value, { colors: colored, depth: 6, breakLength: width, maxStringLength: 2_000 }).split('\n');
  } catch (error) {
    return [`[unreadable: ${describeError(error).message}]`];
  }
}

function timeOf(time: Date): string {
  const two = (amount: number) => String(amount).padStart(2, '0');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${clock}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

function levelOf(level: LogLevel, colors: Colors): string {
  const word = level.padEnd(5);
  if (level === 'error') return colors.red(word);
  if (level === 'warn') return colors.yellow(word);
  return level === 'info' ? colors.green(word) : colors.dim(word);
}
