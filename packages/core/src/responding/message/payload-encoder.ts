/**
 * The encoder of `deliver`: messages become bytes by the schemas of the call, by those that the app declares for the topic,
 * or, without either, by the kind of the payload. Writers are kept per schema and topic, so that only the first message
 * of each waits for a registry.
 */
import { isUint8Array } from 'node:util/types';
import { isKfwError, KfwError } from '../../errors/kfw-error.js';
import type { Monitor } from '../../events/monitor.js';
import { asBuffer, partitionKeyBytes } from '../../payloads/as-buffer.js';
import { unnamed } from '../../payloads/schemas.js';
import type { PayloadSide, PayloadWriter, Schema } from '../../ports/codec.js';
import type { OutboundRecord } from '../../ports/records.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { Codecs } from '../../routing/schemas/codecs.js';
import type { SchemaLookup } from '../../routing/schemas/declared-schemas.js';
import {
  checkHeaders,
  checkOptions,
  checkPartitioning,
  describeGiven,
  refused,
  timestampOf,
} from './check-delivery.js';
import { checkAwaited, checkSchema, checkTopic } from './check-payload.js';
import { defaultPropagatedHeaders, propagatedHeaders } from './propagated-headers.js';

/** What a key may be without a `keySchema`: text, a number as text, bytes, or anything else as JSON. */
export type PlainKey = string | number | bigint | Uint8Array | object;

/** The options of one message. `P` and `K` are the types of its schemas. */
export interface DeliverOptions<P = unknown, K = PlainKey> {
  /**
   * What the payload is. Without it what the app's routes and responders declare for the topic counts. Where nothing is
   * declared, bytes go as they are, a string as text, anything else as JSON.
   */
  readonly schema?: Schema<P>;
  readonly key?: NoInfer<K> | null;
  /** What the key is. Without it as for the payload; a number goes as text. */
  readonly keySchema?: Schema<K>;
  /** What the partition is chosen by, when that is not the key. */
  readonly partitionKey?: string | Uint8Array;
  /** The partition outright. */
  readonly partition?: number;
  readonly headers?: OutboundRecord['headers'];
  /** When it happened; the time of sending when left out. */
  readonly timestamp?: Date | number;
}

/** One message of a list: `null` as payload is a tombstone. */
export interface Delivery<P = unknown, K = PlainKey> extends DeliverOptions<P, K> {
  readonly topic: string;
  readonly payload: NoInfer<P> | null;
}

export interface PayloadEncoderOptions {
  /** Headers that are copied from a consumed message to the messages sent while it is handled. Default `defaultPropagatedHeaders`. */
  readonly propagatedHeaders?: readonly string[] | undefined;
  /** The schemas that the app declares for its topics. Default: none. */
  readonly declared?: SchemaLookup | undefined;
  /** Called once for each topic that gets a payload without a declared schema, before it is sent. */
  readonly onUndeclared?: ((topic: string, format: string) => void) | undefined;
  /** Has the tracer, if there is one. */
  readonly monitor?: Pick<Monitor, 'tracer'> | undefined;
}

/** The schemas of one message, as far as any are named or declared. */
export type MessageSchemas = Pick<DeliverOptions<unknown, unknown>, 'schema' | 'keySchema'>;

/** An app has few topics; a larger number comes from generated names. */
const mostUndeclared = 1_000;

