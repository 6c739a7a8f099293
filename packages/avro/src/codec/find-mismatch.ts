/** Finds why a payload does not fit a type: the path of the first wrong field, and its error. */
import type { Type } from '../encoding/avsc-internals.js';
import { describeMismatch } from './describe-mismatch.js';

const strict = { noUndeclaredFields: true };

/** `undefined` when the payload fits. */
export function findMismatch(type: Type, payload: unknown): string | undefined {
  if (type.isValid(payload, strict)) return undefined;
  let found: string | undefined;
  type.isValid(payload, {
    ...strict,
    errorHook: (path, value: unknown, expected) => {
      found ??= describeMismatch(path, value, expected);
    },
  });
  return found ?? 'it does not fit its schema';
}
