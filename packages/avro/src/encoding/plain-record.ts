/**
 * Records as plain objects, and from plain objects only. avsc generates the code of each record, and creates instances
 * of a class per record, which print as `UserEvent { … }` and are not strictly equal to plain objects. These classes
 * get the prototype of plain objects once, when a type is compiled, so their instances are plain data at no cost per
 * message. The generated code looks through that prototype, so records with a field that has the name of one of its
 * properties (`constructor`, `toString`) do without generated code.
 */
import { isPlainObject, kindOfValue } from '../schema/value-kind.js';
import {
  bases,
  type CompiledType,
  type CopyOptions,
  type Internals,
  type MismatchHook,
  type RecordConstructor,
  type RecordField,
  type Tap,
  Type,
} from './avsc-internals.js';
import { kindOfCompiled } from './kind-of-compiled.js';
import { PlainEnum } from './plain-enum.js';

export class PlainRecord extends bases.Record {
  /** Called first by avsc's generated check. */
  override _checkFields(value: object): boolean {
    if (!isPlainObject(value)) return false;
    const declared = this._fieldsByName;
    const names = Object.keys(value);
    for (let at = 0; at < names.length; at++) if (declared[names[at] as string] === undefined) return false;
    return true;
  }

  isDeclared(name: string): boolean {
    return this._fieldsByName[name] !== undefined;
  }

  /** The value has only fields of the record, and all required ones. */
  hasFieldsOf(value: object): boolean {
    return (
      this._checkFields(value) &&
      this.fields.every((field) => !isRequired(field) || ownValue(value, field.name) !== undefined)
    );
  }

  /** The required fields have values of their kinds: this distinguishes records with the same fields. */
  hasKindsOf(value: object): boolean {
    return this.fields.every((field) => !isRequired(field) || isOfKind(field.type, ownValue(value, field.name)));
  }

  override _createConstructor(...given: unknown[]): RecordConstructor {
    const { fields } = this;
    // In an object of avsc's, method names would be fields, and one name sets the prototype.
    Object.setPrototypeOf(this._fieldsByName, null);
    for (const field of fields) this._fieldsByName[field.name] = field;
    const made = fields.some((field) => field.name === prototypeName)
      ? definingConstructor(fields)
      : super._createConstructor(...given);
    made.prototype = Object.prototype;
    return made;
  }

  override _createChecker(): Internals['_check'] {
    return areOrdinary(this.fields) ? super._createChecker() : checkOwn;
  }

  override _createWriter(): Internals['_write'] {
    if (areOrdinary(this.fields)) return super._createWriter();
    const { fields } = this;
    return (tap, value) => {
      for (const field of fields) writeOwn(tap, field, ownValue(value as object, field.name));
    };
  }

  /** avsc's version would copy a default that is a value already as if it were JSON. */
  override _copy(value: unknown, options?: CopyOptions): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no record');
    const values = this.fields.map((field) => {
      const given = ownValue(value, field.name);
      if (given === undefined && !isRequired(field)) return field.defaultValue() as unknown;
      return (field.type as CompiledType)._copy(given, options);
    });
    return new (this.recordConstructor as RecordConstructor)(...values);
  }
}

const prototypeName = '__proto__';

/** Defines own properties, whatever their names. */
function definingConstructor(fields: readonly RecordField[]): RecordConstructor {
  function define(this: object, ...values: unknown[]): void {
    for (const [index, { name, defaultValue }] of fields.entries()) {
      const value: unknown = values[index] === undefined ? defaultValue() : values[index];
      Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true });
    }
  }
  return define as unknown as RecordConstructor;
}

function checkOwn(
  this: PlainRecord,
  value: unknown,
  flags: unknown,
  hook?: MismatchHook,
  path: string[] = [],
): boolean {
  if (typeof value !== 'object' || value === null || !this._checkFields(value)) {
    hook?.(value, this);
    return false;
  }
  let isValid = true;
  for (const field of this.fields) {
    const given = ownValue(value, field.name);
    if (given === undefined && !isRequired(field)) continue;
    path.push(field.name);
    isValid = (field.type as CompiledType)._check(given, flags, hook, path) && isValid;
    path.pop();
  }
  return isValid;
}

function writeOwn(tap: Tap, field: RecordField, value: unknown): void {
  (field.type as CompiledType)._write(tap, value === undefined ? field.defaultValue() : value);
}

function areOrdinary(fields: readonly RecordField[]): boolean {
  return !fields.some(({ name }) => name in Object.prototype);
}

/** avsc gives a field with a default its own function. */
function isRequired(field: RecordField): boolean {
  return !Object.hasOwn(field, 'defaultValue');
}

function ownValue(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function isOfKind(type: Type, value: unknown): boolean {
  if (type instanceof PlainEnum) return type.has(value);
  return Type.isType(type, 'union') || kindOfValue(value) === kindOfCompiled(type);
}
