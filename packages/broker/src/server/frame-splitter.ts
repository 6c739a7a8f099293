/**
 * Cuts what a connection sends into frames: four bytes of length, then that many bytes. Nothing is set aside for a
 * frame before its bytes are there, so that a length alone costs a peer's word and no memory.
 */
import { MalformedFrame } from '../protocol/reader.js';

const lengthBytes = 4;

export class FrameSplitter {
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** `maxFrameBytes` may change between frames: it is smaller before a client has authenticated. */
  constructor(readonly maxFrameBytes: () => number) {}

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** Whether a frame has begun that is not yet taken. */
  get pending(): boolean {
    return this.#bytes > 0;
  }

  /** The next whole frame without its length, a view where it came in one piece. Throws `MalformedFrame`. */
  next(): Buffer | undefined {
    if (this.#bytes < lengthBytes) return undefined;
    const length = this.#joined(lengthBytes).readInt32BE(0);
    const most = this.maxFrameBytes();
    if (length < 0 || length > most) throw new MalformedFrame(`a frame of ${length} bytes, of at most ${most}`);
    const whole = lengthBytes + length;
    if (this.#bytes < whole) return undefined;
    const first = this.#joined(whole);
    this.#bytes -= whole;
    if (first.length === whole) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(whole);
    return first.subarray(lengthBytes, whole);
  }

  /** The first chunk, made to hold at least `bytes`, which are there. */
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
