/** Checks `--broker` and `--registry`, so that a new app never starts with an address that cannot work. */
import { cliError } from '../errors.js';

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
