/**
 * The newest bytes of all logs on disk, kept in memory up to one bound for the whole broker, so that a consumer at the
 * end of a log reads no file. First in, first out: what a consumer at the end has read, nobody at the end wants again.
 */
import type { Blocks } from './blocks.js';

const defaultLimitBytes = 32 * 1024 * 1024;

export class NewestBytes {
  readonly #limitBytes: number;
  readonly #kept: { readonly blocks: Blocks; readonly bytes: number }[] = [];
  #bytes = 0;

  constructor(limitBytes = defaultLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  append(blocks: Blocks, bytes: Buffer): void {
    const taken = blocks.append(bytes);
    if (taken === 0) return;
    this.#kept.push({ blocks, bytes: taken });
    this.#bytes += taken;
    while (this.#bytes > this.#limitBytes) {
      const oldest = this.#kept.shift();
      if (oldest === undefined) return;
      oldest.blocks.dropOldest();
      this.#bytes -= oldest.bytes;
    }
  }
}
