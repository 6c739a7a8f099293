/**
 * Reads Kafka's wire format in order: the fields of a response, and the varints that records are made of (Kafka protocol
 * guide, "Protocol Primitive Types"). The embedded broker has a reader of its own on purpose: tests in which one reads what
 * the other wrote are worth something only while the two share no code.
 *
 * Reading a field past the end throws Node's ERR_OUT_OF_RANGE. The zigzag varints of records never throw, for the sake of
 * speed: past the end they read as zero, and a number that is too long moves `at` far behind the end. The reader of a record
 * compares `at` with where the record must end.
 */
import { readInt64 } from './int64.js';

const noBytes = Buffer.alloc(0);
/** Behind the end of anything that is read; a small integer, as all positions are. */
const beyondEnd = 0x7fff_ffff;

export class WireReader {
  constructor(
    private readonly bytes: Buffer,
    /** Where the next byte is read. */
    public at: number,
  ) {}

  int8(): number {
    this.at += 1;
    return this.bytes.readInt8(this.at - 1);
  }

  int16(): number {
    this.at += 2;
    return this.bytes.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.bytes.readInt32BE(this.at - 4);
  }

  /** `NaN` beyond 2^53 − 1. */
  int64(): number {
    this.at += 8;
    return readInt64(this.bytes, this.at - 8);
  }

  bigInt64(): bigint {
    this.at += 8;
    return this.bytes.readBigInt64BE(this.at - 8);
  }

  /** A null string reads as an empty one. */
  string(): string {
    return this.#text(this.int16());
  }

  /** Without a copy. Null reads as empty. */
  buffer(): Buffer {
    const length = this.int32();
    if (length <= 0) return noBytes;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** A null array reads as an empty one. */
  array<Item>(read: () => Item): Item[] {
    return this.#items(this.int32(), read);
  }

  /** Of the flexible encoding (KIP-482), as the next three. */
  unsignedVarint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.bytes.readUInt8(this.at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  compactString(): string {
    return this.#text(this.unsignedVarint() - 1);
  }

  compactArray<Item>(read: () => Item): Item[] {
    return this.#items(this.unsignedVarint() - 1, read);
  }

  skipTaggedFields(): void {
    for (let remaining = this.unsignedVarint(); remaining > 0; remaining--) {
      this.unsignedVarint();
      const size = this.unsignedVarint();
      this.at += size;
    }
  }

  /** A zigzag varint of 32 bits. */
  varint(): number {
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

  /** A zigzag varint of 64 bits, `NaN` beyond 2^53 − 1: the milliseconds between two timestamps. */
  varlong(): number {
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

  #text(length: number): string {
    const size = Math.max(0, length);
    this.at += size;
    return this.bytes.toString('utf8', this.at - size, this.at);
  }

  #items<Item>(count: number, read: () => Item): Item[] {
    const items: Item[] = [];
    for (let remaining = count; remaining > 0; remaining--) items.push(read());
    return items;
  }
}
