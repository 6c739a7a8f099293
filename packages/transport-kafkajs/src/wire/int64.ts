/** 64-bit numbers of the wire as numbers of JavaScript, none of them silently rounded: `NaN` beyond 2^53 − 1. */
export function readInt64(bytes: Buffer, at: number): number {
  const value = bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
  return Number.isSafeInteger(value) ? value : Number.NaN;
}
