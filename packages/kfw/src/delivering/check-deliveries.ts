/** Checks the list passed to `deliver`, and names the message that an error is about. */
import { isKfwError, KfwError } from '@kfw/core';
import { kfwError } from '../errors.js';

/** The mistake in the list; `undefined` if each entry is an object. */
export function checkDeliveries(given: unknown): Error | undefined {
  if (!Array.isArray(given)) {
    const what = given === null ? 'null' : typeof given;
    return kfwError('KFW_DELIVERIES_INVALID', { problem: `the first argument is ${what}.` });
  }
  for (let index = 0; index < given.length; index++) {
    if (typeof given[index] === 'object' && given[index] !== null) continue;
    const what = given[index] === null ? 'null' : typeof given[index];
    return kfwError('KFW_DELIVERIES_INVALID', { problem: `message ${index} of the list, counted from 0, is ${what}.` });
  }
  return undefined;
}

/** The error, with the index of its message. */
export function withIndex(thrown: unknown, index: number): unknown {
  if (!isKfwError(thrown)) return thrown;
  return new KfwError(thrown.code, `message ${index} of the list, counted from 0: ${thrown.message}`, {
    cause: thrown.cause,
  });
}
