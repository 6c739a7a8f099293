/** Values that `JSON.stringify` changes silently, each with a replacement to use. */
import { types } from 'node:util';
import { JsonLoss } from './json-loss.js';

/** Where a value is decides what would be written of it. */
export type JsonContext = 'field' | 'list' | 'alone';

/** The problem with a value that is not an object, text, boolean or finite number. */
export function lossOfPrimitive(value: unknown, context: JsonContext): JsonLoss {
  if (typeof value === 'number') return new JsonLoss(`${value} would be written as null. Give a number, or null.`);
  if (typeof value === 'bigint') return new JsonLoss('JSON has no BigInt. Give its text: String(value).');
  const advice = value === undefined ? 'Give null, or leave it out.' : 'Give plain values.';
  const what = value === undefined ? 'undefined' : `a ${typeof value}`;
  if (context === 'alone') return new JsonLoss(`JSON cannot hold ${what}. Give plain values, or null for a tombstone.`);
  return new JsonLoss(`${what} would be ${context === 'list' ? 'written as null' : 'left out'}. ${advice}`);
}

/** What is wrong with a Date; most have nothing. */
export function lossOfDate(date: Date): JsonLoss | undefined {
  if (!Number.isNaN(date.getTime())) return undefined;
  return new JsonLoss('an invalid Date would be written as null. Give a valid Date, or null.');
}

/** Of classes that JSON knows nothing of. `{ code: 'E1' }` is left of an error with a code, so fields do not save them. */
const opaque: readonly (readonly [is: (value: object) => boolean, instead: string])[] = [
  [types.isMap, 'Give Object.fromEntries(map).'],
  [types.isSet, 'Give [...set].'],
  [types.isNativeError, 'Give { message: error.message }.'],
  [types.isPromise, 'Await it first.'],
  [types.isAnyArrayBuffer, 'Give base64: Buffer.from(buffer).toString("base64").'],
  [types.isDataView, 'Give base64: Buffer.from(view.buffer).toString("base64").'],
  [types.isGeneratorObject, 'Give [...generator].'],
  [types.isRegExp, 'Give its source.'],
  [types.isWeakMap, 'Give plain values.'],
  [types.isWeakSet, 'Give plain values.'],
  [types.isSymbolObject, 'Give plain values.'],
];

/** What is wrong with an object of a class; those whose fields are all of them have nothing. */
export function lossOfInstance(value: object): JsonLoss | undefined {
  if (types.isBoxedPrimitive(value) && !types.isSymbolObject(value)) return lossOfBoxed(value);
  if (types.isTypedArray(value)) {
    return new JsonLoss(`${nameOf(value)} would be written as an object, {"0":…}. Give Array.from(values), or base64.`);
  }
  const instead = opaque.find(([is]) => is(value))?.[1];
  if (instead !== undefined) return new JsonLoss(`${nameOf(value)} would be written as {}. ${instead}`);
  if (Object.keys(value).length > 0) return undefined;
  return new JsonLoss(`${nameOf(value)} would be written as {}. Give plain values, or its class a toJSON().`);
}

function lossOfBoxed(value: object): JsonLoss | undefined {
  const inside: unknown = value.valueOf();
  const isLost = typeof inside === 'bigint' || (typeof inside === 'number' && !Number.isFinite(inside));
  return isLost ? lossOfPrimitive(inside, 'field') : undefined;
}

/** What it is, in a few words. */
function nameOf(value: object): string {
  if (types.isGeneratorObject(value)) return 'a generator';
  const name: unknown = value.constructor?.name;
  if (typeof name !== 'string' || name === '' || name === 'Object') return 'an object without fields of its own';
  return `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name.slice(0, 60)}`;
}
