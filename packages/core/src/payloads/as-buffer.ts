/** Converts bytes of any form to Buffers, which the writers of payloads and keys work with. */
import { isUint8Array } from 'node:util/types';

/** A Uint8Array as a Buffer over the same memory; anything else as it is. */
export function asBuffer(given: unknown): unknown {
  return isUint8Array(given) ? bufferOf(given) : given;
}

export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a partition is chosen by, as bytes. */
export function partitionKeyBytes(given: string | Uint8Array | undefined): Buffer | undefined {
  return typeof given === 'string' ? Buffer.from(given) : given && bufferOf(given);
}
