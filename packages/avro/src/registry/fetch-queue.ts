/**
 * What is to be fetched, some at a time and in the order in which it was asked for. Each ends by itself: one that fails
 * takes no other with it, but where nothing answers at all. Then those that have not begun would wait as long, one after
 * the other, and fail at once instead: who needs them asks again.
 */
import { toError } from '@kfw/core';
import { Unavailable } from './requests/registry-failure.js';

const maxConcurrent = 8;

interface Waiting {
  readonly start: () => void;
  readonly fail: (error: Error) => void;
}

export class FetchQueue<Key> {
  readonly #promises = new Map<Key, Promise<void>>();
  readonly #waiting: Waiting[] = [];
  #started = 0;

  constructor(private readonly fetch: (key: Key) => Promise<void>) {}

  /** What is fetched now, or waits for its turn. */
  running(key: Key): Promise<void> | undefined {
    return this.#promises.get(key);
  }

  /** Rejects as its fetch does. Of a key that is `running` it must not be called. */
  add(key: Key): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ start: () => this.#fetch(key).then(resolve, reject), fail: reject });
    }).finally(() => this.#promises.delete(key));
    this.#promises.set(key, promise);
    // Whoever asked may have turned to something else by then.
    promise.catch(() => undefined);
    this.#next();
    return promise;
  }

  async #fetch(key: Key): Promise<void> {
    try {
      await this.fetch(key);
    } catch (thrown) {
      if (isUnresponsive(thrown)) for (const { fail } of this.#waiting.splice(0)) fail(toError(thrown));
      throw thrown;
    } finally {
      this.#started--;
      this.#next();
    }
  }

  #next(): void {
    while (this.#started < maxConcurrent) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#started++;
      next.start();
    }
  }
}

function isUnresponsive(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.cause instanceof Unavailable && thrown.cause.unresponsive;
}
