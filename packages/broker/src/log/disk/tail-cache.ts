/**
 * A cache of the newest bytes of all logs on disk, with one bound for the whole broker, so that a consumer at the end
 * of a log reads no file. First in, first out: once the consumers at the end have read something, nobody at the end
 * needs it again.
 */
import type { Blocks } from '../segment/blocks.js';

const defaultLimitBytes = 32 * 1024 * 1024;

export class TailCache {
  readonly #limitBytes: number;
  readonly #cached: { readonly blocks: Blocks; readonly bytes: number }[] = [];
  #bytes = 0;

  constructor(limitBytes = defaultLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  append(blocks: Blocks, bytes: Buffer): void {
    const allocated = blocks.append(bytes);
    if (allocated === 0) return;
    this.#cached.push({ blocks, bytes: allocated });
    this.#bytes += allocated;
    while (this.#bytes > this.#limitBytes) {
      const oldest = this.#cached.shift();
      if (oldest === undefined) return;
      oldest.blocks.dropOldest();
      this.#bytes -= oldest.bytes;
    }
  }
}
