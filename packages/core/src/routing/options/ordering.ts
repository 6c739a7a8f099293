/**
 * The messages of a partition that are handled in order: all of them, those of the same key, or those for which a function
 * returns the same text.
 */
import type { Message } from '../../contracts/message.js';
import { coreError } from '../../errors/core-errors.js';

/** `message` has the types of the route's schemas; a function that needs them says so: `(message: Message<Order>) => …`. */
// biome-ignore lint/suspicious/noExplicitAny: a function of any message may be given, and options have no type of payload
export type OrderedBy = 'partition' | 'key' | ((message: Message<any, any>) => string);

/** `undefined`: in order with nothing. */
export type OrderOf = (message: Message) => string | undefined;

/** `undefined` when a partition is handled in order as a whole. A message without a key stands in no order. */
export function orderOf(orderedBy: OrderedBy): OrderOf | undefined {
  if (orderedBy === 'partition') return undefined;
  if (orderedBy === 'key') return ({ rawKey }) => rawKey?.toString('latin1');
  return (message) => {
    const order: unknown = orderedBy(message);
    if (typeof order === 'string') return order;
    throw coreError('KFW_ORDER_INVALID', { topic: message.topic, given: order === null ? 'null' : typeof order });
  };
}
