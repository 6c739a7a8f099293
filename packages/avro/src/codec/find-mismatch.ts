/**
 * Why a payload does not fit a type: the path of the first field that does not, what is expected there, and what kind
 * of value was found. Values themselves are never told: they may be personal.
 */
import { Type, types } from '../encoding/avsc-internals.js';
import { isInstant } from '../encoding/logical-types.js';
import { PlainUnion } from '../encoding/plain-union.js';

const strict = { noUndeclaredFields: true };

/** `undefined` when the payload fits. */
export function findMismatch(type: Type, payload: unknown): string | undefined {
  if (type.isValid(payload, strict)) return undefined;
  let found: string | undefined;
  type.isValid(payload, {
    ...strict,
    errorHook: (path, value: unknown, expected) => {
      found ??= describe(path, value, expected);
    },
  });
  return found ?? 'it does not fit its schema';
}

function describe(path: readonly string[], value: unknown, expected: Type): string {
  const undeclared = undeclaredField(value, expected);
  if (undeclared !== undefined) {
    return `${dotted([...path, undeclared])} is no field of ${expected.name ?? 'its record'}`;
  }
  return `${dotted(path)} should be ${label(expected)}, not ${kindOf(value)}`;
}

function undeclaredField(value: unknown, expected: Type): string | undefined {
  if (!(expected instanceof types.RecordType) || typeof value !== 'object' || value === null) return undefined;
  const declared = new Set(expected.fields.map((field) => field.name));
  return Object.keys(value).find((key) => !declared.has(key));
}

function dotted(path: readonly string[]): string {
  return path.length === 0 ? 'the payload' : path.join('.');
}

function label(type: Type): string {
  if (type instanceof PlainUnion) return either(type.branches);
  if (type instanceof types.UnwrappedUnionType) return either(type.types);
  if (type instanceof types.EnumType) return `one of ${type.symbols.join(', ')}`;
  if (type instanceof types.RecordType) return `a record ${type.name ?? ''}`.trim();
  if (type instanceof types.FixedType) return `a Buffer of ${type.size} bytes`;
  if (isInstant(type)) return `a Date (${type.typeName.replace('logical:', '')})`;
  if (Type.isType(type, 'logical')) return `a string (${type.typeName.replace('logical:', '')})`;
  return labels[type.typeName] ?? type.typeName;
}

const labels: Readonly<Record<string, string>> = {
  null: 'null',
  int: 'an integer of 32 bits (int)',
  long: 'a whole number from -(2^53 - 1) to 2^53 - 1 (long)',
  float: 'a number (float)',
  double: 'a number (double)',
  bytes: 'a Buffer (bytes)',
  string: 'a string',
  boolean: 'a boolean',
  array: 'a list',
  map: 'an object (map)',
};

function either(branches: readonly Type[]): string {
  return branches.map(label).join(' or ');
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (Buffer.isBuffer(value)) return `a Buffer of ${value.length} bytes`;
  if (value instanceof Date) return 'a Date';
  return typeof value === 'object' ? 'an object' : `this ${typeof value}`;
}
