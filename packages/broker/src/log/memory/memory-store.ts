/** A segment in memory, for tests: lost with the process. */
import { Blocks } from '../segment/blocks.js';
import type { SegmentStore } from '../segment/segment-store.js';

export class MemoryStore implements SegmentStore {
  readonly #blocks = new Blocks();

  get sizeBytes(): number {
    return this.#blocks.end;
  }

  append(bytes: Buffer): void {
    this.#blocks.append(bytes);
  }

  read(position: number, maxBytes: number): Buffer {
    const slice = this.#blocks.sliceAt(position);
    if (slice === undefined)
      throw new RangeError(`position ${position} is outside of a segment of ${this.sizeBytes} bytes`);
    return slice.subarray(0, maxBytes);
  }

  summary(): undefined {}

  seal(): void {}

  close(): void {}

  delete(): void {
    this.#blocks.clear();
  }
}
