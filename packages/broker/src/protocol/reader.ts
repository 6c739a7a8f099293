/**
 * Reads Kafka's non-flexible encoding; `FlexibleReader` reads the other. Peers are not trusted: every read is checked
 * against the end of the frame, and a count against the remaining bytes, before anything is allocated. Bytes are views
 * of the frame, never copies.
 */

/** The frame does not match its API and version. Its connection is closed. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame';
}

/**
 * The limit of array elements in one frame. It is far more than any client needs, and as many as can be read in a
 * moment: a frame of 100 MiB has room for 17 million protocols of a JoinGroup, which took 30 s and 2.8 GB to read.
 */
const maxElements = 250_000;

export class Reader {
  #at: number;
  #elementsLeft: number;

  constructor(
    readonly buffer: Buffer,
    at = 0,
    elements = maxElements,
  ) {
    this.#at = at;
    this.#elementsLeft = elements;
  }

  get remaining(): number {
    return this.buffer.length - this.#at;
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  int8(): number {
    return this.buffer.readInt8(this.#take(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#take(4));
  }

  /** As a number: exact up to 2^53; no offset or timestamp here is larger. */
  int64(): number {
    const at = this.#take(8);
    return this.buffer.readInt32BE(at) * 2 ** 32 + this.buffer.readUInt32BE(at + 4);
  }

  string(): string {
    return this.nullableString() ?? this.#fail('a required string is null');
  }

  nullableString(): string | null {
    const length = this.stringLength();
    if (length < 0) return null;
    const start = this.#take(length);
    return this.buffer.toString('utf8', start, start + length);
  }

  bytes(): Buffer {
    return this.nullableBytes() ?? this.#fail('required bytes are null');
  }

  nullableBytes(): Buffer | null {
    const length = this.count();
    if (length < 0) return null;
    const start = this.#take(length);
    return this.buffer.subarray(start, start + length);
  }

  /**
   * `leastBytes` is the size of the smallest possible element: a count that cannot fit is rejected before any is read.
   */
  array<T>(element: (reader: this) => T, leastBytes = 1): T[] {
    return this.nullableArray(element, leastBytes) ?? this.#fail('a required array is null');
  }

  nullableArray<T>(element: (reader: this) => T, leastBytes = 1): T[] | null {
    const count = this.count();
    if (count < 0) return null;
    if (count * leastBytes > this.remaining) this.#fail(`${count} elements do not fit in ${this.remaining} bytes`);
    this.#elementsLeft -= count;
    if (this.#elementsLeft < 0) this.#fail('it has too many elements');
    const elements: T[] = [];
    for (let read = 0; read < count; read++) elements.push(element(this));
    return elements;
  }

  /** Tagged fields at the end of a structure: none in this encoding. */
  tags(): void {}

  protected skip(bytes: number): void {
    this.#take(bytes);
  }

  /** Negative for null. */
  protected stringLength(): number {
    return this.int16();
  }

  /** The number of bytes or elements; negative for null. */
  protected count(): number {
    return this.int32();
  }

  /** Consumes `count` bytes and returns where they begin. */
  #take(count: number): number {
    const start = this.#at;
    if (count > this.buffer.length - start) this.#fail(`${count} bytes are missing at ${start}`);
    this.#at = start + count;
    return start;
  }

  #fail(reason: string): never {
    throw new MalformedFrame(reason);
  }
}
