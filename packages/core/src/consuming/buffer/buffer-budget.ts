/**
 * The bound on fetched bytes in memory, over all partitions of all groups of a process: in lanes, and in sources that have
 * not handed them over. Above the bound the fullest partition is no longer fetched, one more with each batch that still
 * arrives; below half of it all are fetched again. An empty partition is always fetched, so that a slow one starves no
 * other: partitions exceed the bound by at most one batch each. Batches that are large when decompressed wait for capacity
 * first, so that together they exceed it by at most one. The cost is per batch, not per message.
 */
import type { BatchMemory } from '../../ports/transport.js';

/** The buffer of one partition, whose fetching can be paused. */
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
  /** Buffers that are not empty. */
  readonly #sizes = new Map<LaneBuffer, number>();
  readonly #paused = new Set<LaneBuffer>();
  /** Reservations that wait for capacity, in order. */
  readonly #waiting: Reservation[] = [];

  constructor(readonly maxBytes: number) {}

  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** A buffer now holds `sizeBytes`. */
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

  /** Granted at once while the total is within the bound, even if this reservation then exceeds it. */
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
