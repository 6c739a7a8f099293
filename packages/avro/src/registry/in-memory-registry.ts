/**
 * A registry in the process, for tests without a server: ids start at 1, every schema is accepted, nothing is stored.
 */
import type { AvroSchema } from '@kfw/schema-compat';
import { avroError } from '../errors.js';
import { parseWriterSchema } from '../resolving/writer-schema.js';
import type { FetchedSchema, SchemaRegistry, SchemaVersion } from './schema-registry.js';

export function inMemoryRegistry(): SchemaRegistry {
  const ids = new Map<string, number>();
  const schemas: AvroSchema[] = [];
  const latest = new Map<string, number>();
  const keyOf = ({ subject, definition }: SchemaVersion) => `${subject} ${JSON.stringify(definition)}`;
  return {
    async connect() {},
    async fetch(id): Promise<FetchedSchema> {
      const schema = schemas[id - 1];
      return schema === undefined ? { state: 'unknown' } : { state: 'found', schema };
    },
    async register(version) {
      const key = keyOf(version);
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = schemas.push(parseWriterSchema(version.definition));
      ids.set(key, id);
      latest.set(version.subject, id);
      return id;
    },
    async lookUp(version) {
      const id = ids.get(keyOf(version));
      if (id !== undefined) return id;
      const { subject, name } = version;
      throw avroError('KFW_SCHEMA_NOT_REGISTERED', { subject, schema: name });
    },
    async level() {
      return 'NONE';
    },
    async has(subject) {
      return latest.has(subject);
    },
    async latest({ subject, name }) {
      const id = latest.get(subject);
      const schema = schemas[(id ?? 0) - 1];
      if (id === undefined || schema === undefined)
        throw avroError('KFW_SCHEMA_NOT_REGISTERED', { subject, schema: name });
      return { id, schema: { state: 'found', schema } };
    },
    async checkCompatibility({ subject, name }) {
      if (latest.has(subject)) return { isCompatible: true, reasons: [] };
      throw avroError('KFW_SCHEMA_NOT_REGISTERED', { subject, schema: name });
    },
  };
}
