/** How the schema registry is reached. */
import type { ConnectionOptions } from 'node:tls';
import { avroError } from '../errors.js';

export interface RegistryOptions {
  /** Base address, with a path if the API is below one. Credentials in it are taken out and used. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** A bearer token, instead of username and password. */
  readonly token?: string | undefined;
  /** How long one request may take. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Certificates and the like, as in `node:tls`. */
  readonly tls?: ConnectionOptions | undefined;
}

/** The same, taken apart. `url` holds no credentials: it is what people see. */
export interface RegistryAddress {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly timeoutMs: number;
  readonly tls: ConnectionOptions | undefined;
  /** Names the setting that the address comes from, in errors. */
  readonly setting: string;
}

/** @throws KFW_REGISTRY_URL_INVALID */
export function registryAddress(options: RegistryOptions, setting: string): RegistryAddress {
  const url = URL.parse(options.url);
  if (url === null || !/^https?:$/.test(url.protocol)) throw avroError('KFW_REGISTRY_URL_INVALID', { setting });
  const username = options.username ?? decodeURIComponent(url.username);
  const password = options.password ?? decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  return {
    url: url.href.replace(/\/+$/, ''),
    authorization: authorization(options.token, username, password),
    timeoutMs: options.timeoutMs ?? 10_000,
    tls: options.tls,
    setting,
  };
}

function authorization(token: string | undefined, username: string, password: string): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  return username === '' ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
