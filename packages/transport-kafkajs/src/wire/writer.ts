/**
 * Writes Kafka's wire format in order, into a buffer whose size is known or at least bounded beforehand: nothing grows and
 * nothing is copied. The embedded broker has a writer of its own on purpose (see `reader.ts`).
 */
export class WireWriter {
  /** Where the next byte is written. */
  at = 0;

  constructor(readonly bytes: Buffer) {}

  /** For at most so many bytes; what of them is written, `written` returns. */
  static forBytes(maxBytes: number): WireWriter {
    return new WireWriter(Buffer.allocUnsafe(maxBytes));
  }

  get written(): Buffer {
    return this.at === this.bytes.length ? this.bytes : this.bytes.subarray(0, this.at);
  }

  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  /** Bytes as they are, without their length. */
  raw(value: Uint8Array): void {
    this.bytes.set(value, this.at);
    this.at += value.length;
  }

  string(text: string): void {
    this.int16(Buffer.byteLength(text));
    this.utf8(text);
  }

  nullableString(text: string | undefined): void {
    if (text === undefined) this.int16(-1);
    else this.string(text);
  }

  /** A text as it is, without its length. */
  utf8(text: string): void {
    this.at += this.bytes.write(text, this.at);
  }

  /** Of the flexible encoding (KIP-482), as the next. */
  unsignedVarint(value: number): void {
    let remaining = value;
    for (; remaining >= 0x80; remaining >>>= 7) this.byte((remaining & 0x7f) | 0x80);
    this.byte(remaining);
  }

  compactString(text: string): void {
    this.unsignedVarint(Buffer.byteLength(text) + 1);
    this.utf8(text);
  }

  /** A zigzag varint of 32 bits. */
  varint(value: number): void {
    const { bytes } = this;
    let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
    while (zigzag >= 0x80) {
      bytes[this.at++] = (zigzag & 0x7f) | 0x80;
      zigzag >>>= 7;
    }
    bytes[this.at++] = zigzag;
  }

  /** A zigzag varint of a whole number up to 2^53. */
  varlong(value: number): void {
    if (value === (value | 0)) {
      this.varint(value);
      return;
    }
    const { bytes } = this;
    let remaining = value >= 0 ? value * 2 : -value * 2 - 1;
    while (remaining >= 0x80) {
      bytes[this.at++] = (remaining % 0x80) | 0x80;
      remaining = Math.floor(remaining / 0x80);
    }
    bytes[this.at++] = remaining;
  }
}
