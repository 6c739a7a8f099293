/**
 * Errors that can be read without throwing. A thrown value may have getters that throw, be a Proxy, be frozen, or come from
 * another realm; the handling of a failure must not fail because of that.
 */
import { inspect, types } from 'node:util';

/** What kfw reads of an error. */
const fields = ['name', 'message', 'stack', 'code', 'cause'] as const;
type Field = (typeof fields)[number];

/** Beyond any chain of classes; a Proxy may make up an endless one. */
const deepestChain = 32;

/** Also of another realm (`node:vm`), whose classes are not this one's. Never throws. */
export function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/**
 * The error itself where that can be read, so that its class and identity stay. A getter is read once and its value kept
 * on the error; where that cannot be done (frozen, a Proxy), and for anything but an error, it is a new one.
 */
export function readableError(thrown: unknown): Error {
  if (!isError(thrown) || types.isProxy(thrown)) return described(thrown);
  try {
    for (const field of fields) if (!isPlain(thrown, field)) pin(thrown, field);
    return thrown;
  } catch {
    return described(thrown);
  }
}

/** The name that an error gives itself, or else that of its class. Never throws. */
export function errorName(error: Error): string {
  const own = fieldValue(error, 'name');
  if (typeof own === 'string' && own !== 'Error' && own !== '') return own;
  const ofClass = fieldValue(fieldValue(error, 'constructor'), 'name');
  return typeof ofClass === 'string' && ofClass !== '' ? ofClass : 'Error';
}

/** A property's value, `undefined` when it cannot be read. */
export function fieldValue(owner: unknown, name: PropertyKey): unknown {
  try {
    return (owner as Record<PropertyKey, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

/** A data property of the type that an error's has, so that reading it again gives the same. */
function isPlain(error: Error, field: Field): boolean {
  let owner: object | null = error;
  for (let depth = 0; owner !== null && depth < deepestChain; depth++) {
    if (types.isProxy(owner)) return false;
    const property = propertyOf(owner, field);
    if (property === 'unreadable') return false;
    if (property !== undefined) {
      if (property.get === undefined && property.set === undefined) return fits(field, property.value);
      return field === 'stack' && isNative(property.get) && fits(field, fieldValue(error, field));
    }
    owner = Object.getPrototypeOf(owner);
  }
  return owner === null && fits(field, undefined);
}

/** A stack is formatted when it is looked at, by a function that the app may have set. */
function propertyOf(owner: object, field: Field): PropertyDescriptor | undefined | 'unreadable' {
  try {
    return Object.getOwnPropertyDescriptor(owner, field);
  } catch {
    return 'unreadable';
  }
}

function isNative(getter: (() => unknown) | undefined): boolean {
  return getter !== undefined && Function.prototype.toString.call(getter).includes('[native code]');
}

function fits(field: Field, value: unknown): boolean {
  if (field === 'code' || field === 'cause') return true;
  return typeof value === 'string' || (field === 'stack' && value === undefined);
}

function pin(error: Error, field: Field): void {
  const value = fieldOf(error, field);
  Object.defineProperty(error, field, { value, writable: true, configurable: true, enumerable: false });
}

function fieldOf(error: Error, field: Field): unknown {
  const value = fieldValue(error, field);
  if (fits(field, value)) return value;
  if (field === 'name') return 'Error';
  if (field === 'stack') return undefined;
  return value === undefined ? 'an error whose message cannot be read' : textOf(value);
}

/** What is thrown in place of errors often carries these. */
const copiedFields = ['code', 'status', 'statusCode'] as const;

function described(thrown: unknown): Error {
  const isErrorLike = isError(thrown);
  const message = isErrorLike ? String(fieldOf(thrown, 'message')) : textOf(thrown);
  const error = new Error(message);
  if (isErrorLike) for (const field of ['name', 'stack'] as const) copy(error, field, fieldOf(thrown, field));
  for (const field of typeof thrown === 'object' ? copiedFields : []) {
    const value = fieldValue(thrown, field);
    if (typeof value === 'string' || typeof value === 'number') copy(error, field, value);
  }
  return error;
}

function copy(error: Error, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false });
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    const text = inspect(value);
    // Behind a Proxy may be an error, which is shown with its stack.
    return types.isProxy(value) ? (text.split('\n', 1)[0] ?? text) : text;
  } catch {
    return 'something that cannot be shown';
  }
}
