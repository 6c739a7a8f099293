/**
 * Warns of fields that the next version of a schema renames by an alias: readers with the last version do not know
 * the new name.
 */
import type { AvroWriter, SchemaVersion } from '@kfw/avro';
import { isKfwError } from '@kfw/core';
import { type AvroSchema, findRenames } from '@kfw/schema-compat';
import type { Output } from '../output.js';

export async function warnOfRenames({ version, registry }: AvroWriter, output: Output): Promise<void> {
  const last = await lastSchema(version, registry);
  if (last === undefined) return;
  const { subject } = version;
  for (const rename of findRenames(JSON.stringify(version.definition), last)) {
    const { message, ...data } = rename;
    output.line(`warning: ${subject}, at ${rename.place}: ${message}`, {
      event: 'schema.renames',
      subject,
      ...data,
      message,
    });
  }
}

/** `undefined` without one, or if it is not an Avro schema. */
async function lastSchema(version: SchemaVersion, registry: AvroWriter['registry']): Promise<AvroSchema | undefined> {
  try {
    const { schema } = await registry.latest(version);
    return schema.state === 'found' ? schema.schema : undefined;
  } catch (thrown) {
    if (isKfwError(thrown, 'KFW_SCHEMA_NOT_REGISTERED')) return undefined;
    throw thrown;
  }
}
