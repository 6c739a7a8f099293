/** Creates the app's logger: pretty for people, JSON for machines. */
import type { Logger } from '@kfw/core';
import { jsonLogger } from './json-logger.js';
import { type LogDestination, standardOutputDestination } from './log-destinations.js';
import type { LogLevel } from './log-line.js';
import { PrettyLogger } from './pretty-logger.js';

export type LogFormat = 'pretty' | 'json';

export interface LoggerOptions {
  readonly format: LogFormat;
  readonly level: LogLevel;
  /** Default: standard output, written synchronously. */
  readonly destination?: LogDestination | undefined;
  /** Colours in the pretty format. Default: by the terminal and `NO_COLOR`. */
  readonly colors?: boolean | undefined;
}

export function createLogger({ format, level, destination, colors }: LoggerOptions): Logger {
  const target = destination ?? standardOutputDestination();
  return format === 'json' ? jsonLogger(level, target) : new PrettyLogger(level, target, colors);
}

/** Pretty on a terminal, unless JSON is requested. */
export function defaultLogFormat({
  json = false,
  terminal = process.stdout.isTTY === true,
}: {
  json?: boolean | undefined;
  terminal?: boolean;
} = {}): LogFormat {
  return terminal && !json ? 'pretty' : 'json';
}
