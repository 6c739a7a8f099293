/**
 * A parsed schema: what resolution uses, and what reading needs besides (defaults, logical types, which resolution
 * ignores); no docs, no properties. A reference is the same object as its definition, so schemas may be cyclic.
 */

export const primitiveTypes = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;

export type PrimitiveType = (typeof primitiveTypes)[number];

/** The attributes of a type with a `logicalType`, unchecked, as in the schema. */
export type LogicalAttributes = Readonly<Record<string, unknown>>;

export interface PrimitiveSchema {
  readonly type: PrimitiveType;
  readonly logical?: LogicalAttributes | undefined;
}

export interface ArraySchema {
  readonly type: 'array';
  readonly items: AvroSchema;
}

export interface MapSchema {
  readonly type: 'map';
  readonly values: AvroSchema;
}

export interface UnionSchema {
  readonly type: 'union';
  readonly branches: readonly AvroSchema[];
}

interface Named {
  readonly fullName: string;
  /** The last part of the full name. */
  readonly name: string;
  /** Full names. */
  readonly aliases: ReadonlySet<string>;
}

export interface FixedSchema extends Named {
  readonly type: 'fixed';
  readonly size: number;
  readonly logical?: LogicalAttributes | undefined;
}

export interface EnumSchema extends Named {
  readonly type: 'enum';
  readonly symbols: ReadonlySet<string>;
  /** The symbol that a reader uses for an unknown one. */
  readonly default: string | undefined;
}

export interface RecordField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly schema: AvroSchema;
  readonly hasDefault: boolean;
  /** JSON; absent without a default. */
  readonly default?: unknown;
}

export interface RecordSchema extends Named {
  readonly type: 'record';
  readonly fields: ReadonlyMap<string, RecordField>;
}

export type NamedSchema = FixedSchema | EnumSchema | RecordSchema;

export type AvroSchema = PrimitiveSchema | ArraySchema | MapSchema | UnionSchema | NamedSchema;

export function isPrimitiveType(value: unknown): value is PrimitiveType {
  return primitiveTypes.some((name) => name === value);
}
