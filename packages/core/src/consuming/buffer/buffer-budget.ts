/**
 * The bound on what waits in memory, over all partitions of all groups of a process: in lanes, and in sources that have not
 * handed it over. Above it the fullest partitions stop being fetched, one with each batch that still comes; below half of
 * it all are fetched again. A partition that has nothing left is fetched whatever the others hold, so that a slow one
 * starves nobody: the bound is passed by at most a batch of each partition. A batch that is large once unpacked waits for
 * room before it is: by those together, the bound is passed by one at most. It costs a little per batch, and nothing per message.
 */
import type { BatchMemory } from '../../ports/transport.js';

/** One partition's buffer, which can be told to take no more. */
export interface LaneBuffer {
  pauseFetching(): void;
  resumeFetching(): void;
}

interface Reservation {
  readonly sizeBytes: number;
  readonly grant: () => void;
}

export class BufferBudget implements BatchMemory {
  #totalBytes = 0;
  /** Those that hold something. */
  readonly #sizes = new Map<LaneBuffer, number>();
  readonly #paused = new Set<LaneBuffer>();
  /** Who waits for room, first come first served. */
  readonly #waiting: Reservation[] = [];

  constructor(readonly maxBytes: number) {}

  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** A buffer holds `sizeBytes` from now on. */
  changed(buffer: LaneBuffer, sizeBytes: number): void {
    const before = this.#sizes.get(buffer) ?? 0;
    if (sizeBytes === 0) this.#sizes.delete(buffer);
    else this.#sizes.set(buffer, sizeBytes);
    this.#add(sizeBytes - before);
    if (sizeBytes === 0) this.#resume(buffer);
  }

  adjust(sizeBytes: number): void {
    this.#add(sizeBytes);
  }

  /** There is room while the bound is not passed: then what is larger than the rest of it may pass it. */
  reserve(sizeBytes: number): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#totalBytes <= this.maxBytes) {
      this.#add(sizeBytes);
      return undefined;
    }
    return new Promise((grant) => {
      this.#waiting.push({ sizeBytes, grant });
    });
  }

  #add(sizeBytes: number): void {
    this.#totalBytes += sizeBytes;
    if (sizeBytes > 0 && this.#totalBytes > this.maxBytes) this.#pauseFullest();
    if (this.#paused.size > 0 && this.#totalBytes <= this.maxBytes / 2) {
      for (const each of this.#paused) this.#resume(each);
    }
    if (sizeBytes < 0) this.#grantWaiting();
  }

  #grantWaiting(): void {
    while (this.#totalBytes <= this.maxBytes) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#add(next.sizeBytes);
      next.grant();
    }
  }

  #pauseFullest(): void {
    let fullest: LaneBuffer | undefined;
    let most = 0;
    for (const [buffer, sizeBytes] of this.#sizes) {
      if (sizeBytes <= most || this.#paused.has(buffer)) continue;
      fullest = buffer;
      most = sizeBytes;
    }
    if (fullest === undefined) return;
    this.#paused.add(fullest);
    fullest.pauseFetching();
  }

  #resume(buffer: LaneBuffer): void {
    if (this.#paused.delete(buffer)) buffer.resumeFetching();
  }
}
