/**
 * Keeps secrets out of everything that leaves the transport: error messages, causes and events. kafkajs is not known
 * to print credentials, but a broker may answer with what it was sent.
 */
import { inspect } from 'node:util';
import { withBrackets } from './ipv6-hosts.js';

export interface Redaction {
  text(text: string): string;
  /** The error itself when it holds no secret, otherwise one that says the same without it. */
  error(error: Error): Error;
  /** A copy of log fields, with errors as their messages. */
  fields(fields: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

const blank = '[secret]';
const maxDepth = 5;

export function redactionOf(secrets: readonly (string | undefined)[]): Redaction {
  const hidden = secrets.filter((secret): secret is string => secret !== undefined && secret !== '');

  const text = (given: string): string =>
    hidden.reduce((kept, secret) => kept.replaceAll(secret, blank), withBrackets(given));

  const value = (given: unknown, depth: number): unknown => {
    if (typeof given === 'string') return text(given);
    if (given instanceof Error) return text(given.message);
    if (typeof given !== 'object' || given === null) return given;
    if (depth === maxDepth || Buffer.isBuffer(given)) return blank;
    if (Array.isArray(given)) return given.map((item) => value(item, depth + 1));
    return Object.fromEntries(Object.entries(given).map(([name, item]) => [name, value(item, depth + 1)]));
  };

  return {
    text,
    error: (error) => {
      const whole = inspect(error, { depth: Number.POSITIVE_INFINITY });
      return hidden.some((secret) => whole.includes(secret)) ? new Error(text(error.message)) : error;
    },
    fields: (fields) => value(fields, 0) as Record<string, unknown>,
  };
}
