/**
 * Renames the types and fields of a writer's schema by the reader's aliases, at any depth (specification, "Aliases").
 * As in Java Avro, aliases of fields belong to a record's full name, two fields or branches that get one name are an
 * error of the whole schema, and an alias of an alias applies: Java renames twice.
 */
import type { AvroSchema, NamedSchema, RecordField, RecordSchema } from '@kfw/schema-compat';
import { isEqual } from './schema-equality.js';

/** @throws Error when two types or fields of the writer get one name */
export function applyAliases(writer: AvroSchema, reader: AvroSchema): AvroSchema {
  return renamedOnce(renamedOnce(writer, reader), reader);
}

function renamedOnce(writer: AvroSchema, reader: AvroSchema): AvroSchema {
  if (isEqual(writer, reader)) return writer;
  const aliases = new Aliases();
  aliases.collect(reader);
  return aliases.isEmpty ? writer : aliases.applyTo(writer);
}

class Aliases {
  /** The reader's full name by alias. */
  readonly #types = new Map<string, string>();
  /** By the record's full name: the reader's field name by alias. */
  readonly #fields = new Map<string, Map<string, string>>();
  readonly #collected = new Set<AvroSchema>();
  readonly #renamed = new Map<AvroSchema, RecordSchema>();

  get isEmpty(): boolean {
    return this.#types.size === 0 && this.#fields.size === 0;
  }

  collect(schema: AvroSchema): void {
    if ('aliases' in schema) for (const alias of schema.aliases) this.#types.set(alias, schema.fullName);
    if (schema.type === 'array') this.collect(schema.items);
    else if (schema.type === 'map') this.collect(schema.values);
    else if (schema.type === 'union') for (const branch of schema.branches) this.collect(branch);
    else if (schema.type === 'record') this.#collectRecord(schema);
  }

  #collectRecord(schema: RecordSchema): void {
    if (this.#collected.has(schema)) return;
    this.#collected.add(schema);
    for (const field of schema.fields.values()) {
      if (field.aliases.length > 0) {
        const known = this.#fields.get(schema.fullName) ?? new Map<string, string>();
        for (const alias of field.aliases) known.set(alias, field.name);
        this.#fields.set(schema.fullName, known);
      }
      this.collect(field.schema);
    }
  }

  applyTo(schema: AvroSchema): AvroSchema {
    switch (schema.type) {
      case 'record':
        return this.#applyToRecord(schema);
      case 'array':
        return { type: 'array', items: this.applyTo(schema.items) };
      case 'map':
        return { type: 'map', values: this.applyTo(schema.values) };
      case 'union':
        return { type: 'union', branches: distinct(schema.branches.map((branch) => this.applyTo(branch))) };
      default:
        return 'fullName' in schema ? { ...schema, ...this.#nameOf(schema) } : schema;
    }
  }

  #applyToRecord(schema: RecordSchema): RecordSchema {
    const known = this.#renamed.get(schema);
    if (known !== undefined) return known;
    const name = this.#nameOf(schema);
    const names = this.#fields.get(name.fullName);
    const fields = new Map<string, RecordField>();
    const renamed: RecordSchema = { ...schema, ...name, fields };
    this.#renamed.set(schema, renamed);
    for (const field of schema.fields.values()) {
      const to = names?.get(field.name) ?? field.name;
      if (fields.has(to)) {
        throw new Error(`two fields of the writer's ${schema.fullName} are "${to}" by the reader's names and aliases`);
      }
      fields.set(to, { ...field, name: to, schema: this.applyTo(field.schema) });
    }
    return renamed;
  }

  #nameOf({ fullName, name }: NamedSchema): Pick<NamedSchema, 'fullName' | 'name'> {
    const to = this.#types.get(fullName);
    return to === undefined ? { fullName, name } : { fullName: to, name: to.slice(to.lastIndexOf('.') + 1) };
  }
}

function distinct(branches: readonly AvroSchema[]): readonly AvroSchema[] {
  const names = new Set<string>();
  for (const branch of branches) {
    const name = 'fullName' in branch ? branch.fullName : branch.type;
    if (names.has(name))
      throw new Error(`two branches of a union of the writer's are "${name}" by the reader's aliases`);
    names.add(name);
  }
  return branches;
}
