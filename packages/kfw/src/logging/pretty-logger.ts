/** The logger for people. It formats values itself, so that maps, dates and buffers are shown as such. */
import type { Logger } from '@kfw/core';
import { printable } from '../terminal/printable.js';
import { createColors } from './colors.js';
import type { LogDestination } from './log-destinations.js';
import { type LogLevel, logLevels } from './log-line.js';
import { prettyLines } from './pretty-lines.js';

export class PrettyLogger implements Logger {
  readonly #least: number;
  readonly #destination: LogDestination;
  readonly #colored: boolean | undefined;

  constructor(level: LogLevel, destination: LogDestination, colored?: boolean) {
    this.#least = logLevels.indexOf(level);
    this.#destination = destination;
    this.#colored = colored;
  }

  isLevelEnabled(level: LogLevel): boolean {
    return logLevels.indexOf(level) >= this.#least;
  }

  debug(fields: object, message?: string): void {
    this.#log('debug', fields, message);
  }

  info(fields: object, message?: string): void {
    this.#log('info', fields, message);
  }

  warn(fields: object, message?: string): void {
    this.#log('warn', fields, message);
  }

  error(fields: object, message?: string): void {
    this.#log('error', fields, message);
  }

  /** JavaScript apps may log a text alone, as with pino. */
  #log(level: LogLevel, given: object | string, message: string | undefined): void {
    if (!this.isLevelEnabled(level)) return;
    const [fields, sentence] = typeof given === 'string' ? [{}, given] : [given, message];
    const colors = createColors(this.#colored);
    const options = { colors, colored: colors.isColorSupported, columns: process.stdout.columns ?? 120 };
    const lines = prettyLines(level, new Date(), fields, sentence, options);
    this.#destination.write(printable(`${lines.join('\n')}\n`, options));
  }
}
