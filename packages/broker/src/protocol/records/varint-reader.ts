/**
 * Reads the zigzag varints of records as numbers (exact up to 2
 * - 53, which covers timestamps). Throws beyond the end.
 *
 * The transport has its own implementation, on purpose: tests of client against broker prove something only if both are
 * independent.
 */
export class VarintReader {
  position = 0;

  constructor(readonly bytes: Buffer) {}

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes.readUInt8(this.position);
      this.position += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
