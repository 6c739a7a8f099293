/**
 * The kinds of fields in the configuration. Each has its messages for a wrong value and for a missing one. Numbers
 * and switches may be text, because a variable holds nothing else.
 */
import { z } from 'zod';
import { healthAddressForm, parseHealthAddress } from '../../health/health-address.js';
import { Secret } from '../secrets/secret.js';
import { withoutCredentials } from '../secrets/without-credentials.js';

/** Half the maximum of a Node timer, because some settings are added up. */
const longestMs = 2 ** 30 - 1;
/** The maximum of sizes and numbers: 32 bits, as on the wire. */
const maxInt32 = 2 ** 31 - 1;

export function text(what: string) {
  return z.string({ error: ({ input }) => (input === undefined ? 'is missing' : `must be ${what}${inQuotes(input)}`) });
}

/** Text for a protocol that ends it at a zero byte. */
export function credential() {
  return text('text').refine((given) => !given.includes('\0'), 'must not hold a zero byte');
}

/** The name of a host, for TLS. */
export function hostName() {
  return text('a host name').regex(/^[\w.:-]{1,253}$/, 'must be a host name, such as kafka.example.com');
}

/** Text that was sealed when it was read. */
export function secretText(what: string) {
  return z
    .custom<Secret>((given) => given instanceof Secret, {
      error: ({ input }) => (input === undefined ? 'is missing' : `must be ${what}${inQuotes(input)}`),
    })
    .refine((given) => !given.reveal().includes('\0'), 'must not hold a zero byte');
}

export function toggle() {
  return z.preprocess(
    (given) => (given === 'true' ? true : given === 'false' ? false : given),
    z.boolean({ error: 'must be true or false' }),
  );
}

export function choice<const Value extends string | number>(values: readonly Value[]) {
  const listed = values.map(String);
  const byName = new Map<string, Value>(values.map((value) => [String(value).toLowerCase(), value]));
  return z.preprocess(
    (given) => byName.get(String(given).toLowerCase()) ?? given,
    z.literal(values, { error: `must be ${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}` }),
  );
}

export function durationMs(least: number) {
  const message = `must be a whole number of milliseconds, ${least === 0 ? 'at least 0' : 'more than 0'}, such as 30000`;
  return z.preprocess(
    numberFromText,
    z.int({ error: message }).min(least, message).max(longestMs, `${message}, and at most ${longestMs} (12 days)`),
  );
}

export function sizeBytes() {
  const message = 'must be a whole number of bytes, more than 0, such as 1048576';
  return z.preprocess(numberFromText, z.int({ error: message }).min(1, message).max(maxInt32, message));
}

/** A number of things, at least 1. */
export function amount(what: string, example: number) {
  const message = `must be a whole number of ${what}, more than 0, such as ${example}`;
  return z.preprocess(numberFromText, z.int({ error: message }).min(1, message).max(maxInt32, message));
}

/** `host:port`, without credentials: those belong to `sasl`. */
export function address() {
  const message = 'must be host:port, such as localhost:9092';
  return z.string({ error: message }).superRefine((given, { addIssue }) => {
    const [, port] = /^(?:\[[0-9a-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(given) ?? [];
    if (given.includes('@')) {
      addIssue('must be host:port alone. Put the user and password into sasl');
    } else if (port === undefined || Number(port) < 1 || Number(port) > 65_535) {
      addIssue(message);
    }
  });
}

/** Where health is served: `host:port`, or a port alone, which YAML reads as a number. */
export function healthAddress() {
  const message = `must be ${healthAddressForm}`;
  return z.preprocess(
    (given) => (typeof given === 'number' ? String(given) : given),
    z.string({ error: message }).transform((given, { addIssue }) => {
      const address = parseHealthAddress(given);
      if (address !== undefined) return address;
      addIssue(message);
      return z.NEVER;
    }),
  );
}

/** One URL with `http://` or `https://`, or several with commas; credentials are taken out when they are compiled. */
export function webAddresses() {
  const message = 'must be a URL with http:// or https://, such as http://localhost:8081';
  return z
    .string({ error: ({ input }) => (input === undefined ? 'is missing. Give the URL of the registry' : message) })
    .superRefine((given, { addIssue }) => {
      const urls = splitWebAddresses(given).map((one) => (/^https?:\/\//i.test(one) ? URL.parse(one) : null));
      for (const url of urls) {
        if (url === null || url.hostname.includes(',')) return addIssue(message);
        const mistake = mistakeInUrl(url);
        if (mistake !== undefined) return addIssue(mistake);
      }
    });
}

function mistakeInUrl({ username, password, pathname, search, hash }: URL): string | undefined {
  if (!isDecodable(username + password)) return 'must hold user and password percent-encoded: % is %25';
  if (pathname.includes('@')) return 'must hold user and password percent-encoded: / is %2F';
  if (search !== '' || hash !== '') return 'must end with its path. Put a token into registry.token';
  return undefined;
}

/** A comma separates two of them only where the next begins: a password may also hold one. */
export function splitWebAddresses(given: string): string[] {
  return given.trim().split(/\s*,\s*(?=https?:\/\/)/i);
}

export function isHttps(address: string): boolean {
  return /^https:/i.test(address);
}

/** A value for an HTTP header: one with a line break would be rejected when it is sent. */
export function secretHeader() {
  const message = 'must be letters, digits and signs of ASCII, without spaces and line breaks';
  return secretText('text').refine(
    (given) => !(given instanceof Secret) || /^[\x21-\x7e]+$/.test(given.reveal()),
    message,
  );
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** A wrong value as shown after its mistake: short, and without credentials. */
export function shownValue(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : 'a list';
  if (typeof value === 'object') return value === null ? 'empty' : 'a mapping';
  if (typeof value !== 'string') return String(value);
  const shown = withoutCredentials(value);
  return `'${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}'`;
}

function numberFromText(given: unknown): unknown {
  return typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
}

/** YAML reads `password: 0123` as a number, but text was meant. */
function inQuotes(input: unknown): string {
  return typeof input === 'number' || typeof input === 'boolean' ? ': put it in quotes' : '';
}
