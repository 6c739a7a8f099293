/**
 * Describes what a type expects and what was found instead, in the words of the schema: `decimal(12,2)`, `uuid`, `a
 * Date (timestamp-millis)`. Values are never shown: they may be personal.
 */
import { isDate } from 'node:util/types';
import { Type, types } from '../encoding/avsc-internals.js';
import { kindOfCompiled } from '../encoding/kind-of-compiled.js';
import { DecimalType } from '../encoding/logical-types.js';
import { PlainEnum } from '../encoding/plain-enum.js';
import { PlainRecord } from '../encoding/plain-record.js';
import { PlainUnion } from '../encoding/plain-union.js';
import { isPlainObject, kindOfValue, type ValueKind } from '../schema/value-kind.js';

export function describeMismatch(path: readonly string[], value: unknown, expected: Type): string {
  const undeclared = undeclaredField(value, expected);
  if (undeclared !== undefined) {
    return `${dotted([...path, undeclared])} is not a field of ${expected.name ?? 'its record'}`;
  }
  return `${dotted(path)} should be ${expectation(expected)}, not ${finding(value, expected)}`;
}

export function dotted(path: readonly string[]): string {
  return path.length === 0 ? 'the payload' : path.join('.');
}

function undeclaredField(value: unknown, expected: Type): string | undefined {
  if (!(expected instanceof PlainRecord) || kindOfValue(value) !== 'object') return undefined;
  return Object.keys(value as object).find((name) => !expected.isDeclared(name));
}

function expectation(type: Type): string {
  if (type instanceof PlainUnion) return type.types.map(expectation).join(' or ');
  if (type instanceof PlainEnum) return `one of ${type.symbols.join(', ')}`;
  if (type instanceof PlainRecord) return `a record ${type.name ?? ''}`.trim();
  if (type instanceof types.FixedType) return `a Buffer of ${type.size} bytes`;
  if (type instanceof DecimalType) return `decimal(${type.decimal.precision},${type.decimal.scale})`;
  return expectations[type.typeName] ?? type.typeName;
}

const expectations: Readonly<Record<string, string>> = {
  null: 'null',
  int: 'an integer of 32 bits (int)',
  long: 'an integer from -(2^53 - 1) to 2^53 - 1 (long)',
  float: 'a number (float)',
  double: 'a number (double)',
  bytes: 'a Buffer (bytes)',
  string: 'a string',
  boolean: 'a boolean',
  array: 'a list',
  map: 'a plain object (map)',
  'logical:date': 'a Date (date)',
  'logical:timestamp-millis': 'a Date (timestamp-millis)',
  'logical:timestamp-micros': 'a Date (timestamp-micros)',
  'logical:uuid': 'a uuid',
};

function finding(value: unknown, expected: Type): string {
  switch (typeof value) {
    case 'undefined':
      return 'missing';
    case 'object':
      return value === null ? 'null' : findingOfObject(value, expected);
    case 'number':
      return findingOfNumber(value, expected);
    case 'string':
      return findingOfText(value, expected);
    case 'bigint':
      return 'a bigint: pass a number';
    default:
      return `a ${typeof value}`;
  }
}

function findingOfNumber(value: number, expected: Type): string {
  if (!Type.isType(expected, 'int', 'long', 'float')) return 'a number';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return 'an infinite number';
  return Number.isInteger(value) || Type.isType(expected, 'float')
    ? 'a number out of that range'
    : 'a number with a fraction';
}

function findingOfText(value: string, expected: Type): string {
  if (expected instanceof DecimalType) return findingOfDecimal(value, expected);
  if (expected.typeName === 'logical:uuid') return 'another text';
  return expected instanceof PlainEnum ? 'another text' : 'a string';
}

function findingOfDecimal(value: string, { decimal }: DecimalType): string {
  const [, whole, fraction = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (whole === undefined) return "text that is not a decimal: pass digits, such as '-12.50'";
  return fraction.length > decimal.scale
    ? `a text with ${fraction.length} digits after the point`
    : 'a text with more digits before the point';
}

function findingOfObject(value: object, expected: Type): string {
  if (Array.isArray(value)) return 'a list';
  if (isDate(value)) return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date';
  if (Buffer.isBuffer(value)) return `a Buffer of ${value.length} bytes`;
  if (isPlainObject(value)) return findingOfPlainObject(expected);
  if (value instanceof Uint8Array)
    return `a Uint8Array${hint(expected, 'bytes', 'a Buffer, such as Buffer.from(array)')}`;
  if (value instanceof Map)
    return `a Map${hint(expected, 'object', 'a plain object, such as Object.fromEntries(map)')}`;
  return `an instance of ${classOf(value)}${hint(expected, 'object', 'a plain object')}`;
}

/** What to pass instead, where that helps. */
function hint(expected: Type, kind: ValueKind, instead: string): string {
  const types = expected instanceof PlainUnion ? expected.types : [expected];
  return types.some((type) => kindOfCompiled(type) === kind) ? `: pass ${instead}` : '';
}

function findingOfPlainObject(expected: Type): string {
  return expected instanceof PlainUnion && expected.types.some((branch) => branch instanceof PlainRecord)
    ? 'an object that has the fields of none of them'
    : 'an object';
}

function classOf(value: object): string {
  const made: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown }).constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'a class';
}
