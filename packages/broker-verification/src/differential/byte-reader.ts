/** Reads the values of the protocol one after the other. A read beyond the end is a mistake in the layout. */
export class ByteReader {
  #at = 0;

  constructor(private readonly buffer: Buffer) {}

  get left(): number {
    return this.buffer.length - this.#at;
  }

  int8(): number {
    return this.bytes(1).readInt8();
  }

  int16(): number {
    return this.bytes(2).readInt16BE();
  }

  int32(): number {
    return this.bytes(4).readInt32BE();
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE();
  }

  int64(): bigint {
    return this.bytes(8).readBigInt64BE();
  }

  /** Without a sign. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes(1).readUInt8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error('a number has no end');
  }

  bytes(count: number): Buffer {
    if (count > this.left) throw new Error(`${count} bytes are wanted at ${this.#at}, and ${this.left} are there`);
    this.#at += count;
    return this.buffer.subarray(this.#at - count, this.#at);
  }

  end(): void {
    if (this.left > 0) throw new Error(`${this.left} bytes are left over`);
  }
}
