/** The schemas that a schema refers to, and those that refer to it. */
import { type AvroSchema, parseSchema } from '@kfw/schema-compat';
import { invalidSchema } from '../registry-error.js';
import type { RegistryLimits } from '../registry-options.js';
import { asInvalid } from '../schemas/check-text.js';
import type { Schema, SchemaReference } from '../schemas/schema.js';
import type { RegistryState, StoredSchema, Version } from '../store/registry-state.js';

type ReferenceLimits = Pick<RegistryLimits, 'maxReferences' | 'maxReferredChars'>;

/** The texts that a schema needs, each once and after its own references. @throws RegistryError 42201 */
export function referredTexts(
  state: RegistryState,
  references: readonly SchemaReference[],
  { maxReferences, maxReferredChars }: ReferenceLimits,
): string[] {
  const texts = new Map<StoredSchema, string>();
  const entered = new Set<StoredSchema>();
  let chars = 0;
  const enter = (reference: SchemaReference): void => {
    const stored = state.subjects.get(reference.subject)?.get(reference.version)?.stored;
    if (stored === undefined) {
      throw invalidSchema(
        `The reference to version ${reference.version} of subject '${reference.subject}' leads nowhere.`,
      );
    }
    if (entered.has(stored)) return;
    entered.add(stored);
    if (entered.size > maxReferences) throw invalidSchema(`The schema refers to more than ${maxReferences} others.`);
    chars += stored.schema.length;
    if (chars > maxReferredChars) {
      throw invalidSchema(`The schemas that it refers to have more than ${maxReferredChars} characters.`);
    }
    for (const next of stored.references) enter(next);
    texts.set(stored, stored.schema);
  };
  for (const reference of references) enter(reference);
  return [...texts.values()];
}

/** An Avro schema with everything that it refers to. @throws RegistryError 42201 */
export function parsedAvro(state: RegistryState, schema: Schema, limits: ReferenceLimits): AvroSchema {
  const references = referredTexts(state, schema.references, limits);
  return asInvalid('Avro', () => parseSchema(schema.schema, { references }));
}

/** Versions that refer to one of these. Soft-deleted ones are included on request: they can still be served. */
export function referrersOf(
  state: RegistryState,
  targets: readonly Pick<Version, 'subject' | 'version'>[],
  which: 'live' | 'all',
): Version[] {
  const wanted = new Set(targets.map(({ subject, version }) => `${version} ${subject}`));
  return state
    .allVersions()
    .filter(
      ({ deleted, stored }) =>
        !(deleted && which === 'live') &&
        stored.references.some(({ subject, version }) => wanted.has(`${version} ${subject}`)),
    );
}
