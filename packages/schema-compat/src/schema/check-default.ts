/**
 * Whether a field's default is a value of its type (Avro 1.12 specification, "Complex Types", records): bytes and fixed
 * are strings, and a union accepts a value of any of its branches.
 */
import { Steps } from '../steps.js';
import type { AvroSchema, RecordSchema } from './avro-schema.js';

const int = 2 ** 31;
const long = 2 ** 63;
const maxSteps = 1_000_000;

/** Numbers that JSON cannot express: Java Avro accepts their names. */
const notInJson: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];

const integerWithin = (value: unknown, bound: number): boolean =>
  Number.isInteger(value) && (value as number) >= -bound && (value as number) < bound;

/** Fields that the value of a record omits must have their own defaults. */
export function isDefaultOf(schema: AvroSchema, value: unknown, steps = new Steps(maxSteps)): boolean {
  steps.take();
  switch (schema.type) {
    case 'null':
      return value === null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'int':
      return integerWithin(value, int);
    case 'long':
      // 2^63 - 1 becomes 2^63 as a number.
      return integerWithin(value, long) || value === long;
    case 'float':
    case 'double':
      return typeof value === 'number' || notInJson.includes(value);
    case 'bytes':
    case 'string':
    case 'fixed':
      return typeof value === 'string';
    case 'enum':
      return typeof value === 'string' && schema.symbols.has(value);
    case 'array':
      return Array.isArray(value) && value.every((item) => isDefaultOf(schema.items, item, steps));
    case 'map':
      return isObject(value) && Object.values(value).every((item) => isDefaultOf(schema.values, item, steps));
    case 'union':
      return schema.branches.some((branch) => isDefaultOf(branch, value, steps));
    case 'record':
      return isObject(value) && isRecordDefault(schema, value, steps);
  }
}

function isRecordDefault(schema: RecordSchema, value: Readonly<Record<string, unknown>>, steps: Steps): boolean {
  for (const field of schema.fields.values()) {
    const given = Object.hasOwn(value, field.name);
    if (!given && !field.hasDefault) return false;
    if (given && !isDefaultOf(field.schema, value[field.name], steps)) return false;
  }
  return true;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
