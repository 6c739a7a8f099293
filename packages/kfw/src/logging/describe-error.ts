/**
 * An error as plain data for a log: name, code, message, causes, and a stack without the frames of Node, of kfw and
 * of the Kafka client, because a reader can fix only their own files.
 */
import { fileURLToPath } from 'node:url';
import { toError } from '@kfw/core';
import { errorName, withoutSecrets } from '@kfw/core/internal';

export interface DescribedError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  /** Frames only, one per line, as Node writes them. Left out if none is the user's. */
  readonly stack?: string;
  readonly cause?: DescribedError;
}

export interface DescribeOptions {
  /** Keeps the frames of Node and kfw. */
  readonly verbose?: boolean | undefined;
}

/** The folder of kfw's packages in a checkout. In an app's node_modules the names of the packages are enough. */
const around = fileURLToPath(new URL('../../..', import.meta.url));
const checkout = around.includes('node_modules') ? undefined : around;
const ownCode = /^[^/\\]+[/\\](?:dist|src)[/\\]/;
const hidden = /node:|[/\\]node_modules[/\\](?:kfw|@kfw|kafkajs|@kafkajs|avsc|tsx)[/\\]/;
const deepest = 5;
/** A log line must not hold megabytes. */
const longestMessage = 10_000;
const longestStack = 20_000;

export function describeError(thrown: unknown, options: DescribeOptions = {}, depth = 0): DescribedError {
  const error = toError(thrown);
  const code = (error as { code?: unknown }).code;
  const frames = framesOf(error).filter((frame) => options.verbose || isUsers(frame));
  const { cause } = error;
  return {
    name: errorName(error),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    message: shortened(withoutSecrets(error.message)),
    ...(frames.length > 0 ? { stack: frames.join('\n') } : {}),
    ...(cause === undefined || depth >= deepest ? {} : { cause: describeError(cause, options, depth + 1) }),
  };
}

/** `TypeError: boom`; a KfwError by its code: `KFW_DECODE_FAILED: …`. */
export function summaryOf({ name, code, message }: DescribedError): string {
  const kind = code === undefined ? name : code.startsWith('KFW_') ? code : `${name} (${code})`;
  return message === '' ? kind : `${kind}: ${message}`;
}

/** The stack of an error and its causes as lines for people, without the first summary. */
export function stackLines({ stack, cause }: DescribedError): string[] {
  const own = stack === undefined ? [] : stack.split('\n');
  return cause === undefined ? own : [...own, `caused by ${summaryOf(cause)}`, ...stackLines(cause)];
}

function shortened(message: string): string {
  const { length } = message;
  return length > longestMessage ? `${message.slice(0, longestMessage)}… (${length} characters)` : message;
}

function framesOf(error: Error): string[] {
  // The frames are at its end, after a message of any length.
  return (error.stack ?? '')
    .slice(-longestStack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
}

function isUsers(frame: string): boolean {
  if (hidden.test(frame) || !/:\d+:\d+\)?$/.test(frame)) return false;
  const start = checkout === undefined ? -1 : frame.indexOf(checkout);
  return start < 0 || !ownCode.test(frame.slice(start + around.length));
}
