/**
 * A queue of fetches, several at a time, in the order of the requests. Each fails independently, unless the registry
 * does not respond at all: then the waiting ones fail at once, instead of waiting as long one after the other, and may
 * be requested again.
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

  /** The promise of a fetch that is running or waiting. */
  running(key: Key): Promise<void> | undefined {
    return this.#promises.get(key);
  }

  /** Rejects as its fetch does. Must not be called for a key that is `running`. */
  add(key: Key): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ start: () => this.#fetch(key).then(resolve, reject), fail: reject });
    }).finally(() => this.#promises.delete(key));
    this.#promises.set(key, promise);
    // The caller may not wait for it any more.
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
