/**
 * Renders the error of a command. An error with a code of kfw's is shown as its message; any other as its name, its
 * message and the user's own stack frames. `--verbose` shows everything, `--json` makes it one JSON line.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { isKfwError, toError } from '@kfw/core';
import { errorName, isError } from '@kfw/core/internal';
import { printable } from '../../terminal/printable.js';
import { findCheckout } from '../installation.js';
import { shownFile, userFrames } from './user-frames.js';

export interface RenderOptions {
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  /** Frames inside it are shown relative to it. Default: the current folder. */
  readonly folder?: string | undefined;
}

/** The text for standard error, with its line end. */
export function renderError(given: unknown, options: RenderOptions = {}): string {
  return printable(rendered(given, options));
}

function rendered(given: unknown, options: RenderOptions): string {
  const thrown = isError(given) ? toError(given) : given;
  if (options.json) return `${JSON.stringify({ event: 'error', ...errorFields(thrown, options) })}\n`;
  if (options.verbose) return `kfw: ${inspected(thrown)}\n`;
  const hint =
    isUnexpected(thrown) && describe(thrown, options).frames.length === 0 ? ['    (--verbose shows where)'] : [];
  return `${[`kfw: ${userError(thrown, options)}`, ...hint].join('\n')}\n`;
}

/** The message, and below it the user's own frames. */
export function userError(thrown: unknown, options: RenderOptions = {}): string {
  const { message, frames } = describe(thrown, options);
  return [message, ...frames].join('\n');
}

function errorFields(thrown: unknown, options: RenderOptions): Record<string, unknown> {
  const { message, frames } = describe(thrown, options);
  const code = codeOf(thrown);
  if (options.verbose) return { code, message, stack: inspected(thrown) };
  return { code, message, ...(frames.length > 0 && { stack: frames.map((frame) => frame.trim()).join('\n') }) };
}

function codeOf(thrown: unknown): string {
  if (!isError(thrown)) return 'Error';
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}

function describe(thrown: unknown, options: RenderOptions): { message: string; frames: string[] } {
  if (!isError(thrown)) return { message: `thrown: ${inspected(thrown)}`, frames: [] };
  if (isKfwError(thrown, 'KFW_UNCAUGHT'))
    return { message: thrown.message, frames: allFramesOf(thrown.cause, options) };
  if (isCoded(thrown)) {
    const { message, cause } = thrown;
    return { message, frames: isError(cause) && !isCoded(cause) ? framesOf(cause, options) : [] };
  }
  const mistake = syntaxMistake(thrown, options);
  if (mistake !== undefined) return { message: mistake, frames: [] };
  return { message: `${errorName(thrown)}: ${thrown.message}`, frames: framesOf(thrown, options) };
}

/**
 * For code that does not parse: the place, the line and a caret under the mistake, which Node puts before the
 * message in the stack (or, for code with a top-level await, into the message).
 */
function syntaxMistake(error: Error, { folder = process.cwd() }: RenderOptions = {}): string | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const [before = ''] = (error.stack ?? '').split(`${error.name}: `);
  if (before.trim() !== '') {
    const place = before.trimEnd().replace(/^(?:file:\/\/)?(\/.+)(?=:\d+\n)/, (_all, file) => shownFile(file, folder));
    return `${place}\n${error.name}: ${error.message}`;
  }
  return /^\s*\^+$/m.test(error.message) ? `${error.name}:${error.message.trimEnd()}` : undefined;
}

function framesOf(error: Error, { folder }: RenderOptions): string[] {
  return userFrames(error, { folder: folder ?? process.cwd(), hidden: kfwFolders() });
}

/** The user's frames, or all if there are none: one of them shows where the error comes from. */
function allFramesOf(thrown: unknown, options: RenderOptions): string[] {
  const error = toError(thrown);
  const own = framesOf(error, options);
  return own.length > 0 ? own : (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
}

/** As Node shows it; also works for a value that cannot be inspected. */
function inspected(thrown: unknown): string {
  try {
    return inspect(thrown);
  } catch {
    const error = toError(thrown);
    return error.stack ?? error.message;
  }
}

function isUnexpected(thrown: unknown): boolean {
  return isError(thrown) && !isCoded(thrown) && syntaxMistake(thrown) === undefined;
}

/** An expected error: a `KfwError`, or one of the broker or the registry, which have classes of their own. */
function isCoded(thrown: Error): boolean {
  return isKfwError(thrown) || codeOf(thrown).startsWith('KFW_');
}

/** The folders of kfw's own code: its package, and in a checkout the other packages. */
function kfwFolders(): string[] {
  const own = path.resolve(fileURLToPath(new URL('../../..', import.meta.url)));
  const checkout = findCheckout();
  return checkout === undefined ? [own] : [own, path.join(checkout, 'packages')];
}
