/**
 * A parsed schema: what resolution looks at, and nothing else (no docs, no properties, no logical types, which
 * resolution ignores). Types that refer to a name hold the very object that defines it, so schemas may be cyclic.
 */

export const primitiveTypes = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;

export type PrimitiveType = (typeof primitiveTypes)[number];

export interface PrimitiveSchema {
  readonly type: PrimitiveType;
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
