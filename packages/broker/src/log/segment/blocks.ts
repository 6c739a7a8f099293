/**
 * Appended bytes in memory, in blocks that are never moved or overwritten: a slice of one can wait in a socket while
 * the log grows. Blocks start small and grow, so that a thousand empty partitions cost nothing and a busy one has few
 * blocks. An append never spans two blocks, so it can be read without a copy. The oldest blocks can be dropped: never
 * for a segment in memory; for one on disk this is the cache of the newest bytes.
 */
const firstBlockBytes = 4 * 1024;
const largestBlockBytes = 1024 * 1024;

interface Block {
  readonly position: number;
  readonly bytes: Buffer;
  used: number;
}

export class Blocks {
  readonly #blocks: Block[] = [];
  #end: number;

  /** Starts at `position`: bytes before it are not here. */
  constructor(position = 0) {
    this.#end = position;
  }

  /** Position of the oldest byte in memory. */
  get start(): number {
    return this.#blocks[0]?.position ?? this.#end;
  }

  /** Position after the newest byte. */
  get end(): number {
    return this.#end;
  }

  /** Copies the bytes; returns how much memory was allocated (0 when a block had room). */
  append(bytes: Buffer): number {
    let block = this.#blocks.at(-1);
    let taken = 0;
    if (block === undefined || block.bytes.length - block.used < bytes.length) {
      const grown = block === undefined ? firstBlockBytes : Math.min(block.bytes.length * 4, largestBlockBytes);
      taken = Math.max(grown, bytes.length);
      block = { position: this.#end, bytes: Buffer.allocUnsafeSlow(taken), used: 0 };
      this.#blocks.push(block);
    }
    bytes.copy(block.bytes, block.used);
    block.used += bytes.length;
    this.#end += bytes.length;
    return taken;
  }

  /** Drops the oldest block; returns how much memory was freed (0 when there is none). */
  dropOldest(): number {
    return this.#blocks.shift()?.bytes.length ?? 0;
  }

  /** The bytes from `position` to the end of its block; undefined when they are not in memory. */
  sliceAt(position: number): Buffer | undefined {
    if (position < this.start || position >= this.#end) return undefined;
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#blocks[middle] as Block).position <= position) low = middle;
      else high = middle - 1;
    }
    const block = this.#blocks[low] as Block;
    return block.bytes.subarray(position - block.position, block.used);
  }

  clear(): void {
    this.#blocks.length = 0;
  }

  /** Drops everything and continues at `position`. */
  restart(position: number): void {
    this.clear();
    this.#end = position;
  }
}
