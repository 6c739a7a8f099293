/**
 * A reader of the zigzag varints that records are made of (Kafka protocol guide, "Record Batch"). It never throws: what
 * lies behind the end reads as zero, and what is longer than a number can be leads far behind it, so that whoever reads a
 * record compares `at` with where it must end.
 */
export class VarintReader {
  constructor(
    private readonly bytes: Buffer,
    /** Where the next byte is read. */
    public at: number,
  ) {}

  /** A 32-bit number. */
  int(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80 && shift < 35; shift += 7) {
      byte = bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << shift;
    }
    if (byte >= 0x80) this.at = beyondEnd;
    return (value >>> 1) ^ -(value & 1);
  }

  /** A 64-bit number, `NaN` beyond 2^53 − 1: the milliseconds between two timestamps. */
  long(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    for (let factor = 0x80; byte >= 0x80 && factor < 2 ** 70; factor *= 0x80) {
      byte = bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * factor;
    }
    if (byte >= 0x80) this.at = beyondEnd;
    if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Passes the headers of a record; whether they end exactly where it does. */
  skipHeaders(end: number): boolean {
    if (this.at === end - 1 && this.bytes[this.at] === 0) {
      this.at = end;
      return true;
    }
    const count = this.int();
    for (let left = count; left > 0; left--) {
      const nameLength = this.int();
      if (nameLength < 0 || this.at >= end) return false;
      this.at += nameLength;
      const valueLength = this.int();
      if (valueLength > 0) this.at += valueLength;
    }
    return count >= 0 && this.at === end;
  }
}

/** Behind the end of anything that is read; a small integer, as all places are. */
const beyondEnd = 0x7fff_ffff;

/** The 64-bit number at a place, exactly: what `long` cannot tell. */
export function readVarlong(bytes: Buffer, at: number): bigint {
  let zigzag = 0n;
  for (let index = at, shift = 0n; shift < 70n; index++, shift += 7n) {
    const byte = bytes[index] ?? 0;
    zigzag |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return BigInt.asIntN(64, (zigzag >> 1n) ^ -(zigzag & 1n));
}
