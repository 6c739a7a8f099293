/**
 * Reads keys or values of any topic by the schemas that they were written with, for a reader that has no schema of its
 * own: a person who looks at messages. Values are those of the Avro codec.
 */
import { type PayloadReader, type PayloadSide, type RawRecord, toError } from '@kfw/core';
import { MalformedBytes, type Type } from '../encoding/avsc-internals.js';
import { compileReaderType } from '../encoding/compile-type.js';
import { avroError } from '../errors.js';
import { schemaDefinition } from '../registry/schema-definition.js';
import type { WriterSchemas } from '../registry/writer-schemas.js';
import { unknownIds } from './unknown-ids.js';
import { headerBytes, headerMistake, schemaIdOf } from './wire-format.js';

export class WrittenReader implements PayloadReader {
  readonly #types = new Map<number, Type>();
  #lastId = -1;
  #lastType: Type | undefined;

  constructor(
    private readonly side: PayloadSide,
    private readonly schemas: WriterSchemas,
  ) {}

  prepare(records: readonly RawRecord[]): Promise<void> | undefined {
    const unknown = unknownIds(records, this.side, this.schemas);
    return unknown === undefined ? undefined : this.schemas.resolve(unknown);
  }

  /** Throws `KFW_DECODE_FAILED` and `KFW_SCHEMA_ID_UNKNOWN`. */
  decode(bytes: Buffer): unknown {
    const id = schemaIdOf(bytes);
    if (id === -1) throw this.#failed(headerMistake(bytes));
    if (id !== this.#lastId || this.#lastType === undefined) {
      this.#lastType = this.#typeOf(id);
      this.#lastId = id;
    }
    try {
      return this.#lastType.fromBuffer(bytes.subarray(headerBytes)) as unknown;
    } catch (thrown) {
      const reason = thrown instanceof MalformedBytes ? thrown.message : 'malformed bytes';
      throw this.#failed(`its bytes do not follow the schema with id ${id} (${reason})`, thrown);
    }
  }

  #typeOf(id: number): Type {
    const known = this.#types.get(id);
    if (known !== undefined) return known;
    const schema = this.schemas.get(id);
    if (schema === undefined) throw avroError('KFW_SCHEMA_ID_UNKNOWN', { what: `the ${this.side}`, id });
    if (schema.state === 'unusable') throw this.#failed(`the schema with id ${id} is unusable: ${schema.reason}`);
    const type = this.#compile(id, schemaDefinition(schema.schema));
    this.#types.set(id, type);
    return type;
  }

  #compile(id: number, definition: unknown): Type {
    try {
      return compileReaderType(definition);
    } catch (thrown) {
      throw this.#failed(`the schema with id ${id} cannot be used to read: ${toError(thrown).message}`, thrown);
    }
  }

  #failed(reason: string, cause?: unknown) {
    const problem = reason.endsWith('.') ? reason : `${reason}.`;
    return avroError('KFW_DECODE_FAILED', { what: `the ${this.side}`, reason: problem }, { cause });
  }
}
