/** Reads `--with` of `kfw new`. */
import { suggestName } from '@kfw/core';
import { cliError } from '../errors.js';
import { type OptionalPackage, optionalPackages } from './optional-packages.js';

/** In the order of the table, each once. Throws `KFW_WITH_UNKNOWN`. */
export function parseWith(given: string | undefined): OptionalPackage[] {
  if (given === undefined) return [];
  const names = given.split(',').map((name) => name.trim());
  const known = optionalPackages.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw cliError('KFW_WITH_UNKNOWN', { given: unknown, meant: suggestName(unknown, known), known });
  }
  return optionalPackages.filter(({ name }) => names.includes(name));
}
