/**
 * What `deliver` is given becomes messages: bytes by the schemas that are named, by the payload itself where none is.
 * Writers are kept per schema and topic, so that only the first message of each has to wait for a registry.
 */
import { isUint8Array } from 'node:util/types';
import { asBuffer, partitionKeyBytes } from '../payloads/as-buffer.js';
import { unnamed } from '../payloads/schemas.js';
import type { PayloadSide, PayloadWriter, Schema } from '../ports/codec.js';
import type { OutboundRecord } from '../ports/records.js';
import type { OutgoingMessage } from '../producing/deliverer.js';
import type { Codecs } from '../routing/codecs.js';
import { carriedHeaders, defaultCarriedHeaders } from './carried-headers.js';
import { checkHeaders, checkOptions, checkPlace, refused, shown, timestampOf } from './check-delivery.js';
import { checkAwaited, checkSchema, checkTopic } from './check-payload.js';

/** What a key may be without a `keySchema`: text, a number as text, bytes, or anything else as JSON. */
export type PlainKey = string | number | bigint | Uint8Array | object;

/** How one message is sent. `P` and `K` are what its schemas describe. */
export interface DeliverOptions<P = unknown, K = PlainKey> {
  /** What the payload is. Without it bytes go as they are, a string as text, anything else as JSON. */
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

export class PayloadEncoder {
  readonly #writers: Readonly<Record<PayloadSide, WeakMap<Schema, Map<string, PayloadWriter>>>> = {
    key: new WeakMap(),
    value: new WeakMap(),
  };

  constructor(
    private readonly codecs: Codecs,
    /** Headers that go on from a consumed message to what is sent while it is handled. */
    private readonly carried: readonly string[] = defaultCarriedHeaders,
  ) {}

  /**
   * The message; a promise only while a schema is registered or looked up. Throws or rejects with `KFW_ENCODE_FAILED`,
   * `KFW_DELIVERY_INVALID`, `KFW_FORMAT_UNKNOWN`, or what the registry says. An entry of a list is its own options.
   */
  encode(
    topic: string,
    payload: unknown,
    options: DeliverOptions<unknown, unknown>,
    isEntry = false,
  ): OutgoingMessage | Promise<OutgoingMessage> {
    if (typeof options !== 'object' || options === null) {
      throw refused(topic, `its options are ${shown(options)}. Give an object, or nothing.`);
    }
    checkOptions(topic, options, isEntry);
    checkPlace(topic, options.partition, options.partitionKey);
    checkHeaders(topic, options.headers);
    const timestamp = timestampOf(topic, options.timestamp);
    checkAwaited(topic, 'payload', payload);
    checkAwaited(topic, 'key', options.key);
    const value = asBuffer(payload);
    const key = plainKey(options);
    const values = value === null ? undefined : this.#writer(topic, 'value', schemaOf(value, options.schema));
    const keys = key === null ? undefined : this.#writer(topic, 'key', schemaOf(key, options.keySchema));
    if (values === undefined && keys === undefined) checkTopic(topic);
    const carried = carriedHeaders(this.carried);
    const pending = values?.prepare();
    const pendingKey = keys?.prepare();
    const encoded = () =>
      message(topic, options, timestamp, carried, keys?.encode(key) ?? null, values?.encode(value) ?? null);
    return pending === undefined && pendingKey === undefined
      ? encoded()
      : Promise.all([pending, pendingKey]).then(encoded);
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

/** The schema by which something is written, and read again. */
export function schemaOf(given: unknown, schema: Schema | undefined): Schema {
  if (schema !== undefined) return schema;
  if (typeof given === 'string') return unnamed.text;
  return isUint8Array(given) ? unnamed.bytes : unnamed.json;
}

/** The key as it is encoded; `null` when there is none. */
export function plainKey({ key, keySchema }: DeliverOptions<unknown, unknown>): unknown {
  if (key === undefined || key === null) return null;
  if (keySchema === undefined && (typeof key === 'number' || typeof key === 'bigint')) return String(key);
  return asBuffer(key);
}

function message(
  topic: string,
  { partitionKey, partition, headers }: DeliverOptions<unknown, unknown>,
  timestamp: number | undefined,
  carried: OutgoingMessage['headers'],
  key: Buffer | null,
  value: Buffer | null,
): OutgoingMessage {
  return {
    topic,
    key,
    value,
    headers: headers === undefined ? carried : { ...carried, ...headers },
    timestamp,
    partition,
    partitionKey: partitionKeyBytes(partitionKey),
  };
}
