/** The list that `deliver` is given: whether it is one, and which of its messages an error is about. */
import { isKfwError, KfwError } from '@kfw/core';
import { kfwError } from '../errors.js';

/** What is wrong with the list; `undefined` when each entry can be looked at. */
export function checkDeliveries(given: unknown): Error | undefined {
  if (!Array.isArray(given)) {
    const what = given === null ? 'null' : typeof given;
    return kfwError('KFW_DELIVERIES_INVALID', { problem: `The first argument is ${what}.` });
  }
  for (let index = 0; index < given.length; index++) {
    if (typeof given[index] === 'object' && given[index] !== null) continue;
    const what = given[index] === null ? 'null' : typeof given[index];
    return kfwError('KFW_DELIVERIES_INVALID', { problem: `Message ${index} of the list, counted from 0, is ${what}.` });
  }
  return undefined;
}

/** The error, told of the message at `index`. */
export function withIndex(thrown: unknown, index: number): unknown {
  if (!isKfwError(thrown)) return thrown;
  return new KfwError(thrown.code, `Message ${index} of the list, counted from 0: ${thrown.message}`, {
    cause: thrown.cause,
  });
}
