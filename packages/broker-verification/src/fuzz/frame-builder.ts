/**
 * Builds a request of Kafka's protocol, in the plain or the flexible encoding, and records the positions of its
 * numbers, counts and elements for mutations. It shares no code with the broker, so that no mistake of the one hides
 * that of the other.
 */
export interface NumberField {
  readonly at: number;
  readonly bytes: 1 | 2 | 4 | 8;
  /** Whether it says how many bytes or elements follow. */
  readonly isCount: boolean;
}

/** One element of an array, and where the array's count lies. */
export interface ElementSpan {
  readonly countAt: number;
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

export interface Frame {
  /** With the four bytes of length. */
  readonly bytes: Buffer;
  readonly numbers: readonly NumberField[];
  /** None in the flexible encoding, whose counts have no fixed size. */
  readonly elements: readonly ElementSpan[];
}

const mostVarintBytes = 5;

export class FrameBuilder {
  readonly #parts: Buffer[] = [Buffer.alloc(4)];
  readonly #numbers: NumberField[] = [];
  readonly #elements: ElementSpan[] = [];
  #at = 4;
  #isFlexible = false;

  constructor(key: number, version: number, correlationId: number, isFlexible = false) {
    this.int16(key).int16(version).int32(correlationId).string('fuzz');
    // The client id stays in the plain encoding, before the tags.
    this.#isFlexible = isFlexible;
    this.tags();
  }

  int8(value: number): this {
    return this.#number(1, false, (bytes) => bytes.writeInt8(value));
  }

  int16(value: number): this {
    return this.#number(2, false, (bytes) => bytes.writeInt16BE(value));
  }

  int32(value: number): this {
    return this.#number(4, false, (bytes) => bytes.writeInt32BE(value));
  }

  int64(value: number): this {
    return this.#number(8, false, (bytes) => bytes.writeBigInt64BE(BigInt(value)));
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  string(value: string | null): this {
    const bytes = value === null ? undefined : Buffer.from(value);
    const length = bytes?.length ?? -1;
    if (this.#isFlexible) this.#varint(length + 1);
    else this.#number(2, true, (size) => size.writeInt16BE(length));
    return this.raw(bytes ?? Buffer.alloc(0));
  }

  bytes(value: Buffer | null): this {
    return this.#count(value?.length ?? -1).raw(value ?? Buffer.alloc(0));
  }

  array<Element>(elements: readonly Element[] | null, write: (element: Element, builder: this) => unknown): this {
    const countAt = this.#at;
    this.#count(elements?.length ?? -1);
    for (const element of elements ?? []) {
      const start = this.#at;
      write(element, this);
      if (!this.#isFlexible) {
        this.#elements.push({ countAt, count: elements?.length ?? 0, start, end: this.#at });
      }
    }
    return this;
  }

  /** The end of a structure, without tagged fields. */
  tags(): this {
    return this.#isFlexible ? this.#varint(0) : this;
  }

  raw(value: Buffer): this {
    this.#parts.push(value);
    this.#at += value.length;
    return this;
  }

  frame(): Frame {
    const bytes = Buffer.concat(this.#parts);
    bytes.writeInt32BE(bytes.length - 4);
    return { bytes, numbers: this.#numbers, elements: this.#elements };
  }

  #count(count: number): this {
    if (this.#isFlexible) return this.#varint(count + 1);
    return this.#number(4, true, (size) => size.writeInt32BE(count));
  }

  #varint(value: number): this {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80 && bytes.length < mostVarintBytes; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
    return this.raw(Buffer.from([...bytes, rest]));
  }

  #number(size: NumberField['bytes'], isCount: boolean, write: (bytes: Buffer) => unknown): this {
    const bytes = Buffer.alloc(size);
    write(bytes);
    this.#numbers.push({ at: this.#at, bytes: size, isCount });
    return this.raw(bytes);
  }
}
