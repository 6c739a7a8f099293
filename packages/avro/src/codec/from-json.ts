/**
 * Converts a JSON value to a payload of an Avro schema: base64 text to bytes, digits to a long, a time as text or in
 * milliseconds to a Date. A value that does not fit stays as it is: writing it reports the path.
 */
import type { Schema } from '@kfw/core';
import type { AvroType, RecordType } from '../schema/avro-type.js';
import { parseDefinition } from '../schema/parse-definition.js';
import { isPlainObject, kindOfType, type ValueKind } from '../schema/value-kind.js';

/** @param schema one of `avro()`. */
export function avroFromJson(schema: Schema): (json: unknown) => unknown {
  const { root } = parseDefinition(schema.definition);
  return (json) => convert(root, json);
}

function convert(type: AvroType, json: unknown): unknown {
  switch (type.kind) {
    case 'array':
      return Array.isArray(json) ? json.map((item) => convert(type.items, item)) : json;
    case 'map':
      return isObject(json) ? convertValues(json, () => type.values) : json;
    case 'record':
      return isObject(json) ? convertRecord(type, json) : json;
    case 'union': {
      const branch = branchFor(type.branches, json);
      return branch === undefined ? json : convert(branch, json);
    }
    default:
      return convertPlain(type, json);
  }
}

function convertPlain(type: AvroType, json: unknown): unknown {
  switch (kindOfType(type)) {
    case 'bytes':
      return bytesOf(json) ?? json;
    case 'date':
      return dateOf(json) ?? json;
    case 'number':
      return longOf(json) ?? json;
    default:
      return json;
  }
}

function bytesOf(json: unknown): Buffer | undefined {
  if (typeof json !== 'string') return undefined;
  const bytes = Buffer.from(json, 'base64');
  return bytes.toString('base64') === json ? bytes : undefined;
}

function dateOf(json: unknown): Date | undefined {
  if (typeof json !== 'string' && typeof json !== 'number') return undefined;
  const date = new Date(json);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function longOf(json: unknown): number | undefined {
  if (typeof json !== 'string' || !/^-?\d{1,16}$/.test(json)) return undefined;
  const number = Number(json);
  return Number.isSafeInteger(number) ? number : undefined;
}

function convertRecord(type: RecordType, json: object): object {
  const types = new Map(type.fields.map((field) => [field.name, field.type]));
  return convertValues(json, (name) => types.get(name));
}

function convertValues(json: object, typeOf: (name: string) => AvroType | undefined): object {
  const entries = Object.entries(json).map(([name, value]) => {
    const type = typeOf(name);
    return [name, type === undefined ? value : convert(type, value)] as const;
  });
  return Object.fromEntries(entries);
}

/** The kinds of payload that a JSON value may stand for, the likeliest first. */
const kindsOfJson: Readonly<Record<string, readonly ValueKind[]>> = {
  string: ['string', 'date', 'bytes', 'number'],
  number: ['number', 'date'],
  boolean: ['boolean'],
};

function branchFor(branches: readonly AvroType[], json: unknown): AvroType | undefined {
  if (json === null) return undefined;
  if (Array.isArray(json)) return branches.find(({ kind }) => kind === 'array');
  if (typeof json === 'object') return objectBranch(branches, json);
  for (const kind of kindsOfJson[typeof json] ?? []) {
    const fits = (each: AvroType) => kind === typeof json || convert(each, json) !== json;
    const branch = branches.find((each) => kindOfType(each) === kind && fits(each));
    if (branch !== undefined) return branch;
  }
  return undefined;
}

/** Among several records, one that has all the fields. */
function objectBranch(branches: readonly AvroType[], json: object): AvroType | undefined {
  const objects = branches.filter(({ kind }) => kind === 'record' || kind === 'map');
  const names = Object.keys(json);
  return (
    objects.find(
      (type) => type.kind === 'record' && names.every((name) => type.fields.some((field) => field.name === name)),
    ) ?? objects[0]
  );
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && isPlainObject(json);
}
