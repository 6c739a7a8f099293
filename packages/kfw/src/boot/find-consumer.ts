/** Finds the consumer that a process runs alone, by the name of its class. */
import { type ConsumerClass, consumerBrand, hasBrand, suggestName } from '@kfw/core';
import { kfwError } from '../errors.js';

/** Searches the exports of `app/`. Throws `KFW_CONSUMER_NOT_FOUND`, with the nearest name. */
export function findConsumer(exported: Readonly<Record<string, unknown>>, name: string): ConsumerClass {
  const consumers = Object.entries(exported).filter(([, value]) => isConsumer(value));
  const found = consumers.find(([known]) => known === name)?.[1];
  if (found !== undefined) return found as ConsumerClass;
  const known = consumers.map(([each]) => each);
  throw kfwError('KFW_CONSUMER_NOT_FOUND', { name, meant: suggestName(name, known), known });
}

/** An `ApplicationConsumer` does not count: it has no handler. */
function isConsumer(value: unknown): boolean {
  if (!hasBrand(value, consumerBrand)) return false;
  const { prototype } = value as ConsumerClass;
  return typeof prototype.process === 'function' || typeof prototype.consume === 'function';
}
