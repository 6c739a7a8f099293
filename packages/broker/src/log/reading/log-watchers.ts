/**
 * The readers that wait for a log to grow. A `read_committed` reader waits for bytes before the last stable offset: it
 * is notified of a transaction's records when the transaction has ended.
 */

/**
 * `appendedBytes` is for readers of everything, `stableBytes` for `read_committed` readers; both are `Infinity` at the
 * end.
 */
export type Watcher = (appendedBytes: number, stableBytes: number) => void;

export class LogWatchers {
  readonly #watchers = new Set<Watcher>();
  #unstableBytes = 0;

  /** Returns a function that removes it. */
  add(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Notifies of an append. If it moved the last stable offset, all waiting bytes count: that may be slightly too much,
   * so that no reader waits without reason.
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
