/**
 * Whether a schema may follow the versions of a subject. Avro schemas are checked by its rules; JSON and Protobuf
 * schemas are not interpreted and pass, but a subject changes its language only with level `NONE`.
 */
import { checkLevel, type LevelViolation } from '@kfw/schema-compat';
import { asInvalid } from '../schemas/check-text.js';
import type { Schema } from '../schemas/schema.js';
import type { StoredSchema, Version } from '../store/registry-state.js';
import type { Store } from '../store/store.js';
import { parsedAvro } from './references.js';

/** The violations, a text for each; empty when the schema may follow. @throws RegistryError 42201 */
export function incompatibilities(
  store: Store,
  subject: string,
  schema: Schema,
  earlier: readonly Version[],
): string[] {
  const level = store.levelOf(subject);
  if (level === 'NONE') return [];
  const compared = level.endsWith('_TRANSITIVE') ? earlier : earlier.slice(-1);
  const foreign = compared.find(({ stored }) => stored.schemaType !== schema.schemaType);
  if (foreign !== undefined) {
    const { version, stored } = foreign;
    return [
      `TYPE_MISMATCH at /: version ${version} is of type ${stored.schemaType}, the new schema of ${schema.schemaType}.`,
    ];
  }
  if (schema.schemaType !== 'AVRO') return [];
  const next = parsedAvro(store.state, schema, store.limits);
  const others = compared.map(({ stored }) => parsedOnce(store, stored));
  const violations = asInvalid('Avro', () => checkLevel(level, next, others));
  return violations.map((violation) => described(violation, compared[violation.index]?.version ?? 0));
}

function parsedOnce(store: Store, stored: StoredSchema) {
  stored.parsed ??= parsedAvro(store.state, stored, store.limits);
  return stored.parsed;
}

function described({ rule, path, message, direction }: LevelViolation, version: number): string {
  const [reader, writer] =
    direction === 'backward' ? ['the new schema', `version ${version}`] : [`version ${version}`, 'the new schema'];
  return `${rule} at ${path} (reader: ${reader}, writer: ${writer}): ${message}`;
}
