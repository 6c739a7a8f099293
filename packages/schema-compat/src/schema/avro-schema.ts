/**
 * A parsed schema: what resolution looks at, and what reading needs besides (defaults, logical types, which
 * resolution ignores); no docs, no properties. Types that refer to a name hold the very object that defines it, so
 * schemas may be cyclic.
 */

export const primitiveTypes = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;

export type PrimitiveType = (typeof primitiveTypes)[number];

/** The attributes of a type that carries a `logicalType`, as they stand in the schema: nothing has checked them. */
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
  /** What a reader takes a symbol for that it does not know. */
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
