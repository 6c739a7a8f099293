/**
 * Adapts the app's own logger. Loggers agree on little: pino and Fastify take fields and then the text, winston one
 * object with both, Nest the text and then a context, and has no `info`. The methods of a logger show which kind it
 * is.
 */
import { inspect } from 'node:util';
import { type Logger, toError } from '@kfw/core';
import { isError } from '@kfw/core/internal';
import { kfwError } from '../errors.js';
import { printError } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';
import { frameworkLine } from './log-line.js';
import { plainField } from './plain-value.js';

type Level = 'debug' | 'info' | 'warn' | 'error';
type Method = (...given: never[]) => unknown;
type Methods = Readonly<Record<string, unknown>>;

/** The signatures of methods depend on the kind of logger, which no single type expresses. */
export interface AppLogger {
  readonly warn: Method;
  readonly error: Method;
  /** Nest's loggers have `log` instead. */
  readonly info?: Method;
  readonly log?: Method;
  readonly debug?: Method;
  readonly verbose?: Method | undefined;
}

interface Line {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Whether it is a line of kfw, whose text says everything that its fields hold. */
  readonly isOwn: boolean;
}

type Write = (logger: Methods, level: Level, line: Line) => void;

/** The context, for loggers that have one. */
const context = 'kfw';

/** Throws `KFW_LOGGER_INVALID`. */
export function adoptLogger(given: unknown): Logger {
  const { logger, write } = kindOf(given);
  let hasFailed = false;
  const on =
    (level: Level) =>
    (fields: object | string, message?: string): void => {
      const given = lineOf(fields, message);
      const line = { ...given, text: printable(given.text) };
      try {
        write(logger, level, line);
      } catch (thrown) {
        // A log line must not be lost, and a logger that fails must not stop its caller.
        const reason = hasFailed ? '' : `kfw: the app's logger throws (${toError(thrown).message}); its lines:\n`;
        hasFailed = true;
        printError(`${reason}${level} ${line.text} ${inspect(line.fields, { breakLength: Infinity })}\n`);
      }
    };
  const { isLevelEnabled } = logger;
  return {
    debug: on('debug'),
    info: on('info'),
    warn: on('warn'),
    error: on('error'),
    ...(typeof isLevelEnabled === 'function' && {
      isLevelEnabled: (level: string) => isLevelEnabled.call(logger, level) !== false,
    }),
  };
}

function kindOf(given: unknown): { logger: Methods; write: Write } {
  if ((typeof given !== 'object' && typeof given !== 'function') || given === null) {
    throw kfwError('KFW_LOGGER_INVALID', { given: given === null ? 'null' : typeof given, missing: ['its methods'] });
  }
  const logger = given as Methods;
  const has = (name: string) => typeof logger[name] === 'function';
  if (has('log') && typeof logger.levels === 'object' && 'transports' in logger) return { logger, write: toWinston };
  const isNest = has('log') && !has('info');
  const missing = (isNest ? ['warn', 'error'] : ['debug', 'info', 'warn', 'error']).filter((name) => !has(name));
  if (missing.length > 0) {
    const name: unknown = given.constructor?.name;
    throw kfwError('KFW_LOGGER_INVALID', { given: typeof name === 'string' ? name : 'an object', missing });
  }
  if (isNest) return { logger, write: toNest };
  return { logger, write: has('table') && has('group') ? toConsole : toPino };
}

const toPino: Write = (logger, level, { fields, text }) => call(logger, level, fields, text);

/** Levels are the app's own: syslog's, for one, call it `warning`. */
const toWinston: Write = (logger, level, { fields, text }) => {
  const levels = logger.levels as Readonly<Record<string, unknown>>;
  const name = [level, { warn: 'warning', debug: 'verbose', info: 'notice', error: 'err' }[level]].find(
    (each) => each in levels,
  );
  call(logger, 'log', { ...fields, level: name ?? Object.keys(levels)[0], message: text });
};

/**
 * A stack is a separate argument before the context. A logger with its own context adds that itself: another argument
 * in its place would be logged as a separate line.
 */
const toNest: Write = (logger, level, { fields, text, isOwn }) => {
  const name = level === 'info' ? 'log' : level === 'debug' && typeof logger.debug !== 'function' ? 'verbose' : level;
  if (typeof logger[name] !== 'function') return;
  const { error, ...others } = fields;
  const { stack, summary } = errorOf(error);
  const sentence = isOwn || summary === undefined || text.includes(summary) ? text : `${text}: ${summary}`;
  const shown = isOwn || Object.keys(others).length === 0 ? sentence : `${sentence} ${inspect(others, oneLine)}`;
  const ends = typeof logger.context === 'string' ? [] : [context];
  if (level === 'error' && stack !== undefined) call(logger, name, shown, stack, ...ends);
  else call(logger, name, shown, ...ends);
};

const toConsole: Write = (logger, level, { fields, text, isOwn }) => {
  if (isOwn || Object.keys(fields).length === 0) call(logger, level, text);
  else call(logger, level, text, fields);
};

const oneLine = { breakLength: Number.POSITIVE_INFINITY, compact: true, depth: 6 };

function call(logger: Methods, name: string, ...given: readonly unknown[]): void {
  (logger[name] as (...all: unknown[]) => unknown).call(logger, ...given);
}

/** Stack and summary of an error described by `plainValue`. */
function errorOf(error: unknown): { stack?: string; summary?: string } {
  if (typeof error !== 'object' || error === null) return {};
  const { name, message, stack } = error as Readonly<Record<string, unknown>>;
  return {
    ...(typeof message === 'string' && { summary: `${name}: ${message}` }),
    ...(typeof stack === 'string' && stack !== '' && { stack }),
  };
}

/** Names that loggers write themselves: an app's field of such a name gets a `_` after it, as in kfw's own log. */
const ownNames = new Set(['level', 'time', 'msg', 'message']);

/**
 * JavaScript apps may log a text alone, or an error, as with pino. Values are plain, so that any logger can write them,
 * without secrets and control characters, as in kfw's own log.
 */
function lineOf(given: object | string, message: string | undefined): Line {
  if (typeof given === 'string') return { fields: {}, text: printable(given), isOwn: false };
  const named = isError(given) ? { error: given } : given;
  const fields = Object.fromEntries(
    fieldNames(named).map((name) => [ownNames.has(name) ? `${name}_` : name, printableValue(plainField(named, name))]),
  );
  const { summary = '' } = errorOf(fields.error);
  return { fields, text: message === undefined ? summary : printable(message), isOwn: frameworkLine in given };
}

function printableValue(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(printableValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [printable(name), printableValue(item)]));
}

/** A Proxy may refuse even this. */
function fieldNames(given: object): string[] {
  try {
    return Object.keys(given);
  } catch {
    return [];
  }
}
