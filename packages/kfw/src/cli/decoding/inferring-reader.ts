/**
 * Reads keys or values of a topic that nothing is declared of, for people: by the schema that a registry has for them,
 * values as JSON if they are JSON text, else as text, else as bytes. Keys stay text: key "1" is not a number.
 */
import { isUtf8 } from 'node:buffer';
import type { RegistryLookup } from '@kfw/avro';
import type { PayloadReader, PayloadSide, RawRecord } from '@kfw/core';

export class InferringReader implements PayloadReader {
  readonly #ofRegistry: PayloadReader | undefined;

  /** Without a registry, what a serializer of one wrote is read as bytes. */
  constructor(
    private readonly side: PayloadSide,
    private readonly registry?: RegistryLookup | undefined,
    /** Called for bytes that only a registry can decode, without one. */
    private readonly onUnknownSchema: () => void = () => undefined,
  ) {
    this.#ofRegistry = registry?.reader(side);
  }

  prepare(records: readonly RawRecord[]): Promise<void> | undefined {
    return this.#ofRegistry?.prepare(records);
  }

  /** Throws the errors of the registry's reader. */
  decode(bytes: Buffer): unknown {
    if (this.#ofRegistry !== undefined && this.registry?.isFramed(bytes))
      return this.#decodeFramed(bytes, this.#ofRegistry);
    if (!isUtf8(bytes)) return this.#unknown(bytes);
    const text = bytes.toString('utf8');
    const value = this.side === 'value' && startsLikeJson(bytes) ? parseJson(text) : undefined;
    if (value !== undefined) return value;
    return control.test(text) ? this.#unknown(bytes) : text;
  }

  /** Serializers for a registry begin with a zero and the id of the schema. */
  #unknown(bytes: Buffer): Buffer {
    if (this.registry === undefined && bytes[0] === 0 && bytes.length >= frameBytes) this.onUnknownSchema();
    return bytes;
  }

  /** The serializer for JSON Schema writes JSON after the id. */
  #decodeFramed(bytes: Buffer, reader: PayloadReader): unknown {
    try {
      return reader.decode(bytes);
    } catch (thrown) {
      const rest = bytes.subarray(frameBytes);
      const value = startsLikeJson(rest) ? parseJson(rest.toString('utf8')) : undefined;
      if (value === undefined) throw thrown;
      return value;
    }
  }
}

const frameBytes = 5;

/** All but tab, line feed and carriage return. */
const control = /(?![\t\n\r])\p{Cc}/u;

const jsonStarts = new Set(Buffer.from('{["-0123456789tfn \t\r\n'));

/** Most text that is not JSON is known by its first byte, without an exception. */
function startsLikeJson(bytes: Buffer): boolean {
  return bytes[0] !== undefined && jsonStarts.has(bytes[0]);
}

/** `undefined` when it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
