/**
 * Who waits for a log to grow. Readers of committed records wait for bytes that lie before the last stable offset: what
 * an open transaction appends is told them when it has ended.
 */

/** `appendedBytes` are for readers of everything, `stableBytes` for those of committed records; both `Infinity` at the end. */
export type Watcher = (appendedBytes: number, stableBytes: number) => void;

export class LogWatchers {
  readonly #watchers = new Set<Watcher>();
  #unstableBytes = 0;

  /** Returns what takes it away. */
  add(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Of an append, and whether the last stable offset has moved by it. Then all that waited counts: it may be a little
   * too much, so that nobody waits in vain.
   */
  notify(appendedBytes: number, isStableMoved: boolean): void {
    const waited = this.#unstableBytes + appendedBytes;
    this.#unstableBytes = isStableMoved ? 0 : waited;
    const stableBytes = isStableMoved ? waited : 0;
    for (const watcher of this.#watchers) watcher(appendedBytes, stableBytes);
  }

  wakeAll(): void {
    for (const watcher of this.#watchers) watcher(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    this.#watchers.clear();
  }
}
