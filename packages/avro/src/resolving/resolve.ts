/**
 * Schema resolution (Avro 1.12 specification, "Schema Resolution"), with Java Avro's behaviour where the specification
 * is open or Java differs: records match whatever their names are, enums and fixed by name without namespace; in a
 * reader's union the first branch of the same full name is taken, then the last record of the same name whose fields
 * fit, or the first whose fields fit, then the first branch that the type is promoted to.
 */
import type { AvroSchema, EnumSchema, FixedSchema, NamedSchema, RecordSchema, UnionSchema } from '@kfw/schema-compat';
import type { Fields, Resolution, Rounded, Unreadable } from './resolution.js';
import { isSameShape } from './schema-equality.js';

/** Two unions of many records are compared pair by pair: this bounds the work for two schemas. */
const maxSteps = 500_000;

/** `writer` has the reader's names already. @throws Error when the two are too large */
export function resolve(writer: AvroSchema, reader: AvroSchema): Resolution {
  return new Resolver().resolve(writer, reader);
}

class Resolver {
  readonly #records = new Map<RecordSchema, Map<RecordSchema, Fields | Unreadable>>();
  #steps = 0;

  resolve(writer: AvroSchema, reader: AvroSchema): Resolution {
    this.#step();
    if (writer.type === 'union') return this.#branches(writer, reader);
    if (writer.type === 'record' && reader.type === 'record') return this.#fields(writer, reader);
    if (writer.type === 'array' && reader.type === 'array') {
      return { kind: 'items', items: this.resolve(writer.items, reader.items) };
    }
    if (writer.type === 'map' && reader.type === 'map') {
      return { kind: 'values', values: this.resolve(writer.values, reader.values) };
    }
    if (writer.type === 'enum' && reader.type === 'enum') return symbols(writer, reader);
    if (writer.type === 'fixed' && reader.type === 'fixed') return fixed(writer, reader);
    if (reader.type === 'union') return this.#branch(writer, reader);
    return promoted(writer, reader);
  }

  #branches(writer: UnionSchema, reader: AvroSchema): Resolution {
    const paired = reader.type === 'union' && isSameShape(writer, reader) ? reader.branches : undefined;
    const branches = writer.branches.map((branch, index) => this.resolve(branch, paired?.[index] ?? reader));
    return { kind: 'branches', branches, isPaired: paired !== undefined };
  }

  #branch(writer: AvroSchema, reader: UnionSchema): Resolution {
    const index = this.#matching(writer, reader.branches);
    const matching = reader.branches[index];
    if (matching === undefined) {
      return unreadable(`the reader's union has no branch for the writer's ${label(writer)}`);
    }
    return { kind: 'branch', index, branch: this.resolve(writer, matching) };
  }

  #matching(writer: AvroSchema, branches: readonly AvroSchema[]): number {
    if (!('fullName' in writer)) {
      const same = branches.findIndex((branch) => branch.type === writer.type);
      return same >= 0 ? same : branches.findIndex((branch) => isPromoted(writer, branch));
    }
    let fitting = -1;
    for (const [index, branch] of branches.entries()) {
      if (branch.type !== writer.type || !('fullName' in branch)) continue;
      if (branch.fullName === writer.fullName) return index;
      if (writer.type !== 'record' || branch.type !== 'record' || !this.#fits(writer, branch)) continue;
      if (fitting < 0 || branch.name === writer.name) fitting = index;
    }
    return fitting;
  }

  /** No field itself is unreadable; deeper levels are not considered. */
  #fits(writer: RecordSchema, reader: RecordSchema): boolean {
    const resolution = this.#fields(writer, reader);
    return resolution.kind === 'fields' && ![...resolution.read.values()].some(({ kind }) => kind === 'unreadable');
  }

  #fields(writer: RecordSchema, reader: RecordSchema): Fields | Unreadable {
    const ofWriter = this.#records.get(writer) ?? new Map<RecordSchema, Fields | Unreadable>();
    this.#records.set(writer, ofWriter);
    const known = ofWriter.get(reader);
    if (known !== undefined) return known;
    this.#step();
    const read = new Map<string, Resolution>();
    const resolution: Fields = { kind: 'fields', writer, reader, read };
    ofWriter.set(reader, resolution);
    for (const { name, schema } of writer.fields.values()) {
      const field = reader.fields.get(name);
      if (field !== undefined) read.set(name, this.resolve(schema, field.schema));
    }
    const missing = [...reader.fields.values()].find((field) => !field.hasDefault && !writer.fields.has(field.name));
    if (missing === undefined) return resolution;
    const lacking = unreadable(
      `the reader's field "${missing.name}" has no default, and the writer's ${label(writer)} has no such field`,
    );
    ofWriter.set(reader, lacking);
    return lacking;
  }

  #step(): void {
    if (++this.#steps > maxSteps) throw new Error('resolving the two schemas takes too many steps');
  }
}

function symbols(writer: EnumSchema, reader: EnumSchema): Resolution {
  return writer.name === reader.name ? { kind: 'symbols', writer, reader } : otherName(writer, reader);
}

function fixed(writer: FixedSchema, reader: FixedSchema): Resolution {
  if (writer.name !== reader.name) return otherName(writer, reader);
  if (writer.size === reader.size) return { kind: 'unchanged', writer, reader };
  return unreadable(`the writer's fixed ${writer.fullName} has ${writer.size} bytes, the reader's ${reader.size}`);
}

function otherName(writer: NamedSchema, reader: NamedSchema): Unreadable {
  return unreadable(`the writer's ${label(writer)} is not the reader's ${label(reader)}, and no alias says so`);
}

function promoted(writer: AvroSchema, reader: AvroSchema): Resolution {
  const rounded = roundings.find((one) => one.writer === writer.type && one.reader === reader.type);
  if (rounded !== undefined) return rounded;
  if (writer.type === reader.type || isPromoted(writer, reader)) return { kind: 'unchanged', writer, reader };
  return unreadable(`the writer's ${label(writer)} cannot be read as the reader's ${label(reader)}`);
}

const roundings: readonly Rounded[] = (['int', 'long', 'float'] as const).flatMap((writer): Rounded[] => {
  const toDouble: Rounded = { kind: 'rounded', writer, reader: 'double' };
  return writer === 'float' ? [toDouble] : [toDouble, { kind: 'rounded', writer, reader: 'float' }];
});

const promotions: Readonly<Partial<Record<AvroSchema['type'], readonly AvroSchema['type'][]>>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
};

function isPromoted(writer: AvroSchema, reader: AvroSchema): boolean {
  return promotions[writer.type]?.includes(reader.type) ?? false;
}

function unreadable(reason: string): Unreadable {
  return { kind: 'unreadable', reason };
}

function label(schema: AvroSchema): string {
  return 'fullName' in schema ? `${schema.type} ${schema.fullName}` : schema.type;
}
