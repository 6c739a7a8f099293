/** How the schema registry is reached. */
import type { ConnectionOptions } from 'node:tls';
import { avroError } from '../errors.js';

export interface RegistryOptions {
  /**
   * Base address, with a path if the API is below one; several with commas, of which the next is asked when one does not
   * answer. Credentials in them are taken out and used: the first that are given count for all.
   */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** A bearer token, instead of username and password. */
  readonly token?: string | undefined;
  /** How long one request may take, with its whole answer. Default 5,000. */
  readonly timeoutMs?: number | undefined;
  /** Certificates and the like, as in `node:tls`. */
  readonly tls?: ConnectionOptions | undefined;
  /** Whether the registry compares schemas by their meaning when one is registered or looked up. Default false. */
  readonly normalize?: boolean | undefined;
}

/** The same, taken apart. `url` holds no credentials: it is what people see. */
export interface RegistryAddress {
  readonly url: string;
  /** At least one, each without credentials. A query stays: it goes with every request, and is never shown. */
  readonly endpoints: readonly URL[];
  readonly authorization: string | undefined;
  /** What must not be shown, should the registry repeat it. */
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  readonly tls: ConnectionOptions | undefined;
  readonly normalize: boolean;
  /** Names the setting that the address comes from, in errors. */
  readonly setting: string;
}

const defaultTimeoutMs = 5_000;

/** @throws KFW_REGISTRY_URL_INVALID */
export function registryAddress(options: RegistryOptions, setting: string): RegistryAddress {
  const endpoints = splitUrls(options.url).map((text) => parseUrl(text, setting));
  const own = endpoints.find(({ username, password }) => username !== '' || password !== '');
  const username = options.username ?? decoded(own?.username, setting);
  const password = options.password ?? decoded(own?.password, setting);
  for (const endpoint of endpoints) {
    endpoint.username = '';
    endpoint.password = '';
    endpoint.hash = '';
  }
  const authorization = authorizationOf(options.token, username, password);
  return {
    url: endpoints.map(shownUrl).join(', '),
    endpoints,
    authorization,
    secrets: secretsOf(authorization, [options.token, password, ...endpoints.flatMap(inQuery)]),
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    tls: options.tls,
    normalize: options.normalize ?? false,
    setting,
  };
}

/** Where one address ends and the next begins: a password may hold a comma, too. */
function splitUrls(url: string): string[] {
  return url.trim().split(/\s*,\s*(?=https?:\/\/)/i);
}

function parseUrl(text: string, setting: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname.includes(',')) {
    throw avroError('KFW_REGISTRY_URL_INVALID', { setting });
  }
  return url;
}

function decoded(part: string | undefined, setting: string): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    // The cause would show the credentials.
    throw avroError('KFW_REGISTRY_URL_INVALID', { setting });
  }
}

/** As a whole, and each value of it. */
function inQuery({ search, searchParams }: URL): string[] {
  return [search.slice(1), ...searchParams.values()];
}

function shownUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

function authorizationOf(token: string | undefined, username: string, password: string): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  return username === '' && password === ''
    ? undefined
    : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The longest first, so that none is left in half. */
function secretsOf(authorization: string | undefined, others: readonly (string | undefined)[]): string[] {
  const all = [authorization, authorization?.split(' ')[1], ...others];
  const known = all.filter((secret): secret is string => secret !== undefined && secret.length > 2);
  return known.sort((one, other) => other.length - one.length);
}
