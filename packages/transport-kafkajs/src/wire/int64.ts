/** Reads 64-bit numbers at fixed positions, none of them silently rounded. */

/** `NaN` beyond 2^53 − 1. */
export function readInt64(bytes: Buffer, at: number): number {
  const value = bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/** A zigzag varint of 64 bits, exactly, where `WireReader.varlong` returns `NaN`. */
export function readVarlong(bytes: Buffer, at: number): bigint {
  let zigzag = 0n;
  for (let index = at, shift = 0n; shift < 70n; index++, shift += 7n) {
    const byte = bytes[index] ?? 0;
    zigzag |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return BigInt.asIntN(64, (zigzag >> 1n) ^ -(zigzag & 1n));
}
