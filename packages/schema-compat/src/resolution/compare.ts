/**
 * One step of schema resolution (Avro 1.12 specification, "Schema Resolution"): the incompatibilities of two schemas
 * themselves, and the parts that must be compatible in turn. Logical types, `order` and `doc` are ignored.
 */
import type {
  AvroSchema,
  EnumSchema,
  FixedSchema,
  NamedSchema,
  PrimitiveType,
  RecordField,
  RecordSchema,
  UnionSchema,
} from '../schema/avro-schema.js';
import type { Incompatibility } from './incompatibility.js';

/** A part of both that must be compatible. `path` is relative to the two schemas: `/fields/0/type`. */
export interface Part {
  readonly path: string;
  readonly reader: AvroSchema;
  readonly writer: AvroSchema;
}

export interface Comparison {
  /** With relative paths, empty for the schemas themselves. */
  readonly found: readonly Incompatibility[];
  readonly parts: readonly Part[];
}

/** Whether all data of a writer can be read. Used for union branches, where only yes or no matters. */
export type CanRead = (reader: AvroSchema, writer: AvroSchema) => boolean;

const fits: Comparison = { found: [], parts: [] };

/** The types that a reader of the key accepts besides its own. */
const promotions: Readonly<Partial<Record<PrimitiveType, readonly string[]>>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  bytes: ['string'],
  string: ['bytes'],
};

export function compare(reader: AvroSchema, writer: AvroSchema, canRead: CanRead): Comparison {
  if (writer.type === 'union') {
    if (reader.type === 'union') return compareUnions(reader, writer, canRead);
    return {
      found: [],
      parts: writer.branches.map((branch, index) => ({ path: `/${index}`, reader, writer: branch })),
    };
  }
  switch (reader.type) {
    case 'union':
      return reader.branches.some((branch) => canRead(branch, writer)) ? fits : only(missingBranch('', writer));
    case 'array':
      return writer.type === 'array' ? part('/items', reader.items, writer.items) : only(mismatch(reader, writer));
    case 'map':
      return writer.type === 'map' ? part('/values', reader.values, writer.values) : only(mismatch(reader, writer));
    case 'fixed':
      return writer.type === 'fixed' ? compareFixed(reader, writer) : only(mismatch(reader, writer));
    case 'enum':
      return writer.type === 'enum' ? compareEnums(reader, writer) : only(mismatch(reader, writer));
    case 'record':
      return writer.type === 'record' ? compareRecords(reader, writer) : only(mismatch(reader, writer));
    default: {
      const promoted = promotions[reader.type]?.includes(writer.type) ?? false;
      return reader.type === writer.type || promoted ? fits : only(mismatch(reader, writer));
    }
  }
}

function compareUnions(reader: UnionSchema, writer: UnionSchema, canRead: CanRead): Comparison {
  const found = writer.branches.flatMap((branch, index) =>
    canRead(reader, branch) ? [] : [missingBranch(`/${index}`, branch)],
  );
  return { found, parts: [] };
}

function compareFixed(reader: FixedSchema, writer: FixedSchema): Comparison {
  const found = compareNames(reader, writer);
  if (reader.size !== writer.size) {
    const message = `the reader's fixed "${reader.fullName}" has ${reader.size} bytes, the writer's ${writer.size}.`;
    found.push({ rule: 'FIXED_SIZE_MISMATCH', path: '/size', message });
  }
  return { found, parts: [] };
}

function compareEnums(reader: EnumSchema, writer: EnumSchema): Comparison {
  const found = compareNames(reader, writer);
  const missing = [...writer.symbols].filter((symbol) => !reader.symbols.has(symbol));
  if (missing.length > 0 && reader.default === undefined) {
    const symbols = listed(missing);
    const message = `the reader's enum "${reader.fullName}" lacks ${symbols} of the writer's, and has no default for them.`;
    found.push({ rule: 'MISSING_ENUM_SYMBOLS', path: '/symbols', message });
  }
  return { found, parts: [] };
}

function compareRecords(reader: RecordSchema, writer: RecordSchema): Comparison {
  const found = compareNames(reader, writer);
  const parts: Part[] = [];
  let index = 0;
  for (const field of reader.fields.values()) {
    const path = `/fields/${index++}`;
    const [written, ...others] = writtenFields(field, writer);
    if (others.length > 0) {
      // Java Avro has no rule for it and throws: its reader cannot read any message either.
      const names = [written, ...others].map((one) => one?.name).join(', ');
      const message = `the reader's field "${field.name}" matches more than one of the writer's by its name and aliases: ${names}.`;
      found.push({ rule: 'NAME_MISMATCH', path, message });
    } else if (written !== undefined) {
      parts.push({ path: `${path}/type`, reader: field.schema, writer: written.schema });
    } else if (field.schema.type === 'enum' && field.schema.default !== undefined && !field.hasDefault) {
      // Java Avro's rule and path for it.
      const message = `the reader's field "${field.name}" has no default: the one of its enum stands for unknown symbols only.`;
      found.push({ rule: 'TYPE_MISMATCH', path: `${path}/type`, message });
    } else if (!field.hasDefault) {
      const message = `the reader's field "${field.name}" has no default, and the writer's "${writer.fullName}" no such field.`;
      found.push({ rule: 'READER_FIELD_MISSING_DEFAULT_VALUE', path, message });
    }
  }
  return { found, parts };
}

function writtenFields(field: RecordField, writer: RecordSchema): RecordField[] {
  return [...new Set([field.name, ...field.aliases])].flatMap((name) => writer.fields.get(name) ?? []);
}

/** Names match without their namespaces; an alias of the reader must match in full. */
function compareNames(reader: NamedSchema, writer: NamedSchema): Incompatibility[] {
  if (reader.name === writer.name || reader.aliases.has(writer.fullName)) return [];
  const message = `the reader's ${reader.type} is named "${reader.fullName}", the writer's "${writer.fullName}", and no alias of the reader's says so.`;
  return [{ rule: 'NAME_MISMATCH', path: '/name', message }];
}

function mismatch(reader: AvroSchema, writer: AvroSchema): Incompatibility {
  return {
    rule: 'TYPE_MISMATCH',
    path: '',
    message: `the reader expects ${label(reader)}, the writer wrote ${label(writer)}.`,
  };
}

function missingBranch(path: string, writer: AvroSchema): Incompatibility {
  return {
    rule: 'MISSING_UNION_BRANCH',
    path,
    message: `the reader's union has no branch for the writer's ${label(writer)}.`,
  };
}

const only = (incompatibility: Incompatibility): Comparison => ({ found: [incompatibility], parts: [] });

const part = (path: string, reader: AvroSchema, writer: AvroSchema): Comparison => ({
  found: [],
  parts: [{ path, reader, writer }],
});

function label(schema: AvroSchema): string {
  return 'fullName' in schema ? `${schema.type} "${schema.fullName}"` : schema.type;
}

function listed(symbols: readonly string[]): string {
  const some = symbols.slice(0, 10).join(', ');
  return symbols.length > 10 ? `${some} and ${symbols.length - 10} more` : some;
}
