/**
 * Splits the bytes of a connection into frames: four bytes of length, then that many bytes. No memory is allocated for
 * a frame before its bytes arrive, so a length alone costs nothing.
 */
import { MalformedFrame } from '../protocol/reader.js';

const lengthBytes = 4;
/** A peer may send a long frame byte by byte: beyond this number of pieces, small ones are copied into blocks. */
const manyPieces = 64;
const blockBytes = 16_384;

export class FrameSplitter {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #block = Buffer.alloc(0);
  #blockUsed = 0;

  /** `maxFrameBytes` may change between frames: it is smaller before a client has authenticated. */
  constructor(readonly maxFrameBytes: () => number) {}

  push(chunk: Buffer): void {
    if (this.#chunks.length < manyPieces || chunk.length >= blockBytes / 4) this.#chunks.push(chunk);
    else this.#gather(chunk);
    this.#bytes += chunk.length;
  }

  /** Whether a frame has begun. */
  get pending(): boolean {
    return this.#bytes > 0;
  }

  /** The next complete frame without its length; a view if it arrived in one piece. Throws `MalformedFrame`. */
  next(): Buffer | undefined {
    if (this.#bytes < lengthBytes) return undefined;
    const length = this.#joined(lengthBytes).readInt32BE(0);
    const maxBytes = this.maxFrameBytes();
    if (length < 0 || length > maxBytes) throw new MalformedFrame(`a frame of ${length} bytes, of at most ${maxBytes}`);
    const whole = lengthBytes + length;
    if (this.#bytes < whole) return undefined;
    const first = this.#joined(whole);
    this.#bytes -= whole;
    if (first.length === whole) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(whole);
    return first.subarray(lengthBytes, whole);
  }

  #gather(chunk: Buffer): void {
    const last = this.#chunks.at(-1);
    const continues = last?.buffer === this.#block.buffer && this.#blockUsed + chunk.length <= blockBytes;
    if (!continues) {
      this.#block = Buffer.allocUnsafeSlow(blockBytes);
      this.#blockUsed = 0;
    }
    this.#blockUsed += chunk.copy(this.#block, this.#blockUsed);
    const gathered = this.#block.subarray(0, this.#blockUsed);
    if (continues) this.#chunks[this.#chunks.length - 1] = gathered;
    else this.#chunks.push(gathered);
  }

  /** The first chunk, joined with the next ones so that it has at least `bytes`, which must have arrived. */
  #joined(bytes: number): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= bytes) return first;
    let count = 0;
    let held = 0;
    while (held < bytes) held += this.#chunks[count++]?.length ?? bytes;
    const joined = Buffer.concat(this.#chunks.slice(0, count));
    this.#chunks.splice(0, count, joined);
    return joined;
  }
}
