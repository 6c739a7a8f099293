/**
 * Longs on the wire: zigzag, seven bits per byte, at most ten bytes (specification, "Binary Encoding"). avsc computes
 * them in floating point and is off by one beyond 2
 * - 52; here all 64 bits are exact, and a long is exact or an error. Short longs, which nearly all are, take integer
 *   arithmetic only.
 */
import { type Bytes, MalformedBytes } from './avsc-internals.js';

/** @throws MalformedBytes for a long that a number cannot hold exactly, or of more than 64 bits */
export function readLong(tap: Bytes): number {
  const short = readShort(tap);
  if (!Number.isNaN(short)) return short;
  const value = readBits(tap);
  if (Number.isSafeInteger(Number(value))) return Number(value);
  throw new MalformedBytes('a long beyond ±(2^53 − 1), which a number cannot hold exactly');
}

/** Any 64 bits: a bigint if a number cannot hold them. */
export function readInt64(tap: Bytes): number | bigint {
  const short = readShort(tap);
  if (!Number.isNaN(short)) return short;
  const value = readBits(tap);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A long of up to eight bytes that fits a number. For others it reads nothing and returns NaN. */
function readShort(tap: Bytes): number {
  const { buf } = tap;
  let { pos } = tap;
  let byte = buf[pos++] as number;
  let low = byte & 0x7f;
  for (let shift = 7; (byte & 0x80) !== 0 && shift < 28; shift += 7) {
    byte = buf[pos++] as number;
    low |= (byte & 0x7f) << shift;
  }
  if ((byte & 0x80) === 0) {
    tap.pos = pos;
    return (low >>> 1) ^ -(low & 1);
  }
  byte = buf[pos++] as number;
  let high = byte & 0x7f;
  for (let shift = 7; (byte & 0x80) !== 0 && shift < 28; shift += 7) {
    byte = buf[pos++] as number;
    high |= (byte & 0x7f) << shift;
  }
  // 26 bits of `high` and the 27 of `low` are what a number holds, except for the lowest value, which is not a safe
  // integer.
  if ((byte & 0x80) !== 0 || high >= 2 ** 26) return Number.NaN;
  const magnitude = (low >>> 1) + high * 2 ** 27;
  if ((low & 1) === 0) {
    tap.pos = pos;
    return magnitude;
  }
  if (magnitude === Number.MAX_SAFE_INTEGER) return Number.NaN;
  tap.pos = pos;
  return -magnitude - 1;
}

function readBits(tap: Bytes): bigint {
  let zigzag = 0n;
  let byte = 0x80;
  for (let shift = 0n; (byte & 0x80) !== 0; shift += 7n) {
    byte = tap.buf[tap.pos++] ?? 0;
    if (shift === 63n && byte > 1) throw new MalformedBytes('a long of more than 64 bits');
    zigzag |= BigInt(byte & 0x7f) << shift;
  }
  return (zigzag >> 1n) ^ -(zigzag & 1n);
}

/** Writes a safe integer. */
export function writeLong(tap: Bytes, value: number): void {
  const { buf } = tap;
  if (value >= -(2 ** 30) && value < 2 ** 30) {
    let rest = (value << 1) ^ (value >> 31);
    while (rest > 0x7f) {
      buf[tap.pos++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buf[tap.pos++] = rest;
    return;
  }
  const magnitude = value < 0 ? -value - 1 : value;
  const upper = Math.floor(magnitude / 2 ** 27);
  writeWide(tap, (magnitude - upper * 2 ** 27) * 2 + (value < 0 ? 1 : 0), upper);
}

/** Writes any value of 64 bits. */
export function writeInt64(tap: Bytes, value: number | bigint): void {
  if (typeof value === 'number') {
    writeLong(tap, value);
    return;
  }
  const zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  writeWide(tap, Number(zigzag & 0xfff_ffffn), Number(zigzag >> 28n));
}

/** `low`: the first 28 bits; `upper`: the bits above them, at most 36. */
function writeWide(tap: Bytes, low: number, upper: number): void {
  const { buf } = tap;
  for (let shift = 0; shift < 28; shift += 7) buf[tap.pos++] = ((low >>> shift) & 0x7f) | 0x80;
  let rest = upper;
  while (rest > 0x7f) {
    buf[tap.pos++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  buf[tap.pos++] = rest;
}
