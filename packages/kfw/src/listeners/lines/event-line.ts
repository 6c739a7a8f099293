/** The log line of an event, and the parts that the lines of all events share. */
import type { EventName, KfwEvents } from '@kfw/core';
import { type DescribedError, type DescribeOptions, describeError, summaryOf } from '../../logging/describe-error.js';
import { formatDuration, roundedMs } from './format-values.js';

export interface EventLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly sentence: string;
}

export type EventLines = { readonly [Name in EventName]: (event: KfwEvents[Name]) => EventLine };

/** The lines of the events with these names. */
export type LinesOf<Names extends string> = Pick<EventLines, Extract<EventName, Names>>;

export function line(level: EventLine['level'], fields: object, sentence: string): EventLine {
  return { level, fields: { ...fields }, sentence };
}

/** Errors in lines, as the options of the log want them. */
export interface ErrorLines {
  readonly verbose: boolean;
  /** The error as a field, and as the end of a sentence. */
  describe(error: Error): { readonly error: DescribedError; readonly summary: string };
  /** The field for an optional error. */
  errorField(error: Error | undefined): { readonly error?: DescribedError };
  /** A line that ends in the error of its event. */
  failed(level: EventLine['level'], event: { readonly error: Error }, what: string, after?: string): EventLine;
}

export function errorLines(options: DescribeOptions): ErrorLines {
  const describe = (thrown: Error) => {
    const error = describeError(thrown, options);
    return { error, summary: summaryOf(error) };
  };
  return {
    verbose: options.verbose === true,
    describe,
    errorField: (error) => (error === undefined ? {} : { error: describe(error).error }),
    failed(level, event, what, after = '') {
      const { error, summary } = describe(event.error);
      return line(level, { ...event, error }, `${what}${after}: ${summary}`);
    },
  };
}

/** `, retrying in 1.5 s` */
export function retrying(retryInMs: number): string {
  return retryInMs === Number.POSITIVE_INFINITY
    ? ', retrying when it is resumed'
    : `, retrying in ${formatDuration(retryInMs)}`;
}

/** The event with its duration rounded, for its fields. */
export function timed<E extends { readonly durationMs: number }>(event: E): E {
  return { ...event, durationMs: roundedMs(event.durationMs) };
}

/** For repeated failures: true for the first one and each doubling. */
export function isPowerOfTwo(amount: number): boolean {
  return (amount & (amount - 1)) === 0;
}
