/**
 * An Avro schema after parsing: names are full, references are links, so a recursive record links to itself. What
 * checks and generates reads this; what encodes and decodes is avsc's own compiled type.
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
  /** Absent when the field has no default; the JSON value otherwise, which may be `null`. */
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

/** The logical types that reach the app as native values. Others are read and written as what they are built on. */
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

/** A type's name for people: its full name, or what it is made of. */
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
