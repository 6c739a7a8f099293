/**
 * The table of value kinds. Payloads are plain values that do not name their union branch, so the kind of a value
 * determines it: the schema check, the writer, error messages and the generated TypeScript all use this table. A value
 * without a kind, such as an instance of a class, fits no type.
 */
import { isDate } from 'node:util/types';
import type { AvroType, Logical, PrimitiveName } from './avro-type.js';

export type ValueKind = 'null' | 'boolean' | 'number' | 'string' | 'bytes' | 'date' | 'list' | 'object';

type TypeName = PrimitiveName | Exclude<AvroType['kind'], 'primitive' | 'union'>;

const kindsOfTypes = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  string: 'string',
  enum: 'string',
  bytes: 'bytes',
  fixed: 'bytes',
  array: 'list',
  map: 'object',
  record: 'object',
} as const satisfies Readonly<Record<TypeName, ValueKind>>;

const kindsOfLogicals = {
  date: 'date',
  'timestamp-millis': 'date',
  'timestamp-micros': 'date',
  decimal: 'string',
  uuid: 'string',
} as const satisfies Readonly<Record<Logical['name'], ValueKind>>;

/** The kind of a type's values. `logical` is the type's valid logical type (`logicalOf`). */
export function kindOfTypeName<Name extends TypeName>(
  name: Name,
  logical?: Logical['name'],
): (typeof kindsOfTypes)[Name] | (typeof kindsOfLogicals)[Logical['name']] {
  return logical === undefined ? kindsOfTypes[name] : kindsOfLogicals[logical];
}

/** `undefined` for a union, whose values have several kinds. */
export function kindOfType(type: AvroType): ValueKind | undefined {
  switch (type.kind) {
    case 'union':
      return undefined;
    case 'primitive':
      return kindOfTypeName(type.name, type.logical?.name);
    case 'fixed':
      return kindOfTypeName('fixed', type.logical?.name);
    default:
      return kindOfTypeName(type.kind);
  }
}

/** `undefined` for a value that no type has: `undefined` itself, a bigint, a Map, any instance of a class. */
export function kindOfValue(value: unknown): ValueKind | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value as 'string' | 'number' | 'boolean';
    case 'object':
      return value === null ? 'null' : kindOfObject(value);
    default:
      return undefined;
  }
}

function kindOfObject(value: object): ValueKind | undefined {
  if (isPlainObject(value)) return 'object';
  if (Array.isArray(value)) return 'list';
  if (isDate(value)) return 'date';
  return Buffer.isBuffer(value) ? 'bytes' : undefined;
}

/** Created by a literal, by `JSON.parse` or without a prototype; in any realm. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || isPrototypeOfObjects(prototype as object);
}

function isPrototypeOfObjects(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}
