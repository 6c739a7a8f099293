/**
 * Compares two schemas by shape: the same types in the same order, by names without namespaces. The three questions
 * differ in what else must be equal. Recursive pairs are equal unless something else differs.
 */
import type { AvroSchema, RecordField } from '@kfw/schema-compat';
import { isSameLogical } from './logical-conversion.js';

interface Question {
  readonly leaf: (writer: AvroSchema, reader: AvroSchema) => boolean;
  readonly field: (writer: RecordField, reader: RecordField) => boolean;
  readonly name: 'name' | 'fullName';
}

const always = () => true;

/** As in Java Avro, the branches of two unions of the same shape correspond one by one. */
export function isSameShape(writer: AvroSchema, reader: AvroSchema): boolean {
  return new SchemaEquality({ leaf: always, field: always, name: 'name' }).areEqual(writer, reader);
}

/** The reader's type reads the writer's bytes as they are. */
export function isReadAsIs(writer: AvroSchema, reader: AvroSchema): boolean {
  return new SchemaEquality({ leaf: isSameLogical, field: always, name: 'name' }).areEqual(writer, reader);
}

/** The schemas are equal except for docs, aliases and properties. */
export function isEqual(writer: AvroSchema, reader: AvroSchema): boolean {
  return new SchemaEquality({ leaf: hasSameAttributes, field: hasSameDefault, name: 'fullName' }).areEqual(
    writer,
    reader,
  );
}

function hasSameAttributes(writer: AvroSchema, reader: AvroSchema): boolean {
  const of = (schema: AvroSchema) => ('logical' in schema ? schema.logical : undefined);
  return JSON.stringify(of(writer)) === JSON.stringify(of(reader));
}

function hasSameDefault(writer: RecordField, reader: RecordField): boolean {
  return JSON.stringify(writer.default) === JSON.stringify(reader.default);
}

class SchemaEquality {
  readonly #seen = new Map<AvroSchema, Map<AvroSchema, boolean>>();

  constructor(readonly question: Question) {}

  areEqual(writer: AvroSchema, reader: AvroSchema): boolean {
    const { leaf, name } = this.question;
    if ('name' in writer && 'name' in reader && writer[name] !== reader[name]) return false;
    if (writer.type === 'array') return reader.type === 'array' && this.areEqual(writer.items, reader.items);
    if (writer.type === 'map') return reader.type === 'map' && this.areEqual(writer.values, reader.values);
    if (writer.type === 'union') {
      return reader.type === 'union' && areAll(writer.branches, reader.branches, (w, r) => this.areEqual(w, r));
    }
    if (writer.type === 'enum') {
      return reader.type === 'enum' && areAll([...writer.symbols], [...reader.symbols], (w, r) => w === r);
    }
    if (writer.type === 'record') return reader.type === 'record' && this.#areRecordsEqual(writer, reader);
    if (writer.type !== reader.type) return false;
    return !('size' in writer && 'size' in reader && writer.size !== reader.size) && leaf(writer, reader);
  }

  #areRecordsEqual(writer: AvroSchema & { type: 'record' }, reader: AvroSchema & { type: 'record' }): boolean {
    const ofWriter = this.#seen.get(writer) ?? new Map<AvroSchema, boolean>();
    this.#seen.set(writer, ofWriter);
    const known = ofWriter.get(reader);
    if (known !== undefined) return known;
    ofWriter.set(reader, true);
    const verdict = areAll([...writer.fields.values()], [...reader.fields.values()], (w, r) => {
      return w.name === r.name && this.question.field(w, r) && this.areEqual(w.schema, r.schema);
    });
    ofWriter.set(reader, verdict);
    return verdict;
  }
}

function areAll<T>(writer: readonly T[], reader: readonly T[], matches: (writer: T, reader: T) => boolean): boolean {
  return (
    writer.length === reader.length &&
    writer.every((one, index) => {
      const other = reader[index];
      return other !== undefined && matches(one, other);
    })
  );
}
