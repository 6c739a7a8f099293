/**
 * A reader of the zigzag varints that records are made of (Kafka protocol guide, "Record Batch"). It never throws: what
 * lies behind the end reads as zero, and whoever reads a record compares `at` with where it must end.
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
    return (value >>> 1) ^ -(value & 1);
  }

  /** A 64-bit number, exact up to 2^53: the milliseconds between two timestamps. */
  long(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    let value = byte & 0x7f;
    for (let factor = 0x80; byte >= 0x80 && factor < 2 ** 70; factor *= 0x80) {
      byte = bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * factor;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
