/**
 * Checks the default of a field against its type, as JSON: bytes are strings; a union's default is a value of any of
 * its branches (specification 1.12, "Complex Types", records), and belongs to the first that it fits.
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
      const given = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
      if (given !== undefined || field.default === undefined) checkDefault(field.type, given, `${path}.${field.name}`);
    }
  } else if (!isScalarDefault(type, value)) {
    const isRounded = type.kind === 'primitive' && type.name === 'long' && Number.isInteger(value);
    throw new SchemaMistake(
      path,
      isRounded
        ? 'the default is beyond ±(2^53 − 1), which a number cannot hold exactly.'
        : `the default is not a valid ${typeLabel(type)}.`,
    );
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
  if (branches.some((branch) => isDefault(branch, value, path))) return;
  throw new SchemaMistake(path, `the default is none of ${branches.map(typeLabel).join(', ')}.`);
}

function isDefault(type: AvroType, value: unknown, path: string): boolean {
  try {
    checkDefault(type, value, path);
    return true;
  } catch (thrown) {
    if (thrown instanceof SchemaMistake) return false;
    throw thrown;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
