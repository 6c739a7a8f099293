/**
 * Deletes in two steps: softly, after which a version is hidden but its schema still served by id, since messages may
 * use it; and then permanently. A referenced version is not deleted.
 */
import { RegistryError } from '../registry-error.js';
import type { Version } from '../store/registry-state.js';
import type { Store } from '../store/store.js';
import { requireVersion, requireVersions } from './find-version.js';
import { referrersOf } from './references.js';
import { requireWritable } from './settings.js';

/** Returns the numbers of the deleted versions. @throws RegistryError 40401, 40404, 40405, 42206 */
export function deleteSubject(store: Store, subject: string, permanent: boolean): number[] {
  requireWritable(store, subject);
  const all = requireVersions(store.state, subject, 'all');
  const live = all.filter(({ deleted }) => !deleted);
  if (permanent && live.length > 0) {
    throw new RegistryError(409, 40405, `Subject '${subject}' must be soft deleted first.`);
  }
  if (!permanent && live.length === 0)
    throw new RegistryError(404, 40404, `Subject '${subject}' is soft deleted already.`);
  return remove(store, subject, permanent ? all : live, permanent);
}

/** Returns the number of the deleted version. @throws RegistryError 40401, 40402, 40406, 40407, 42206 */
export function deleteVersion(store: Store, subject: string, given: string, permanent: boolean): number {
  requireWritable(store, subject);
  const which = given === 'latest' || given === '-1' ? 'live' : 'all';
  const found = requireVersion(store.state, subject, given, which);
  if (permanent && !found.deleted) {
    throw new RegistryError(409, 40407, `Version ${found.version} of subject '${subject}' must be soft deleted first.`);
  }
  if (!permanent && found.deleted) {
    throw new RegistryError(409, 40406, `Version ${found.version} of subject '${subject}' is soft deleted already.`);
  }
  remove(store, subject, [found], permanent);
  return found.version;
}

function remove(store: Store, subject: string, versions: readonly Version[], permanent: boolean): number[] {
  const referrers = referrersOf(store.state, versions, permanent ? 'all' : 'live').filter(
    (one) => !versions.includes(one),
  );
  const [first] = referrers;
  if (first !== undefined) {
    const reason = `version ${first.version} of subject '${first.subject}' refers to it`;
    throw new RegistryError(422, 42206, `Subject '${subject}' cannot be deleted: ${reason}.`);
  }
  const numbers = versions.map(({ version }) => version);
  store.change({ change: permanent ? 'delete' : 'soft-delete', subject, versions: numbers });
  return numbers;
}
