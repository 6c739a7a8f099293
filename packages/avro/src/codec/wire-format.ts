/** The registry's wire format: a zero byte, the writer schema's id in four bytes (big-endian), the Avro bytes. */
import type { Type } from '../encoding/avsc-internals.js';

const magicByte = 0;
export const headerBytes = 5;

/** The writer schema's id, or -1 when the bytes are not in this format. */
export function schemaIdOf(bytes: Buffer): number {
  return bytes.length >= headerBytes && bytes[0] === magicByte ? bytes.readUInt32BE(1) : -1;
}

/** Whether bytes look like this format. */
export function isFramed(bytes: Buffer): boolean {
  return schemaIdOf(bytes) !== -1;
}

/** Why `schemaIdOf` returned -1. */
export function headerMistake(bytes: Buffer): string {
  return bytes.length < headerBytes
    ? `its ${bytes.length} bytes are too few for the registry's wire format`
    : `it does not start with the registry's magic byte 0. Was it written with another serializer?`;
}

/** Shared by all writers: encoding is synchronous and returns a copy. */
const scratch = Buffer.allocUnsafeSlow(16 * 1024);

/** Encodes a payload that fits the type. Several times faster than avsc's `toBuffer` and a second copy. */
export function encodeFramed(type: Type, id: number, payload: unknown): Buffer {
  const end = type.encode(payload, scratch, headerBytes);
  if (end >= 0) return framed(id, Buffer.from(scratch.subarray(0, end)));
  // Too small: avsc returned how many bytes are missing.
  const bytes = Buffer.allocUnsafe(scratch.length - end);
  type.encode(payload, bytes, headerBytes);
  return framed(id, bytes);
}

function framed(id: number, bytes: Buffer): Buffer {
  bytes[0] = magicByte;
  bytes.writeUInt32BE(id, 1);
  return bytes;
}
