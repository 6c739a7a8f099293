/**
 * Checks the arguments of `kfw new`: the folder, whose name becomes that of the app's npm package and its Kafka client
 * id, and the addresses, so that a new app never starts with one that cannot work.
 */
import path from 'node:path';
import { cliError } from '../errors.js';

const valid = /^[a-z0-9][a-z0-9._-]{0,213}$/;

/** The app's name. Throws `KFW_APP_NAME_INVALID`. */
export function appNameOf(folder: string): string {
  const name = path.basename(path.resolve(folder));
  if (valid.test(name) && !reserved.includes(name)) return name;
  throw cliError('KFW_APP_NAME_INVALID', { name, suggestion: suggest(name) });
}

/** Names that npm rejects, and packages that the app uses: an app of such a name would import itself. */
const reserved = ['node_modules', 'favicon.ico', 'kfw', 'jest', 'typescript'];

function suggest(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const suggestion = words.replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+|-+$/g, '');
  if (suggestion === '') return 'shop';
  return suggestion === name ? `${suggestion}-app` : suggestion;
}

/** Broker addresses of `HOST:PORT` or a list of them with commas. Throws `KFW_BROKER_INVALID`. */
export function parseBrokers(given: string): string[] {
  const brokers = given.split(',').map((broker) => broker.trim());
  if (brokers.every(isAddress)) return brokers;
  throw cliError('KFW_BROKER_INVALID', { given });
}

function isAddress(broker: string): boolean {
  const port = Number(/^(?:[\w.-]+|\[[\da-fA-F:.]+\]):(\d{1,5})$/.exec(broker)?.[1]);
  return port > 0 && port <= 65_535;
}

/** The registry's URL, as given. Throws `KFW_REGISTRY_INVALID`. */
export function parseRegistry(given: string): string {
  const protocol = URL.canParse(given) ? new URL(given).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return given;
  throw cliError('KFW_REGISTRY_INVALID', { given });
}
