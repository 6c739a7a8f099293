/**
 * Decodes a response by its table. It is strict: an unexpected null, a count that is too large, bytes that are
 * left over, each is a mistake in the layout.
 */
import { ByteReader } from './byte-reader.js';
import type { Decoded, DecodedFields } from './decoded.js';
import { correlationId } from './encode.js';
import { type ApiSchema, type Field, isIn } from './protocol/notation.js';
import { decodeBatches } from './record-batches.js';

/** `frame` is without its length. Throws for a mistake in the layout. */
export function decodeResponse(schema: ApiSchema, version: number, frame: Buffer): DecodedFields {
  const reader = new ByteReader(frame);
  if (reader.int32() !== correlationId) throw new Error('it has another correlation id');
  const flexible = version >= schema.flexibleFrom;
  // The head of an ApiVersions answer stays as it always was (KIP-511).
  if (flexible && schema.name !== 'ApiVersions') tags(reader);
  const response = structure(schema.response, reader, version, flexible);
  reader.end();
  return response;
}

function structure(fields: readonly Field[], reader: ByteReader, version: number, flexible: boolean): DecodedFields {
  const decoded: Record<string, Decoded> = {};
  for (const field of fields) {
    if (isIn(field, version)) decoded[field.name] = one(field, reader, version, flexible);
  }
  if (flexible) tags(reader);
  return decoded;
}

function one(field: Field, reader: ByteReader, version: number, flexible: boolean): Decoded {
  switch (field.type) {
    case 'bool': {
      const byte = reader.int8();
      if (byte !== 0 && byte !== 1) throw new Error(`${field.name} is ${byte}, which is not a boolean`);
      return byte === 1;
    }
    case 'int8':
      return reader.int8();
    case 'int16':
      return reader.int16();
    case 'int32':
      return reader.int32();
    case 'int64':
      return reader.int64();
    case 'string':
      return sized(field, reader, flexible ? reader.varint() - 1 : reader.int16())?.toString() ?? null;
    case 'bytes':
      return sized(field, reader, flexible ? reader.varint() - 1 : reader.int32())?.toString('hex') ?? null;
    case 'records': {
      const bytes = sized(field, reader, flexible ? reader.varint() - 1 : reader.int32());
      return bytes === null ? null : decodeBatches(bytes);
    }
    case 'array':
      return list(field, reader, version, flexible);
  }
}

function list(field: Field, reader: ByteReader, version: number, flexible: boolean): readonly Decoded[] | null {
  const count = flexible ? reader.varint() - 1 : reader.int32();
  if (count < 0) return orNull(field, count);
  const [first] = field.fields;
  return Array.from({ length: count }, () =>
    first?.name === '' ? one(first, reader, version, flexible) : structure(field.fields, reader, version, flexible),
  );
}

function sized(field: Field, reader: ByteReader, length: number): Buffer | null {
  return length < 0 ? orNull(field, length) : reader.bytes(length);
}

function orNull({ name, nullable }: Field, length: number): null {
  if (length !== -1) throw new Error(`${name} has a length of ${length}`);
  if (!nullable) throw new Error(`${name} is null`);
  return null;
}

/** None of the versions in the tables has any. */
function tags(reader: ByteReader): void {
  const count = reader.varint();
  if (count !== 0) throw new Error(`it has ${count} tagged fields`);
}
