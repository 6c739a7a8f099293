/**
 * The codec port: how payloads become bytes and back. A codec is compiled once at boot per topic and side; on the hot path
 * reading is synchronous. Unknown schema ids are resolved per batch, before any handler runs.
 */
import type { RawRecord } from './records.js';

declare const payloadType: unique symbol;

/**
 * Describes the payload type `P` of a key or value. `format` picks the codec; `definition` is the codec's own
 * business (an Avro schema, for one). Made by `avro()`, `json()`, `raw()` and `text()`, or generated from `.avsc`.
 */
export interface Schema<P = unknown> {
  readonly format: string;
  /** Full name for people: `com.shop.UserEvent`, `json`. */
  readonly name: string;
  readonly definition?: unknown;
  /** Carries `P` for the compiler only. */
  readonly [payloadType]?: P;
}

/** The payload type that a schema describes. */
export type PayloadOf<S> = S extends Schema<infer P> ? P : never;

/** Which part of a record a codec is compiled for: it decides the subject (`topic-key`, `topic-value`). */
export type PayloadSide = 'key' | 'value';

export interface CodecTarget {
  readonly topic: string;
  /** Its name on the cluster, where a topic mapper makes it another: subjects are named after this one. */
  readonly topicOnCluster?: string;
  readonly side: PayloadSide;
  readonly schema: Schema;
}

export interface PayloadReader {
  /**
   * Resolves what decoding these records needs and is not known yet. `undefined` when all is known: the common
   * case costs no promise. Rejects when the registry cannot be asked; bytes that are malformed are left to `decode`.
   */
  prepare(records: readonly RawRecord[]): Promise<void> | undefined;
  /** Throws `KFW_DECODE_FAILED`. Never called with a tombstone. */
  decode(bytes: Buffer): unknown;
}

export interface PayloadWriter {
  /** Registers or looks up the schema. `undefined` once that is done. */
  prepare(): Promise<void> | undefined;
  /** Throws `KFW_ENCODE_FAILED` with the path of the field that does not fit. */
  encode(payload: unknown): Buffer;
}

export interface Codec {
  readonly format: string;
  reader(target: CodecTarget): PayloadReader;
  writer(target: CodecTarget): PayloadWriter;
  /**
   * The subject under which the codec's registry holds a schema of a topic, by the topic's name on the cluster; `undefined`
   * when there is none, or when its name does not follow from the topic. A codec without a registry leaves it out.
   */
  subjectOf?(topicOnCluster: string, side: PayloadSide): Promise<string | undefined>;
  /** One attempt to reach what the codec depends on (a registry); a codec without dependencies leaves it out. */
  connect?(): Promise<void>;
}
