/** Registers a schema as the next version of a subject, and looks up existing ones. */
import { RegistryError, schemaNotFound } from '../registry-error.js';
import { asInvalid, checkText } from '../schemas/check-text.js';
import { looseIdentity, strictIdentity } from '../schemas/identity.js';
import type { Schema } from '../schemas/schema.js';
import type { Version } from '../store/registry-state.js';
import type { Store } from '../store/store.js';
import { incompatibilities } from './compatibility.js';
import { requireVersions, versionsOf, type Which } from './find-version.js';
import { referredTexts } from './references.js';
import { modeOf, requireWritable } from './settings.js';

export interface Registration {
  readonly subject: string;
  readonly schema: Schema;
  readonly normalize: boolean;
  /** Both are accepted in mode `IMPORT` only. */
  readonly id?: number | undefined;
  readonly version?: number | undefined;
}

/** Returns the id. @throws RegistryError 409 with every rule and path, 42201, 42205 */
export function register(store: Store, registration: Registration): number {
  const { subject, schema, normalize } = registration;
  const { state } = store;
  requireWritable(store, subject);
  checkText(schema, referredTexts(state, schema.references, store.limits));
  if (modeOf(store, subject) === 'IMPORT') return importVersion(store, registration);
  const live = versionsOf(state, subject, 'live');
  const known = find(live, schema, normalize);
  if (known !== undefined) return known.stored.id;
  refuseIncompatible(store, subject, schema, live);
  const id = state.schemaOf(strictIdentity(schema))?.id ?? state.nextId;
  addVersion(store, subject, nextVersion(state.versionsOf(subject)), id, schema);
  return id;
}

/** @throws RegistryError 40401 or 40403 */
export function lookUp(store: Store, subject: string, schema: Schema, normalize: boolean, which: Which): Version {
  requireVersions(store.state, subject, 'all');
  const found = find(versionsOf(store.state, subject, which), schema, normalize);
  if (found === undefined) throw schemaNotFound(`A version of subject '${subject}' with this schema was`);
  return found;
}

/** The first version with the schema. */
function find(versions: readonly Version[], schema: Schema, normalize: boolean): Version | undefined {
  const identity = asInvalid(schema.schemaType, () => strictIdentity(schema));
  const found = versions.find(({ stored }) => stored.identity === identity);
  if (found !== undefined || !normalize) return found;
  const loose = looseIdentity(schema);
  return versions.findLast(({ stored }) => stored.schemaType === schema.schemaType && looseIdentity(stored) === loose);
}

function refuseIncompatible(store: Store, subject: string, schema: Schema, live: readonly Version[]): void {
  const found = incompatibilities(store, subject, schema, live);
  if (found.length === 0) return;
  const some = found.slice(0, 20).join(' ');
  const more = found.length > 20 ? ` And ${found.length - 20} more.` : '';
  const level = store.levelOf(subject);
  throw new RegistryError(
    409,
    409,
    `The schema is incompatible with subject '${subject}' (level ${level}). ${some}${more}`,
  );
}

function importVersion(store: Store, { subject, schema, id, version }: Registration): number {
  const { state } = store;
  const known = state.schemaOf(strictIdentity(schema));
  const wanted = id ?? known?.id ?? state.nextId;
  const taken = state.schemas.get(wanted);
  if (taken !== undefined && taken !== known) throw notImported(`id ${wanted} is another schema's`);
  const number = version ?? nextVersion(state.versionsOf(subject));
  const there = state.subjects.get(subject)?.get(number);
  if (there !== undefined && there.stored.id !== wanted) throw notImported(`version ${number} is there already`);
  if (there === undefined) addVersion(store, subject, number, wanted, schema);
  return wanted;
}

const notImported = (reason: string): RegistryError =>
  new RegistryError(422, 42205, `The schema cannot be imported: ${reason}.`);

function addVersion(store: Store, subject: string, version: number, id: number, schema: Schema): void {
  const content = store.state.schemas.has(id) ? {} : { content: schema };
  store.change({ change: 'version', subject, version, id, ...content });
}

const nextVersion = (all: readonly Version[]): number => Math.max(0, ...all.map(({ version }) => version)) + 1;
