/** Decorators of consumers. They only record; they work as legacy and as standard (TC39) decorators alike. */

import type { AnyConsumerClass, Fitting, FittingKey } from '../../contracts/consumer-contract.js';
import type { Schema } from '../../ports/codec.js';
import type { SubscriptionOptions } from '../options/topic-options.js';
import { callSite } from './call-site.js';
import { type CallbackKind, record, recordMethod } from './metadata.js';

type MethodDecoratorOf = (
  target: object,
  nameOrContext: string | symbol | ClassMethodDecoratorContext,
  descriptor?: unknown,
) => void;

/**
 * The schema of a consumer's payloads, and of its keys when they are not text. A route may override it per topic.
 * Does not compile on a class whose handler takes another payload, or other keys than `keySchema` describes.
 */
export function Payload<S extends Schema, K extends Schema = Schema<never>>(
  schema: S,
  options: { keySchema?: K } = {},
) {
  return <C extends AnyConsumerClass>(target: C & Fitting<C, S> & FittingKey<C, K>, _context?: unknown): void =>
    record(target, { kind: 'payload', schema, keySchema: options.keySchema });
}

/**
 * The topic that a consumer takes when it runs in a process of its own, with `kfw server UserEventConsumer`; no route is
 * needed then. A name, or a pattern as in routes. Repeat it for several topics. Does not compile on a class whose
 * handler takes another payload than `schema`.
 */
export function SubscribesTo<S extends Schema = Schema<never>>(
  topic: string | RegExp,
  options: Omit<SubscriptionOptions, 'schema'> & { schema?: S } = {},
) {
  const declaredAt = callSite();
  return <C extends AnyConsumerClass>(target: C & Fitting<C, S>, _context?: unknown): void =>
    record(target, { kind: 'subscription', topic, options, declaredAt });
}

function callback(decorator: string, kind: CallbackKind): MethodDecoratorOf {
  return (target, nameOrContext) =>
    recordMethod(decorator, target, nameOrContext, (method) => ({ kind: 'callback', callback: kind, method }));
}

/** Runs before each batch of a partition. An error in it is the handler's error. */
export const BeforeBatch = () => callback('BeforeBatch', 'beforeBatch');
/**
 * Runs after each batch that was consumed without an error, also one that a rebalance cut short. An error in it is
 * the handler's error; messages that `process` finished stay done.
 */
export const AfterBatch = () => callback('AfterBatch', 'afterBatch');
/** Runs once when the consumer's partition has been assigned. An error in it is reported and stops nothing. */
export const OnAssigned = () => callback('OnAssigned', 'onAssigned');
/** Runs once when the partition is lost, after its last handler. An error in it is reported and stops nothing. */
export const OnRevoked = () => callback('OnRevoked', 'onRevoked');
/** Runs once when the process stops, after the last handler. An error in it is reported and stops nothing. */
export const OnShutdown = () => callback('OnShutdown', 'onShutdown');
