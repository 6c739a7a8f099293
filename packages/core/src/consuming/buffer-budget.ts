/**
 * The bound on what waits in memory, over all partitions of all groups of a process. Above it the fullest partitions stop
 * being fetched, one with each batch that still comes; below half of it all are fetched again. A partition that has
 * nothing left is fetched whatever the others hold, so that a slow one starves nobody: the bound is passed by at most a
 * batch of each partition. It costs a little per batch, and nothing per message.
 */

/** One partition's buffer, which can be told to take no more. */
export interface LaneBuffer {
  stop(): void;
  go(): void;
}

export class BufferBudget {
  #totalBytes = 0;
  /** Those that hold something. */
  readonly #sizes = new Map<LaneBuffer, number>();
  readonly #stopped = new Set<LaneBuffer>();

  constructor(readonly maxBytes: number) {}

  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** A buffer holds `sizeBytes` from now on. */
  changed(buffer: LaneBuffer, sizeBytes: number): void {
    const before = this.#sizes.get(buffer) ?? 0;
    this.#totalBytes += sizeBytes - before;
    if (sizeBytes === 0) this.#sizes.delete(buffer);
    else this.#sizes.set(buffer, sizeBytes);
    if (sizeBytes > before && this.#totalBytes > this.maxBytes) this.#stopFullest();
    if (sizeBytes === 0) this.#go(buffer);
    if (this.#stopped.size > 0 && this.#totalBytes <= this.maxBytes / 2) {
      for (const each of this.#stopped) this.#go(each);
    }
  }

  #stopFullest(): void {
    let fullest: LaneBuffer | undefined;
    let most = 0;
    for (const [buffer, sizeBytes] of this.#sizes) {
      if (sizeBytes <= most || this.#stopped.has(buffer)) continue;
      fullest = buffer;
      most = sizeBytes;
    }
    if (fullest === undefined) return;
    this.#stopped.add(fullest);
    fullest.stop();
  }

  #go(buffer: LaneBuffer): void {
    if (this.#stopped.delete(buffer)) buffer.go();
  }
}
