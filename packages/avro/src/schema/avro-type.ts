/**
 * A parsed Avro schema: names are full, references are links, so a recursive record links to itself. Checks and
 * generators use this; encoding and decoding use avsc's own compiled type.
 */
export type AvroType = PrimitiveType | RecordType | EnumType | FixedType | ArrayType | MapType | UnionType;

export const primitiveNames = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
export type PrimitiveName = (typeof primitiveNames)[number];

export interface PrimitiveType {
  readonly kind: 'primitive';
  readonly name: PrimitiveName;
  readonly logical?: Logical | undefined;
}

export interface RecordType {
  readonly kind: 'record';
  readonly name: string;
  readonly doc?: string | undefined;
  readonly fields: AvroField[];
}

export interface AvroField {
  readonly name: string;
  readonly doc?: string | undefined;
  readonly type: AvroType;
  /** Absent when the field has no default; otherwise the JSON value, which may be `null`. */
  readonly default?: unknown;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly doc?: string | undefined;
  readonly symbols: readonly string[];
}

export interface FixedType {
  readonly kind: 'fixed';
  readonly name: string;
  readonly doc?: string | undefined;
  readonly sizeBytes: number;
  readonly logical?: Logical | undefined;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly items: AvroType;
}

export interface MapType {
  readonly kind: 'map';
  readonly values: AvroType;
}

export interface UnionType {
  readonly kind: 'union';
  readonly branches: readonly AvroType[];
}

export type NamedType = RecordType | EnumType | FixedType;

/** The logical types that are native values in the app. Others are read and written as their underlying types. */
export type Logical =
  | { readonly name: 'date' | 'timestamp-millis' | 'timestamp-micros' | 'uuid' }
  | { readonly name: 'decimal'; readonly precision: number; readonly scale: number };

export function isPrimitiveName(name: unknown): name is PrimitiveName {
  return (primitiveNames as readonly unknown[]).includes(name);
}

/** `com.shop.UserEvent` → `UserEvent`. */
export function shortName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}

/** `com.shop.UserEvent` → `com.shop`; `''` when there is no namespace. */
export function namespaceOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')));
}

/** A type's name in messages: its full name, or its structure. */
export function typeLabel(type: AvroType): string {
  switch (type.kind) {
    case 'array':
      return `array of ${typeLabel(type.items)}`;
    case 'map':
      return `map of ${typeLabel(type.values)}`;
    case 'union':
      return type.branches.map(typeLabel).join(' | ');
    default:
      return type.name;
  }
}
