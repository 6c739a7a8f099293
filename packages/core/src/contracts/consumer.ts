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

/** The payload type that a consumer's handler takes. */
export type PayloadOfConsumer<C extends ConsumerClass> =
  InstanceType<C> extends { process(message: Message<infer P, infer _K>): unknown }
    ? P
    : InstanceType<C> extends { consume(batch: Batch<infer P, infer _K>): unknown }
      ? P
      : unknown;

/**
 * `C`, when its handler can take what `S` describes; otherwise a type that nothing fits, which names the mismatch
 * in the compiler's message.
 */
export type Handling<C extends ConsumerClass, S> = S extends Schema
  ? [PayloadOf<S>] extends [PayloadOfConsumer<C>]
    ? C
    : C & { readonly 'kfw: the handler takes another payload than this schema describes': PayloadOf<S> }
  : C;

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
