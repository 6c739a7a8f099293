/**
 * Reads one topic's keys or values. Unknown schemas are awaited per batch in `prepare`; `decode` is synchronous and
 * uses one compiled function per writer schema.
 */
import { type CodecTarget, isKfwError, type PayloadReader, type RawRecord, toError } from '@kfw/core';
import { type AvroSchema, parseSchema } from '@kfw/schema-compat';
import { MalformedBytes, type Type } from '../encoding/avsc-internals.js';
import { avroError } from '../errors.js';
import type { WriterSchemas } from '../registry/writer-schemas.js';
import { compileReading } from '../resolving/compile-reading.js';
import { UnreadableValue } from '../resolving/unreadable-value.js';
import { partLabel } from './part-label.js';
import { unknownIds } from './unknown-ids.js';
import { headerBytes, headerMistake, schemaIdOf } from './wire-format.js';

type Decode = (body: Buffer) => unknown;

export class AvroReader implements PayloadReader {
  readonly #target: CodecTarget;
  readonly #type: Type;
  readonly #schemas: WriterSchemas;
  readonly #decoders = new Map<number, Decode>();
  #lastId = -1;
  #lastDecoder: Decode | undefined;

  constructor(target: CodecTarget, type: Type, schemas: WriterSchemas) {
    this.#target = target;
    this.#type = type;
    this.#schemas = schemas;
  }

  prepare(records: readonly RawRecord[]): Promise<void> | undefined {
    const unknown = unknownIds(records, this.#target.side, this.#schemas);
    return unknown === undefined ? undefined : this.#schemas.resolve(unknown);
  }

  decode(bytes: Buffer): unknown {
    const id = schemaIdOf(bytes);
    if (id === -1) throw this.#failed(headerMistake(bytes));
    if (id !== this.#lastId || this.#lastDecoder === undefined) {
      this.#lastDecoder = this.#decoderFor(id);
      this.#lastId = id;
    }
    try {
      return this.#lastDecoder(bytes.subarray(headerBytes));
    } catch (thrown) {
      throw this.#undecodable(id, thrown);
    }
  }

  #decoderFor(id: number): Decode {
    const known = this.#decoders.get(id);
    if (known !== undefined) return known;
    const schema = this.#schemas.get(id);
    if (schema === undefined) throw avroError('KFW_SCHEMA_ID_UNKNOWN', { what: partLabel(this.#target), id });
    if (schema.state === 'unusable') {
      throw this.#failed(`the schema with id ${id}, which it was written with, is unusable: ${schema.reason}`);
    }
    const decoder = this.#compile(id, schema.schema);
    this.#decoders.set(id, decoder);
    return decoder;
  }

  /** A failed compilation is not repeated for each message. */
  #compile(id: number, writer: AvroSchema): Decode {
    const { definition, name } = this.#target.schema;
    try {
      return compileReading(writer, parseSchema(JSON.stringify(definition), { checkDefaults: false }), this.#type);
    } catch (thrown) {
      const { message } = toError(thrown);
      const reason = `the schema with id ${id}, which it was written with, cannot be read as ${name}: ${message}`;
      return () => {
        throw this.#failed(reason, thrown);
      };
    }
  }

  #undecodable(id: number, thrown: unknown) {
    if (isKfwError(thrown)) return thrown;
    if (!(thrown instanceof UnreadableValue)) {
      return this.#failed(`its bytes do not follow the schema with id ${id} (${reasonOf(thrown)})`, thrown);
    }
    const { name } = this.#target.schema;
    return this.#failed(
      `written with the schema with id ${id}, it cannot be read as ${name}: ${thrown.describe()}`,
      thrown,
    );
  }

  #failed(reason: string, cause?: unknown) {
    return avroError('KFW_DECODE_FAILED', { what: partLabel(this.#target), reason: `${reason}.` }, { cause });
  }
}

/** avsc's own message where it is useful; these messages never hold content. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof MalformedBytes) return thrown.message;
  const { message } = toError(thrown);
  if (thrown instanceof RangeError && /call stack/.test(message)) return 'its values are nested too deeply';
  return /^(truncated buffer|trailing data)$/.test(message) ? message : 'malformed bytes';
}
