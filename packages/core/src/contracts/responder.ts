import type { Schema } from '../ports/codec.js';
import type { responderBrand } from './brands.js';

/** What a responder may be declared with: topic names and the payload of each. */
// biome-ignore lint/suspicious/noExplicitAny: the only type that every interface of topics is assignable to
export type TopicMap = { [topic: string]: any };

export interface ResponderContract {
  respond(input: never): unknown;
}

export interface ResponderClass<R extends ResponderContract = ResponderContract> {
  new (): R;
  readonly name: string;
  readonly [responderBrand]: true;
}

/** Any class that extends `Responder`, with whatever topics and input. */
export type AnyResponderClass = ResponderClass;

/** Carries the topics of a responder for the compiler only. */
export interface DeclaresTopics<Topics extends TopicMap> {
  readonly topics?: Topics;
}

/** The topics that a responder declares with its payload types. */
export type TopicsOf<R> = R extends DeclaresTopics<infer Topics> ? Topics : TopicMap;

/** One declared topic of a responder. */
export interface ResponderTopicOptions<P = unknown> {
  schema: Schema<P>;
  /** How keys are encoded; text by default. */
  keySchema?: Schema;
  /** Whether every call must send to it. Default true. */
  required?: boolean;
  /** Whether one call may send to it more than once. Default false. */
  multiple?: boolean;
  /** Derives what the partition is chosen by, when `respondTo` does not say. Default: the key. */
  partitionKey?(payload: P): string;
}

/** Where a message ended up. Offsets are strings, as users read them. */
export interface DeliveredTo {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** What one call of a responder sent, per declared topic, in order. */
export type ResponderReport<Topics extends TopicMap = TopicMap> = {
  [T in keyof Topics]?: [payload: Topics[T], deliveredTo: DeliveredTo][];
};
