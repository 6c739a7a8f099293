/**
 * `deliver` and `deliverAsync`: sending from an app that kfw runs, from a test that imports @kfw/testing, and from
 * any other program, where the first call creates a producer from the configuration of the surrounding app.
 *
 * On the hot path the only promise is the report itself: encoding waits only for a schema that is not known yet.
 */

import { isKfwError, KfwError } from '@kfw/core';
import {
  type DeliveredTo,
  type DeliverOptions,
  type Delivery,
  findResponderRuntime,
  type OutgoingMessage,
  type PlainKey,
  type ResponderRuntime,
} from '@kfw/core/internal';
import { kfwError } from '../errors.js';
import { withStandaloneProducer } from './standalone-producer.js';
import { unbufferedDeliveries } from './unbuffered-deliveries.js';

/** The messages of one call, each checked against its own schemas. */
export type Deliveries<P extends readonly unknown[]> = { readonly [I in keyof P]: Delivery<P[I], unknown> };

type AnyDelivery = Delivery<unknown, unknown>;
type AnyOptions = DeliverOptions<unknown, unknown>;

/**
 * Sends a message, and resolves with its partition and offset when the brokers have acknowledged it (`producer.acks`).
 * A `null` payload is a tombstone.
 *
 * ```ts
 * const { partition, offset } = await deliver('users', event, { schema: UserEvent, key: '1' });
 * ```
 *
 * Rejects with `KFW_DELIVERY_INVALID`, `KFW_ENCODE_FAILED`, `KFW_TOPIC_UNKNOWN`, `KFW_PARTITION_INVALID`,
 * `KFW_KEY_MISSING`, `KFW_MESSAGE_TOO_LARGE` or `KFW_BUFFER_FULL` before anything is sent; with a `DeliveryError`,
 * which holds the message, when it could not be delivered within `producer.deliveryTimeoutMs`; outside an app that kfw
 * runs also with the error of the first connection.
 */
export function deliver<P = unknown, K = PlainKey>(
  topic: string,
  payload: NoInfer<P> | null,
  options?: DeliverOptions<P, K>,
): Promise<DeliveredTo>;
/**
 * Sends messages, in the given order within each partition, and resolves with the position of each. All are encoded
 * before the first is sent. If some are not delivered, `undelivered` of the `DeliveryError` holds them.
 */
export function deliver<const P extends readonly unknown[]>(messages: Deliveries<P>): Promise<DeliveredTo[]>;
export function deliver(
  first: string | readonly AnyDelivery[],
  payload?: unknown,
  options: AnyOptions = byDefault,
): Promise<DeliveredTo | DeliveredTo[]> {
  const runtime = findResponderRuntime();
  if (typeof first !== 'string') {
    const wrong = checkDeliveries(first);
    if (wrong !== undefined) return Promise.reject(wrong);
    if (runtime === undefined) return withStandaloneProducer(first, (found) => sendList(found, first, deliverList));
    return sendList(runtime, first, deliverList);
  }
  if (runtime !== undefined) return send(runtime, first, payload, options, deliverOne);
  const delivery = { ...options, topic: first, payload };
  return withStandaloneProducer([delivery], (found) => send(found, first, payload, options, deliverOne));
}

/**
 * Puts a message into the buffer, and resolves when it is there: at once, unless the buffer is full. The events
 * `delivery.failed` and `delivery.lost` report a failure. Rejects as `deliver` does before anything is sent.
 */
export function deliverAsync<P = unknown, K = PlainKey>(
  topic: string,
  payload: NoInfer<P> | null,
  options?: DeliverOptions<P, K>,
): Promise<void>;
/** Puts messages into the buffer. All are encoded before the first is put there. */
export function deliverAsync<const P extends readonly unknown[]>(messages: Deliveries<P>): Promise<void>;
export function deliverAsync(
  first: string | readonly AnyDelivery[],
  payload?: unknown,
  options: AnyOptions = byDefault,
): Promise<void> {
  const runtime = findResponderRuntime();
  if (typeof first !== 'string') {
    const wrong = checkDeliveries(first);
    if (wrong !== undefined) return Promise.reject(wrong);
    if (runtime === undefined) return withStandaloneProducer(first, (found) => sendList(found, first, bufferList));
    return sendList(runtime, first, bufferList);
  }
  if (runtime !== undefined) return send(runtime, first, payload, options, bufferOne);
  const delivery = { ...options, topic: first, payload };
  return withStandaloneProducer([delivery], (found) => send(found, first, payload, options, bufferOne));
}

const byDefault: AnyOptions = {};
/** Shared, because a promise for each buffered message costs more than buffering it. */
const buffered = Promise.resolve();

const deliverOne = ({ producer }: ResponderRuntime, message: OutgoingMessage) => producer.deliverOne(message);
const deliverList = ({ producer }: ResponderRuntime, messages: readonly OutgoingMessage[]) =>
  producer.deliver(messages);
const bufferList = ({ producer }: ResponderRuntime, messages: readonly OutgoingMessage[]) =>
  producer.deliverAsync(messages) ?? buffered;
const bufferOne = (runtime: ResponderRuntime, message: OutgoingMessage) => bufferList(runtime, [message]);

function send<T>(
  runtime: ResponderRuntime,
  topic: string,
  payload: unknown,
  options: AnyOptions,
  handOver: (runtime: ResponderRuntime, message: OutgoingMessage) => Promise<T>,
): Promise<T> {
  try {
    const message = runtime.payloads.encode(topic, payload, options);
    if (!(message instanceof Promise)) return handOver(runtime, message);
    return sendEncoded([{ ...options, topic, payload }], message, (encoded) => handOver(runtime, encoded));
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}

function sendList<T>(
  runtime: ResponderRuntime,
  deliveries: readonly AnyDelivery[],
  handOver: (runtime: ResponderRuntime, messages: readonly OutgoingMessage[]) => Promise<T>,
): Promise<T> {
  const encoding: (OutgoingMessage | Promise<OutgoingMessage>)[] = [];
  try {
    let waits = false;
    for (const delivery of deliveries) {
      const message = runtime.payloads.encode(delivery.topic, delivery.payload, delivery, true);
      waits ||= message instanceof Promise;
      encoding.push(message);
    }
    if (!waits) return handOver(runtime, encoding as OutgoingMessage[]);
    return sendEncoded(deliveries, Promise.all(encoding), (messages) => handOver(runtime, messages));
  } catch (thrown) {
    // The call fails with its first error; rejections of earlier messages are handled as well.
    const indexed = withIndex(thrown, encoding.length);
    return Promise.allSettled(encoding).then(() => Promise.reject(indexed));
  }
}

function sendEncoded<M, T>(
  deliveries: readonly AnyDelivery[],
  encoding: Promise<M>,
  handOver: (encoded: M) => Promise<T>,
): Promise<T> {
  let release: () => void = () => {};
  const done = encoding.finally(() => release()).then(handOver);
  release = unbufferedDeliveries.add(deliveries, done);
  return done;
}

/** The mistake in the list; `undefined` if each entry is an object. */
function checkDeliveries(given: unknown): Error | undefined {
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
function withIndex(thrown: unknown, index: number): unknown {
  if (!isKfwError(thrown)) return thrown;
  return new KfwError(thrown.code, `message ${index} of the list, counted from 0: ${thrown.message}`, {
    cause: thrown.cause,
  });
}
