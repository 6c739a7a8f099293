/**
 * Writes a value as JSON text, or fails with the reason. `JSON.stringify` silently turns a Map into `{}` and NaN into
 * `null`; here each value that would be changed or left out is refused with its path. It costs one additional walk.
 */
import { types } from 'node:util';
import { JsonLoss } from './json-loss.js';
import { type JsonContext, lossOfDate, lossOfInstance, lossOfPrimitive } from './lossy-values.js';

/** Parsers elsewhere stop there (1,000 is Jackson's default). An object that holds itself is found by it, too. */
const deepest = 1_000;
const dateToJson = Date.prototype.toJSON;

/**
 * Fields that are undefined are left out, as by `JSON.stringify`; what a `toJSON` returns stands for its object, and is
 * asked for once. Fields whose names are symbols, or that are not enumerable, are not part of a value.
 */
export function writeJson(value: unknown): string | JsonLoss {
  try {
    const written = convert(value, 'alone', '', 0);
    return written instanceof JsonLoss ? written : JSON.stringify(written);
  } catch {
    // What was thrown may quote the payload: it comes from a getter, a proxy or a toJSON of the app.
    return new JsonLoss('reading it throws (a getter, a proxy or a toJSON), or it is too large. Give plain values.');
  }
}

/** The value itself when JSON keeps all of it; a copy when something inside converts itself. */
function convert(value: unknown, context: JsonContext, name: string, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : lossOfPrimitive(value, context);
    case 'object':
      if (value === null) return value;
      break;
    case 'undefined':
      return lossOfPrimitive(value, context);
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') {
    if (toJSON === dateToJson && types.isDate(value)) return lossOfDate(value) ?? value;
    return withoutToJson(convertPlain(toJSON.call(value, name), context, depth));
  }
  return convertPlain(value, context, depth);
}

/** What is plain already, or came out of a `toJSON`, which is not asked again. */
function convertPlain(value: unknown, context: JsonContext, depth: number): unknown {
  if (typeof value !== 'object' || value === null) {
    const isWritten = value === null || typeof value === 'string' || typeof value === 'boolean';
    return isWritten || Number.isFinite(value) ? value : lossOfPrimitive(value, context);
  }
  if (depth > deepest) return new JsonLoss(`it is nested more than ${deepest} levels deep. Make it flatter.`, value);
  if (Array.isArray(value)) return convertList(value, depth);
  return (isPlain(value) ? undefined : lossOfInstance(value)) ?? convertFields(value as Fields, depth);
}

function convertList(list: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    const converted = convert(item, 'list', String(index), depth + 1);
    if (converted === item) continue;
    if (converted instanceof JsonLoss) return converted.inside(list, index);
    copy ??= [...list];
    copy[index] = converted;
  }
  return copy ?? list;
}

/** What a `toJSON` returned may have one of its own, which `JSON.stringify` would ask only now. */
function withoutToJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof JsonLoss || !('toJSON' in value)) return value;
  return Array.isArray(value) ? [...value] : Object.assign(Object.create(null), value);
}

type Fields = Readonly<Record<string, unknown>>;

function convertFields(fields: Fields, depth: number): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    const item = fields[name];
    // Who reads the text finds it undefined again.
    if (item === undefined) continue;
    const converted = convert(item, 'field', name, depth + 1);
    if (converted === item) continue;
    if (converted instanceof JsonLoss) return converted.inside(fields, name);
    // Without a prototype a field that is called `__proto__` is one like any other.
    copy ??= Object.assign(Object.create(null) as Record<string, unknown>, fields);
    copy[name] = converted;
  }
  return copy ?? fields;
}

/** An object literal, one without a prototype, or either from another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}