export class PayloadEncoder {
  readonly #writers: Readonly<Record<PayloadSide, WeakMap<Schema, Map<string, PayloadWriter>>>> = {
    key: new WeakMap(),
    value: new WeakMap(),
  };

  readonly #propagated: readonly string[];
  readonly #declared: SchemaLookup | undefined;
  readonly #onUndeclared: PayloadEncoderOptions['onUndeclared'];
  readonly #monitor: Pick<Monitor, 'tracer'> | undefined;
  readonly #undeclared = new Set<string>();

  constructor(
    private readonly codecs: Codecs,
    {
      propagatedHeaders: propagated = defaultPropagatedHeaders,
      declared,
      onUndeclared,
      monitor,
    }: PayloadEncoderOptions = {},
  ) {
    this.#propagated = propagated;
    this.#monitor = monitor;
    this.#declared = declared;
    this.#onUndeclared = onUndeclared;
  }

  /**
   * The message; a promise only while a schema is registered or looked up. Throws or rejects with `KFW_ENCODE_FAILED`,
   * `KFW_DELIVERY_INVALID`, `KFW_SCHEMAS_DIFFER`, `KFW_FORMAT_UNKNOWN`, or what the registry says. An entry of a list is its own options.
   */
  encode(
    topic: string,
    payload: unknown,
    options: DeliverOptions<unknown, unknown>,
    isListItem = false,
  ): OutgoingMessage | Promise<OutgoingMessage> {
    if (typeof options !== 'object' || options === null) {
      throw refused(topic, `its options are ${describeGiven(options)}. Give an object, or nothing.`);
    }
    checkOptions(topic, options, isListItem);
    checkPartitioning(topic, options.partition, options.partitionKey);
    checkHeaders(topic, options.headers);
    const timestamp = timestampOf(topic, options.timestamp);
    checkAwaited(topic, 'payload', payload);
    checkAwaited(topic, 'key', options.key);
    const value = asBuffer(payload);
    const schema = this.#schemaFor(topic, value, options);
    const keySchema = keySchemaOf(topic, options, this.#declared);
    const key = plainKey({ key: options.key, keySchema });
    const values = value === null ? undefined : this.#writer(topic, 'value', schemaOf(value, schema));
    const keys = key === null ? undefined : this.#writer(topic, 'key', schemaOf(key, keySchema));
    if (schema === undefined && this.#onUndeclared !== undefined) this.#reportUndeclared(topic, value);
    if (values === undefined && keys === undefined) checkTopic(topic);
    const propagated = propagatedHeaders(this.#propagated, this.#monitor?.tracer);
    const pending = values?.prepare();
    const pendingKey = keys?.prepare();
    const encoded = () => {
      try {
        const keyBytes = keys?.encode(key) ?? null;
        return message(topic, options, timestamp, propagated, keyBytes, values?.encode(value) ?? null);
      } catch (thrown) {
        throw options.schema === undefined ? withDeclared(thrown, schema) : thrown;
      }
    };
    return pending === undefined && pendingKey === undefined
      ? encoded()
      : Promise.all([pending, pendingKey]).then(encoded);
  }

  /** What `encode` takes for a message; a test reads it again by them. Throws `KFW_SCHEMAS_DIFFER`. */
  schemasFor(topic: string, payload: unknown, options: DeliverOptions<unknown, unknown>): Required<MessageSchemas> {
    const schema = this.#schemaFor(topic, payload, options);
    const keySchema = keySchemaOf(topic, options, this.#declared);
    return {
      schema: schemaOf(payload, schema),
      keySchema: schemaOf(plainKey({ key: options.key, keySchema }), keySchema),
    };
  }

  #schemaFor(topic: string, payload: unknown, { schema }: MessageSchemas): Schema | undefined {
    // A schema that is null, from JavaScript, is a mistake to be reported, not one that was left out.
    return payload === null || schema !== undefined ? schema : this.#declared?.of(topic, 'value');
  }

  #reportUndeclared(topic: string, value: unknown): void {
    if (value === null || this.#undeclared.has(topic) || this.#undeclared.size >= mostUndeclared) return;
    // Bytes that a registry's serializer has written already, as when a message is sent on.
    if (isUint8Array(value) && value.length > 5 && value[0] === 0) return;
    this.#undeclared.add(topic);
    this.#onUndeclared?.(topic, schemaOf(value, undefined).format);
  }

  #writer(topic: string, side: PayloadSide, schema: Schema): PayloadWriter {
    // One that is known was checked when its writer was made.
    let ofSchema = this.#writers[side].get(schema);
    if (ofSchema === undefined) {
      checkSchema(topic, side === 'key' ? 'keySchema' : 'schema', schema);
      ofSchema = new Map();
      this.#writers[side].set(schema, ofSchema);
    }
    let writer = ofSchema.get(topic);
    if (writer === undefined) {
      checkTopic(topic);
      writer = this.codecs.writer({ topic, side, schema });
      ofSchema.set(topic, writer);
    }
    return writer;
  }
}

function keySchemaOf(
  topic: string,
  { key, keySchema }: DeliverOptions<unknown, unknown>,
  declared: SchemaLookup | undefined,
): Schema | undefined {
  return keySchema !== undefined || key === undefined || key === null ? keySchema : declared?.of(topic, 'key');
}

/** Names the declared schema: a caller without a schema cannot know which one rejected the payload. */
function withDeclared(thrown: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined || !isKfwError(thrown, 'KFW_ENCODE_FAILED')) return thrown;
  const hint = `The app declares ${schema.name} for this topic; to send something else, say so: { schema: … }.`;
  return new KfwError(thrown.code, `${thrown.message} ${hint}`, { cause: thrown.cause });
}

/** The schema by which something is written, and read again. */
export function schemaOf(given: unknown, schema: Schema | undefined): Schema {
  if (schema !== undefined) return schema;
  if (typeof given === 'string') return unnamed.text;
  return isUint8Array(given) ? unnamed.bytes : unnamed.json;
}

/** The key as it is encoded; `null` when there is none. */
export function plainKey({ key, keySchema }: { key?: unknown; keySchema?: Schema | undefined }): unknown {
  if (key === undefined || key === null) return null;
  if (keySchema === undefined && (typeof key === 'number' || typeof key === 'bigint')) return String(key);
  return asBuffer(key);
}

function message(
  topic: string,
  { partitionKey, partition, headers }: DeliverOptions<unknown, unknown>,
  timestamp: number | undefined,
  propagated: OutgoingMessage['headers'],
  key: Buffer | null,
  value: Buffer | null,
): OutgoingMessage {
  return {
    topic,
    key,
    value,
    headers: headers === undefined ? propagated : { ...propagated, ...headers },
    timestamp,
    partition,
    partitionKey: partitionKeyBytes(partitionKey),
    headerEntries: undefined,
    trace: undefined,
  };
}
