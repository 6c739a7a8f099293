/**
 * Collects the items that a handler under test receives, and lets the scenario wait for them: each item wakes the wait,
 * without sleeping or polling.
 */
import { inspect } from 'node:util';
import { within } from './deadline.js';

export class Inbox<T> {
  readonly #items: T[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(
    /** The name of its items, for the message of a missed deadline: `messages of users`. */
    readonly what: string,
    readonly defaultDeadlineMs: number,
  ) {}

  /** Everything so far, in order of arrival. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Bound: it can be handed over as a callback. */
  readonly push = (...items: T[]): void => {
    this.#items.push(...items);
    for (const wake of [...this.#waiting]) wake();
  };

  /** Resolves with the items as soon as there are `count` of them, or more. */
  async atLeast(count: number, deadlineMs = this.defaultDeadlineMs): Promise<readonly T[]> {
    return this.until(`at least ${count}`, (items) => items.length >= count, deadlineMs);
  }

  /** Resolves with the first item, past or future, that fits. */
  async first(described: string, fits: (item: T) => boolean, deadlineMs = this.defaultDeadlineMs): Promise<T> {
    const items = await this.until(described, (all) => all.some(fits), deadlineMs);
    return items.find(fits) as T;
  }

  /** Resolves with the items as soon as `enough` holds for them. Throws `KFW_DEADLINE_PASSED` with the items so far. */
  async until(
    described: string,
    enough: (items: readonly T[]) => boolean,
    deadlineMs = this.defaultDeadlineMs,
  ): Promise<readonly T[]> {
    let wake: () => void = () => undefined;
    const satisfied = new Promise<void>((resolve, reject) => {
      wake = () => {
        try {
          if (enough(this.#items)) resolve();
        } catch (thrown) {
          reject(thrown);
        }
      };
    });
    this.#waiting.add(wake);
    try {
      wake();
      await within(`${this.what}: ${described}`, satisfied, deadlineMs, () => this.#summary());
      return this.#items;
    } finally {
      this.#waiting.delete(wake);
    }
  }

  #summary(): string {
    return `${this.#items.length}, the last being ${inspect(this.#items.slice(-5), { depth: 2 })}`;
  }
}
