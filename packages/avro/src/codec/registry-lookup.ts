/** What a registry knows about topics, for programs that have no schemas of their own. */
import { isKfwError, type PayloadReader, type PayloadSide, type Schema } from '@kfw/core';
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

export type LatestSubject = { readonly schema: Schema } | { readonly reason: string };

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
   * The last version of a subject, or why it cannot be used; `undefined` when the subject has none. Throws
   * `KFW_SCHEMA_INVALID` for one that kfw cannot write, and what the registry says.
   */
  async latestSchema(subject: string): Promise<LatestSubject | undefined> {
    try {
      const { schema } = await this.#registry.latest({ subject, name: subject, definition: undefined });
      if (schema.state === 'found') return { schema: avro(schemaDefinition(schema.schema)) };
      return { reason: schema.state === 'unusable' ? schema.reason : 'the registry does not know its id' };
    } catch (thrown) {
      if (isKfwError(thrown, 'KFW_SCHEMA_NOT_REGISTERED')) return undefined;
      throw thrown;
    }
  }
}
