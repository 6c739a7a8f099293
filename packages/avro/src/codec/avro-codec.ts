/** The Avro codec behind core's port: creates readers and writers for one registry. */
import type { Codec, CodecTarget, Schema } from '@kfw/core';
import type { Type } from '../encoding/avsc-internals.js';
import { compileReaderType } from '../encoding/compile-type.js';
import { lazyRegistry } from '../registry/lazy-registry.js';
import { type RegistryOptions, registryAddress } from '../registry/registry-options.js';
import { type RegisterMode, SchemaIds } from '../registry/schema-ids.js';
import type { SchemaRegistry } from '../registry/schema-registry.js';
import { WriterSchemas } from '../registry/writer-schemas.js';
import { type SchemaWarning, suspectLogicals } from '../schema/suspect-logicals.js';
import { AvroReader } from './avro-reader.js';
import { AvroWriter } from './avro-writer.js';
import { type SubjectStrategy, subjectName } from './subject-name.js';

export interface AvroCodecOptions {
  /** The address of the registry, or a registry in the process (`inMemoryRegistry()`). */
  readonly registry: RegistryOptions | SchemaRegistry;
  /** The setting that holds the registry's address, for errors: `registry.url in config/kafka.yml`. */
  readonly registrySetting: string;
  /** `always` suits development; `lookup` suits production, where a deploy registers the schemas. */
  readonly register: RegisterMode;
  /**
   * Whether payloads are written with the last registered version of the subject instead of the app's own schema, which
   * is then neither registered nor looked up. Default false.
   */
  readonly useLatest?: boolean | undefined;
  /** The naming strategy of subjects. Default `topic`. */
  readonly subject?: SubjectStrategy | undefined;
  /** Called once for each probable mistake in a schema of the app, when the schema is first used. */
  readonly onWarning?: ((warning: SchemaWarning & { readonly schema: string }) => void) | undefined;
}

/**
 * Avro in the schema registry's wire format. Reading resolves the writer's schema into the one in the code (defaults,
 * aliases, promotions); writing registers or looks up the schema once, and then makes no more requests.
 *
 * Failures: KFW_REGISTRY_UNREACHABLE, KFW_REGISTRY_AUTHENTICATION_FAILED, KFW_SCHEMA_NOT_REGISTERED,
 * KFW_SCHEMA_INCOMPATIBLE and KFW_SCHEMA_LATEST_UNUSABLE where it awaits; KFW_DECODE_FAILED, KFW_SCHEMA_ID_UNKNOWN and
 * KFW_ENCODE_FAILED per message.
 */
export function createAvroCodec(options: AvroCodecOptions): Codec {
  const { registry, registrySetting } = options;
  const client = 'fetch' in registry ? registry : lazyRegistry(registryAddress(registry, registrySetting));
  const writerSchemas = new WriterSchemas(client);
  const schemaIds = new SchemaIds(client, { register: options.register, useLatest: options.useLatest ?? false });
  const strategy = options.subject ?? 'topic';
  const seen = new WeakSet<Schema>();
  const typeOf = ({ schema }: CodecTarget): Type => {
    if (!seen.has(schema)) {
      seen.add(schema);
      for (const warning of suspectLogicals(schema.definition))
        options.onWarning?.({ schema: schema.name, ...warning });
    }
    return compiled(schema);
  };
  return {
    format: 'avro',
    reader: (target) => new AvroReader(target, typeOf(target), writerSchemas),
    writer: (target) => new AvroWriter(target, typeOf(target), subjectName(strategy, target), schemaIds),
    // With the other strategies the topic does not determine the subject.
    async subjectOf(topicOnCluster, side) {
      const subject = `${topicOnCluster}-${side}`;
      return strategy === 'topic' && (await client.has(subject)) ? subject : undefined;
    },
    connect: () => client.connect(),
  };
}

const types = new WeakMap<Schema, Type>();

/** A schema is compiled once, even if several topics use it. */
function compiled(schema: Schema): Type {
  const known = types.get(schema);
  if (known !== undefined) return known;
  const type = compileReaderType(schema.definition);
  types.set(schema, type);
  return type;
}
