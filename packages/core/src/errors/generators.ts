/**
 * The check for functions that return before they have done their work: a generator runs only when its result is iterated,
 * a stream only when it is read. kfw does neither, so such a handler would count as done without having done anything.
 */
import { types } from 'node:util';
import { coreError } from './core-errors.js';

/** Also `async *`; not what an older target of a compiler made of one, which only its result shows. */
export function isGenerator(value: unknown): boolean {
  return types.isGeneratorFunction(value);
}

/** Throws `KFW_GENERATOR_RETURNED` when what `what` has returned is still to be run. */
export function checkNotGenerator(returned: unknown, what: () => string): void {
  if (typeof returned === 'object' && returned !== null && isGeneratorResult(returned)) {
    throw coreError('KFW_GENERATOR_RETURNED', { what: what() });
  }
}

/** A generator's object, or anything else that is iterated asynchronously: a stream, a cursor. Lists and maps are not. */
function isGeneratorResult(returned: object): boolean {
  const { next, throw: raise, [Symbol.asyncIterator]: iterate } = returned as Record<string | symbol, unknown>;
  return typeof iterate === 'function' || (typeof next === 'function' && typeof raise === 'function');
}
