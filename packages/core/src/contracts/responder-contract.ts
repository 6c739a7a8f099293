/** The types of responders and of the report of a call, as far as routing needs them. */
import type { Schema } from '../ports/codec.js';
import type { OutboundRecord } from '../ports/records.js';
import type { responderBrand } from './brands.js';
import type { Message } from './message.js';

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
  /** Whether the messages of each call are sent in one transaction. Default false. */
  readonly atomic?: boolean;
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
  /** Whether each message gets a header `event-id`, unless it is given one. Default true. */
  eventId?: boolean;
  /** Derives what the partition is chosen by, when `respondTo` does not say. Default: the key. */
  partitionKey?(payload: P): string | Uint8Array;
}

/** The key of a message before it is encoded. */
export type ResponderKey = string | number | bigint | Uint8Array | object;

/** How one message is sent, beside what it says. */
export interface RespondOptions {
  /** The message's key, encoded by the topic's key schema (text by default). */
  key?: ResponderKey | null;
  /** What the partition is chosen by, when that is not the key. */
  partitionKey?: string | Uint8Array;
  /** The partition outright. */
  partition?: number;
  headers?: OutboundRecord['headers'];
  /** When it happened; the time of sending when left out. */
  timestamp?: Date | number;
}

/** How one call of a responder is made. */
export interface CallOptions {
  /**
   * The consumed message whose trace and correlation id the call's messages carry on. Default: the one that `process` is
   * at, and none elsewhere; `null` for none.
   */
  from?: Message<unknown, unknown> | null;
}

/** How a tombstone is sent; the key is given apart. */
export type TombstoneToOptions = Omit<RespondOptions, 'key'>;

/** Options of the static `tombstone`, which a responder of several topics must tell its `topic`. */
export interface TombstoneOptions<Topic extends string = string> extends TombstoneToOptions, CallOptions {
  topic?: Topic;
}

/** What follows the key: options, which may be left out when there is only one topic that can be meant. */
export type TombstoneArguments<Topics extends TopicMap> =
  IsOne<keyof Topics & string> extends true
    ? [options?: TombstoneOptions<keyof Topics & string>]
    : [options: TombstoneOptions<keyof Topics & string> & { topic: keyof Topics & string }];

type IsOne<Name, All = Name> = Name extends unknown ? ([All] extends [Name] ? true : false) : never;

/** Where a message ended up. Offsets are strings, as users read them. */
export interface DeliveredTo {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** What one call of a responder sent, per declared topic, in order. The payload of a tombstone is `null`, whatever its type says. */
export type ResponderReport<Topics extends TopicMap = TopicMap> = {
  [T in keyof Topics]?: [payload: Topics[T], deliveredTo: DeliveredTo][];
};
