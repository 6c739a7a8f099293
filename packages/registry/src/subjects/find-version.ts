/** Finds subjects and versions, and reports which of the two does not exist. */
import { subjectNotFound, versionNotFound } from '../registry-error.js';
import type { RegistryState, Version } from '../store/registry-state.js';

/** Which versions are included: those that are not deleted, all, or only the deleted ones. */
export type Which = 'live' | 'all' | 'deleted';

const counts: Readonly<Record<Which, (version: Version) => boolean>> = {
  live: (version) => !version.deleted,
  all: () => true,
  deleted: (version) => version.deleted,
};

export function versionsOf(state: RegistryState, subject: string, which: Which): Version[] {
  return state.versionsOf(subject).filter(counts[which]);
}

/** @throws RegistryError 40401 */
export function requireVersions(state: RegistryState, subject: string, which: Which): Version[] {
  const versions = versionsOf(state, subject, which);
  if (versions.length === 0) throw subjectNotFound(subject);
  return versions;
}

/** `given` is a number, or `latest` or `-1` for the last one. @throws RegistryError 40401 or 40402 */
export function requireVersion(state: RegistryState, subject: string, given: string, which: Which): Version {
  const versions = requireVersions(state, subject, which);
  const isLatest = given === 'latest' || given === '-1';
  const found = isLatest ? versions.at(-1) : versions.find(({ version }) => String(version) === given);
  if (found === undefined) throw versionNotFound(subject, given);
  return found;
}
