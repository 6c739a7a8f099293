/**
 * Rejects requests that a web page can send here without its user's consent. A body must have a JSON content type,
 * which a browser sends to another origin only if that allows it, and this one allows none. And the host of a request
 * must be this one, not a name that a page has pointed here (DNS rebinding).
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { RegistryError } from '../registry-error.js';

const mediaTypes = [
  'application/json',
  'application/vnd.schemaregistry.v1+json',
  'application/vnd.schemaregistry+json',
];
const wildcards = ['0.0.0.0', '::'];

/** `names` are the names and addresses of this server, in lower case and without ports. @throws RegistryError 415, 421 */
export function refuseForeign(request: IncomingMessage, names: readonly string[]): void {
  const host = hostOf(request.headers.host);
  if (!isOwn(host, names)) {
    throw new RegistryError(
      421,
      421,
      'This registry does not have the requested host name. Use its address, or start it with that name in `hosts`.',
    );
  }
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (hasBody(request) ? !mediaTypes.includes(type ?? '') : type !== undefined && isFormOfBrowsers(type)) {
    throw new RegistryError(415, 415, `The content type of a body is ${mediaTypes.slice(0, 2).join(' or ')}.`);
  }
}

/** Without the port, and an IPv6 address without brackets; empty when there is none. */
function hostOf(header: string | undefined): string {
  const [, ipv6, name = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(header ?? '') ?? [];
  return (ipv6 ?? name).toLowerCase().replace(/\.$/, '');
}

function isOwn(host: string, names: readonly string[]): boolean {
  if (host === 'localhost' || names.includes(host)) return true;
  if (isIP(host) === 0) return false;
  // An address cannot be pointed elsewhere; only names can.
  return isLoopback(host) || names.some((name) => wildcards.includes(name));
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The content types that a browser sends to any origin. */
function isFormOfBrowsers(type: string): boolean {
  return type === 'text/plain' || type === 'multipart/form-data' || type === 'application/x-www-form-urlencoded';
}
