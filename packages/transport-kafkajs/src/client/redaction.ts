/**
 * Keeps secrets out of error messages, causes and events. kafkajs is not known to print credentials, but a broker may
 * send back what it received.
 */
import { inspect } from 'node:util';
import { restoreIpv6Hosts } from './ipv6-hosts.js';

export interface Redaction {
  text(text: string): string;
  /** The error itself if it holds no secret, otherwise one with the same message without it. */
  error(error: Error): Error;
  /** A copy of log fields, with errors as their messages. */
  fields(fields: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

const replacement = '[secret]';
const maxDepth = 5;

export function redactionOf(secrets: readonly (string | undefined)[]): Redaction {
  const knownSecrets = secrets.filter((secret): secret is string => secret !== undefined && secret !== '');

  const text = (given: string): string =>
    knownSecrets.reduce((redacted, secret) => redacted.replaceAll(secret, replacement), restoreIpv6Hosts(given));

  const value = (given: unknown, depth: number): unknown => {
    if (typeof given === 'string') return text(given);
    if (given instanceof Error) return text(given.message);
    if (typeof given !== 'object' || given === null) return given;
    if (depth === maxDepth || Buffer.isBuffer(given)) return replacement;
    if (Array.isArray(given)) return given.map((item) => value(item, depth + 1));
    return Object.fromEntries(Object.entries(given).map(([name, item]) => [name, value(item, depth + 1)]));
  };

  return {
    text,
    error: (error) => {
      const inspected = inspect(error, { depth: Number.POSITIVE_INFINITY });
      return knownSecrets.some((secret) => inspected.includes(secret)) ? new Error(text(error.message)) : error;
    },
    fields: (fields) => value(fields, 0) as Record<string, unknown>,
  };
}
