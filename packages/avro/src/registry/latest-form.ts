/**
 * Writes payloads as the last version of a subject, whatever schema the app has: bytes of the app's schema are read
 * with the registered one, by the rules of schema evolution, and the result is written. So defaults, aliases and
 * promotions apply, and fields that the registered schema does not have are left out.
 */
import { toError } from '@kfw/core';
import { type AvroSchema, checkCompatibility } from '@kfw/schema-compat';
import type { Type } from '../encoding/avsc-internals.js';
import { compileReaderType } from '../encoding/compile-type.js';
import { avroError } from '../errors.js';
import { compileReading } from '../resolving/compile-reading.js';
import { parseWriterSchema } from '../resolving/writer-schema.js';
import { avro } from '../schema/avro.js';
import { schemaDefinition } from './schema-definition.js';
import type { LatestSchema, SchemaVersion } from './schema-registry.js';
import type { WrittenForm } from './written-form.js';

/** @throws KFW_SCHEMA_LATEST_UNUSABLE when the registered schema cannot read everything that the app's schema writes */
export function latestForm(version: SchemaVersion, own: Type, { id, schema }: LatestSchema): WrittenForm {
  const { subject, name, definition } = version;
  const unusable = (reason: string, cause?: unknown) =>
    avroError('KFW_SCHEMA_LATEST_UNUSABLE', { subject, schema: name, id, reason }, { cause });
  if (schema.state === 'unknown') throw unusable('the registry does not know that id');
  if (schema.state === 'unusable') throw unusable(schema.reason);
  const registered = schema.schema;
  try {
    const written = parseWriterSchema(definition);
    const [broken] = checkCompatibility(registered, written);
    if (broken !== undefined)
      throw new Error(`${broken.rule} at ${broken.path} of the latest version: ${broken.message}`);
    const type = compiledLatest(registered);
    const reading = compileReading(written, registered, type);
    return { id, type, convert: (payload) => reading(own.toBuffer(payload)) };
  } catch (thrown) {
    throw unusable(toError(thrown).message.replace(/\.$/, ''), thrown);
  }
}

/** It is checked like one of the app's own schemas, since its union branches must be distinguishable as well. */
function compiledLatest(registered: AvroSchema): Type {
  const { definition } = avro(schemaDefinition(registered));
  return compileReaderType(definition);
}
