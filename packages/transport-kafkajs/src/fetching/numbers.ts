/** 64-bit numbers of the wire as numbers of JavaScript, none of them silently rounded. */
import { transportError } from '../errors.js';

/** An offset or a timestamp. Throws `KFW_OFFSET_TOO_LARGE` beyond 2^53 − 1. */
export function readInt64(bytes: Buffer, at: number): number {
  const value = bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
  if (!Number.isSafeInteger(value))
    throw transportError('KFW_OFFSET_TOO_LARGE', { offset: String(bytes.readBigInt64BE(at)) });
  return value;
}
