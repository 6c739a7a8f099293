/** What a registry knows about topics, for programs that have no schemas of their own. */
import { isKfwError, type PayloadReader, type PayloadSide, type Schema } from '@kfw/core';
import { avroError } from '../errors.js';
import { lazyRegistry } from '../registry/lazy-registry.js';
import { type RegistryOptions, registryAddress } from '../registry/registry-options.js';
import { schemaDefinition } from '../registry/schema-definition.js';
import type { SchemaRegistry } from '../registry/schema-registry.js';
import { WriterSchemas } from '../registry/writer-schemas.js';
import { avro } from '../schema/avro.js';
import { isFramed } from './wire-format.js';
import { WrittenReader } from './written-reader.js';

export interface RegistryLookupOptions {
  /** The address of the registry, or a registry in the process. */
  readonly registry: RegistryOptions | SchemaRegistry;
  /** The setting that holds the address, for errors. */
  readonly registrySetting: string;
}

export class RegistryLookup {
  readonly #registry: SchemaRegistry;
  readonly #writerSchemas: WriterSchemas;

  /** Throws `KFW_REGISTRY_URL_INVALID`. Nothing is requested yet. */
  constructor({ registry, registrySetting }: RegistryLookupOptions) {
    this.#registry = 'fetch' in registry ? registry : lazyRegistry(registryAddress(registry, registrySetting));
    this.#writerSchemas = new WriterSchemas(this.#registry);
  }

  /** Whether bytes look like a serializer's of a registry: what it reads. */
  readonly isFramed = isFramed;

  /** Reads by the schemas that messages were written with. */
  reader(side: PayloadSide): PayloadReader {
    return new WrittenReader(side, this.#writerSchemas);
  }

  /**
   * The last version of a subject; `undefined` when it has none. Throws `KFW_SCHEMA_INVALID` for one that kfw cannot write,
   * and what the registry says.
   */
  async latestSchema(subject: string): Promise<Schema | undefined> {
    try {
      const { id, schema } = await this.#registry.latest({ subject, name: subject, definition: undefined });
      if (schema.state === 'found') return avro(schemaDefinition(schema.schema));
      const reason = schema.state === 'unusable' ? schema.reason : 'the registry does not know that id';
      throw avroError('KFW_SCHEMA_LATEST_UNUSABLE', { subject, schema: 'a payload', id, reason });
    } catch (thrown) {
      if (isKfwError(thrown, 'KFW_SCHEMA_NOT_REGISTERED')) return undefined;
      throw thrown;
    }
  }
}
