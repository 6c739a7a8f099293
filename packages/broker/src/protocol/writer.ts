/**
 * Writes Kafka's non-flexible encoding; `FlexibleWriter` writes the other. Small values go into one growing buffer;
 * record data is appended as its own chunk, so that a fetched batch is never copied. The result is a list of buffers
 * for one vectored write, whose first four bytes are the length of the rest.
 */
const firstBytes = 512;
/**
 * The limit of small values; record data is not included. It is far more than any client needs: about five million
 * partitions. A request that names one thing a hundred thousand times could otherwise have a response of gigabytes.
 */
const maxBytes = 64 * 1024 * 1024;

/** The response would be too large. The connection of the request is closed. */
export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge';
}

export class Writer {
  readonly #chunks: Buffer[] = [];
  /** The size of `#chunks`. */
  #chunkBytes = 0;
  #buffer = Buffer.allocUnsafe(firstBytes);
  /** The size of all buffers so far. */
  #allocated = firstBytes;
  /** The start and the end of the bytes after the last chunk. The length of the frame is filled in last. */
  #start = 0;
  #at = 4;

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  int8(value: number): this {
    this.#room(1);
    this.#at = this.#buffer.writeInt8(value, this.#at);
    return this;
  }

  int16(value: number): this {
    this.#room(2);
    this.#at = this.#buffer.writeInt16BE(value, this.#at);
    return this;
  }

  int32(value: number): this {
    this.#room(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
    return this;
  }

  /** An integer: offsets, timestamps and producer ids are within 2^53. */
  int64(value: number): this {
    this.#room(8);
    this.#buffer.writeInt32BE(Math.floor(value / 2 ** 32), this.#at);
    this.#at = this.#buffer.writeUInt32BE(((value % 2 ** 32) + 2 ** 32) % 2 ** 32, this.#at + 4);
    return this;
  }

  string(value: string): this {
    const length = Buffer.byteLength(value);
    this.stringLength(length);
    this.#room(length);
    this.#at += this.#buffer.write(value, this.#at);
    return this;
  }

  nullableString(value: string | null): this {
    return value === null ? this.stringLength(-1) : this.string(value);
  }

  /** For small values: copied. */
  bytes(value: Buffer): this {
    return this.count(value.length).raw(value);
  }

  /** Bytes without their length. */
  raw(value: Buffer): this {
    this.#room(value.length);
    this.#at += value.copy(this.#buffer, this.#at);
    return this;
  }

  nullableBytes(value: Buffer | null): this {
    return value === null ? this.count(-1) : this.bytes(value);
  }

  /** For record data: all batches as one `bytes` value. They must not change until they are sent. */
  records(batches: readonly Buffer[]): this {
    this.count(batches.reduce((sum, { length }) => sum + length, 0));
    this.#cut();
    for (const batch of batches) this.#append(batch);
    return this;
  }

  array<T>(elements: readonly T[], write: (element: T, writer: this) => void): this {
    this.count(elements.length);
    for (const element of elements) write(element, this);
    return this;
  }

  nullableArray<T>(elements: readonly T[] | null, write: (element: T, writer: this) => void): this {
    return elements === null ? this.count(-1) : this.array(elements, write);
  }

  /** The end of a structure: empty in this encoding. */
  tags(): this {
    return this;
  }

  /** The frame: its length, then everything that was written. Nothing may be written afterwards. */
  frame(): readonly Buffer[] {
    this.#cut();
    this.#chunks[0]?.writeInt32BE(this.#chunkBytes - 4, 0);
    return this.#chunks;
  }

  /** -1 for null. */
  protected stringLength(length: number): this {
    return this.int16(length);
  }

  /** The number of bytes or elements; -1 for null. */
  protected count(count: number): this {
    return this.int32(count);
  }

  /** Makes room with a new buffer; written bytes are not copied. */
  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const size = this.#buffer.length * 2;
    this.#cut();
    this.#buffer = Buffer.allocUnsafe(Math.max(bytes, Math.min(size, 65_536)));
    this.#allocated += this.#buffer.length;
    if (this.#allocated > maxBytes) throw new ResponseTooLarge(`a response of more than ${maxBytes} bytes`);
    this.#start = 0;
    this.#at = 0;
  }

  /** Makes a chunk of what was written since the last one. */
  #cut(): void {
    if (this.#at > this.#start) this.#append(this.#buffer.subarray(this.#start, this.#at));
    this.#start = this.#at;
  }

  #append(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
  }
}
