/**
 * Checks the default of a field against its type, as JSON: bytes are strings, a union's default is of its first
 * branch (specification, "Complex Types", records).
 */
import { type AvroType, type PrimitiveName, typeLabel } from './avro-type.js';
import { SchemaMistake } from './schema-mistake.js';

/** @throws SchemaMistake */
export function checkDefault(type: AvroType, value: unknown, path: string): void {
  if (type.kind === 'union') {
    checkUnionDefault(type.branches, value, path);
  } else if (type.kind === 'array' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkDefault(type.items, item, `${path}[${index}]`);
  } else if (type.kind === 'map' && isObject(value)) {
    for (const [key, item] of Object.entries(value)) checkDefault(type.values, item, `${path}.${key}`);
  } else if (type.kind === 'record' && isObject(value)) {
    for (const field of type.fields) {
      const given = value[field.name];
      if (given !== undefined || field.default === undefined) checkDefault(field.type, given, `${path}.${field.name}`);
    }
  } else if (!isScalarDefault(type, value)) {
    throw new SchemaMistake(path, `the default is no ${typeLabel(type)}.`);
  }
}

function isScalarDefault(type: AvroType, value: unknown): boolean {
  switch (type.kind) {
    case 'enum':
      return type.symbols.includes(value as string);
    case 'fixed':
      return typeof value === 'string' && value.length === type.sizeBytes;
    case 'primitive':
      return primitives[type.name](value);
    default:
      return false;
  }
}

const primitives: Readonly<Record<PrimitiveName, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  int: (value) => value === ((value as number) | 0),
  long: (value) => Number.isSafeInteger(value),
  float: (value) => typeof value === 'number',
  double: (value) => typeof value === 'number',
  bytes: (value) => typeof value === 'string',
  string: (value) => typeof value === 'string',
};

function checkUnionDefault(branches: readonly AvroType[], value: unknown, path: string): void {
  const [first] = branches;
  if (first === undefined) return;
  try {
    checkDefault(first, value, path);
  } catch (thrown) {
    if (!(thrown instanceof SchemaMistake)) throw thrown;
    throw new SchemaMistake(
      thrown.path,
      `${thrown.reason} The default of a union is a value of its first type; put that type first.`,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
