/**
 * Encodes a request by its table. A field that the body does not name has its default: null where it may be null, else
 * what the table says, 0 or nothing. Null is written wherever it is given, allowed or not: tests ask for it.
 */
import { type ApiSchema, type Field, isIn } from './protocol/notation.js';

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Buffer
  | readonly Value[]
  | { readonly [name: string]: Value };

export type Body = { readonly [name: string]: Value };

/** The header of a request: key, version, correlation id, client id, and tags in a flexible version. */
export function encodeHead(key: number, version: number, flexible: boolean, clientId: string | null): Buffer {
  const head = Buffer.concat([int16(key), int16(version), int32(correlationId), plainString(clientId)]);
  return flexible ? Buffer.concat([head, noTags]) : head;
}

export const correlationId = 7_654_321;

export function encodeBody({ request, flexibleFrom }: ApiSchema, version: number, body: Body): Buffer {
  return structure(request, body, version, version >= flexibleFrom);
}

/** With its length in front. */
export function frameOf(...pieces: readonly Buffer[]): Buffer {
  const content = Buffer.concat(pieces);
  return Buffer.concat([int32(content.length), content]);
}

function structure(fields: readonly Field[], body: Body, version: number, flexible: boolean): Buffer {
  const unknown = Object.keys(body).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) throw new Error(`There is no field '${unknown}'`);
  const pieces = fields
    .filter((field) => isIn(field, version))
    .map((field) => one(field, body[field.name] ?? missing(field, body), version, flexible));
  return Buffer.concat(flexible ? [...pieces, noTags] : pieces);
}

function missing(field: Field, body: Body): Value {
  if (field.nullable || body[field.name] === null) return null;
  switch (field.type) {
    case 'string':
      return '';
    case 'bytes':
    case 'records':
      return Buffer.alloc(0);
    case 'array':
      return [];
    default:
      return field.byDefault;
  }
}

function one(field: Field, value: Value, version: number, flexible: boolean): Buffer {
  switch (field.type) {
    case 'bool':
    case 'int8':
      return Buffer.from([Number(value) & 0xff]);
    case 'int16':
      return int16(Number(value));
    case 'int32':
      return int32(Number(value));
    case 'int64':
      return int64(BigInt(value as bigint));
    case 'string':
      return sized(value === null ? null : Buffer.from(value as string), flexible, int16);
    case 'bytes':
    case 'records':
      return sized(value as Buffer | null, flexible, int32);
    case 'array':
      return list(field, value as readonly Value[] | null, version, flexible);
  }
}

function list({ fields }: Field, values: readonly Value[] | null, version: number, flexible: boolean): Buffer {
  if (values === null) return flexible ? varint(0) : int32(-1);
  const [first] = fields;
  const elements = values.map((value) =>
    first?.name === '' ? one(first, value, version, flexible) : structure(fields, value as Body, version, flexible),
  );
  return Buffer.concat([flexible ? varint(values.length + 1) : int32(values.length), ...elements]);
}

function sized(bytes: Buffer | null, flexible: boolean, length: (value: number) => Buffer): Buffer {
  if (bytes === null) return flexible ? varint(0) : length(-1);
  return Buffer.concat([flexible ? varint(bytes.length + 1) : length(bytes.length), bytes]);
}

function plainString(text: string | null): Buffer {
  return sized(text === null ? null : Buffer.from(text), false, int16);
}

const noTags = Buffer.from([0]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value & 0xffff);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt.asIntN(64, value));
  return bytes;
}
