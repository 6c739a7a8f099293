/** The options of the connection to a schema registry. */
import type { ConnectionOptions } from 'node:tls';
import { avroError } from '../errors.js';
import type { RegistryRequestResult } from './requests/request-result.js';

export interface RegistryOptions {
  /**
   * Base address, with the path of the API if it has one; several separated by commas, of which the next is used when
   * one does not respond. Credentials in addresses are removed and used: the first ones apply to all.
   */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** A bearer token, instead of username and password. */
  readonly token?: string | undefined;
  /** The timeout of one request, including the whole response. Default 5,000. */
  readonly timeoutMs?: number | undefined;
  /** Certificates and the like, as in `node:tls`. */
  readonly tls?: ConnectionOptions | undefined;
  /** Whether the registry compares schemas by meaning when registering and looking up. Default false. */
  readonly normalize?: boolean | undefined;
  /** Called after each request that was sent, for measurements. It must not throw. Default: nothing. */
  readonly onRequest?: ((result: RegistryRequestResult) => void) | undefined;
}

/** The parsed options. `url` holds no credentials: it is shown to people. */
export interface RegistryAddress {
  readonly url: string;
  /** At least one, each without credentials. A query is kept: it goes with every request, and is never shown. */
  readonly endpoints: readonly URL[];
  readonly authorization: string | undefined;
  /** Secrets that must not be shown if the registry repeats them. */
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  readonly tls: ConnectionOptions | undefined;
  readonly normalize: boolean;
  /** The name of the setting that holds the address, for errors. */
  readonly setting: string;
  readonly onRequest: ((result: RegistryRequestResult) => void) | undefined;
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
    onRequest: options.onRequest,
  };
}

/** Splits addresses at commas: a password may contain a comma as well. */
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

/** The whole query, and each of its values. */
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

/** Longest first, so that none is replaced partially. */
function secretsOf(authorization: string | undefined, others: readonly (string | undefined)[]): string[] {
  const all = [authorization, authorization?.split(' ')[1], ...others];
  const known = all.filter((secret): secret is string => secret !== undefined && secret.length > 2);
  return known.sort((one, other) => other.length - one.length);
}
