/** The servers that `kfw top` reads: those that it is given, or the one of the app in this folder. */
import { readPackageName } from '../../boot/package-manifest.js';
import { loadConfig } from '../../config/load-config.js';
import { type HealthAddress, parseHealthAddress, shownAddress } from '../../health/health-address.js';
import { findAppRoot } from '../app-root.js';
import { cliError } from '../errors.js';

const expected = 'the address of a server, such as http://localhost:8080';
/** Hosts that listen everywhere, and where this machine reaches them. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The addresses of `/status`. Throws `KFW_OPTION_INVALID`, `KFW_SERVER_NOT_NAMED`, and the mistakes of the configuration. */
export function serverUrls(given: readonly string[] = []): string[] {
  const urls = given.length > 0 ? given.map(parseUrl) : [urlOf(addressOfApp())];
  return [...new Set(urls)];
}

function parseUrl(given: string): string {
  const address = parseHealthAddress(given);
  if (address !== undefined && address.port > 0) return urlOf(address);
  const url = URL.parse(given);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === null || !isWeb || url.username !== '' || url.password !== '') {
    throw cliError('KFW_OPTION_INVALID', {
      option: '--url',
      expected,
      given: url?.password ? 'one with a password' : given,
    });
  }
  url.search = '';
  url.hash = '';
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith('/status') ? path : `${path}/status`;
  return url.href;
}

/** A variable first, as for the server: it needs no configuration that could be read. */
function addressOfApp(): HealthAddress {
  const variable = process.env.KFW_HEALTH;
  const address = variable ? parseHealthAddress(variable) : configuredAddress();
  if (address === undefined) {
    throw cliError('KFW_SERVER_NOT_NAMED', { reason: 'The configuration of this app has no `health`.' });
  }
  if (address.port === 0) {
    throw cliError('KFW_SERVER_NOT_NAMED', {
      reason: 'The `health` of this app takes a free port, which its log names.',
    });
  }
  return address;
}

function configuredAddress(): HealthAddress | undefined {
  let root: string;
  try {
    root = findAppRoot();
  } catch {
    throw cliError('KFW_SERVER_NOT_NAMED', { reason: 'There is no app here.' });
  }
  return loadConfig({ root, env: process.env, defaultClientId: readPackageName(root) }).health;
}

function urlOf({ host, port }: HealthAddress): string {
  return `http://${shownAddress({ host: everywhere[host] ?? host, port })}/status`;
}
