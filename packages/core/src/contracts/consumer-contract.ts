/** The types of consumers, consume calls and middleware, as far as routing needs them. */
import type { PayloadOf, Schema } from '../ports/codec.js';
import type { consumerBrand } from './brands.js';
import type { Batch, Message } from './message.js';

/** What routing may know of a consumer: one of two handlers, for one message or for a batch. */
export interface ConsumerContract {
  process?(message: Message<never, never>): unknown;
  consume?(batch: Batch<never, never>): unknown;
}

export interface ConsumerClass<C extends ConsumerContract = ConsumerContract> {
  new (): C;
  readonly name: string;
  readonly [consumerBrand]: true;
}

/** Any class that extends `Consumer`, with whatever handler. */
export type AnyConsumerClass = ConsumerClass;

/** The payload type that a consumer's handler takes. */
export type PayloadOfConsumer<C extends AnyConsumerClass> =
  InstanceType<C> extends { process(message: infer M): unknown }
    ? PayloadOfHandled<M>
    : InstanceType<C> extends { consume(batch: infer B): unknown }
      ? PayloadOfHandled<B>
      : unknown;

type PayloadOfHandled<Handled> =
  Handled extends Message<infer P, infer _K> ? P : Handled extends Batch<infer P, infer _K> ? P : unknown;

/**
 * Nothing, when the handler of `C` can take what `S` describes; otherwise a property that no class has, so that
 * the compiler's message names the mismatch.
 */
export type Fitting<C extends AnyConsumerClass, S extends Schema> = [PayloadOf<S>] extends [PayloadOfConsumer<C>]
  ? unknown
  : { readonly 'kfw: the handler takes another payload than this schema describes': PayloadOf<S> };

/** The key type that a consumer's handler takes. */
type KeyOfConsumer<C extends AnyConsumerClass> =
  InstanceType<C> extends { process(message: infer M): unknown }
    ? KeyOfHandled<M>
    : InstanceType<C> extends { consume(batch: infer B): unknown }
      ? KeyOfHandled<B>
      : unknown;

type KeyOfHandled<Handled> =
  Handled extends Message<infer _P, infer K> ? K : Handled extends Batch<infer _P, infer K> ? K : unknown;

/** As `Fitting`, for keys. A schema without a type, such as `json()`, says nothing about them. */
export type FittingKey<C extends AnyConsumerClass, K extends Schema> =
  unknown extends PayloadOf<K>
    ? unknown
    : [PayloadOf<K>] extends [KeyOfConsumer<C>]
      ? unknown
      : { readonly 'kfw: the handler takes other keys than this schema describes': PayloadOf<K> };

/** One call of a consumer, as wrapping middleware sees it. */
export interface ConsumeCall {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly consumer: ConsumerContract;
  readonly batch: Batch;
}

/** Wraps every consume call. An error that it throws is treated as the handler's error. */
export type ConsumeMiddleware = (call: ConsumeCall, next: () => Promise<void>) => Promise<void> | void;
