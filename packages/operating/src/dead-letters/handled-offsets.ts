/**
 * The letters of a dead-letter topic that have been replayed or discarded: committed offsets of a group of their own, so
 * that the cluster remembers them. One process at a time may change them; the last commit of a partition counts.
 */
import type { Admin, OffsetToSet } from '@kfw/core';
import { toError } from '@kfw/core';
import { operatingError } from '../errors.js';
import { HandledPartition } from './handled-partition.js';
import type { OffsetRange } from './offset-ranges.js';

const prefix = 'kfw-dlq.';

/** The group that holds the handled offsets of a dead-letter topic. It never has members. */
export function handledGroup(topic: string): string {
  return `${prefix}${topic}`;
}

/** Whether a group is one of these: what it is behind by are dead letters, not messages that somebody is to read. */
export function isHandledGroup(group: string): boolean {
  return group.startsWith(prefix);
}

/** Ten years: without a retention, the cluster would forget them a week after the last commit. */
const retainMs = 10 * 365 * 86_400_000;

export class HandledOffsets {
  readonly #partitions = new Map<number, HandledPartition>();
  #committing: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly admin: Pick<Admin, 'groupOffsets' | 'setGroupOffsets'>,
    readonly topic: string,
  ) {}

  /** Throws `KFW_HANDLED_UNREADABLE`, and what the admin throws. */
  static async load(admin: Pick<Admin, 'groupOffsets' | 'setGroupOffsets'>, topic: string): Promise<HandledOffsets> {
    const loaded = new HandledOffsets(admin, topic);
    for (const { partition, offset, metadata = '' } of await admin.groupOffsets(handledGroup(topic), [topic])) {
      if (offset === null) continue;
      try {
        loaded.#partitions.set(partition, new HandledPartition({ offset, metadata }));
      } catch (thrown) {
        const { message: reason } = toError(thrown);
        throw operatingError('KFW_HANDLED_UNREADABLE', { group: handledGroup(topic), topic, partition, reason });
      }
    }
    return loaded;
  }

  has(partition: number, offset: number): boolean {
    return this.#partitions.get(partition)?.has(offset) ?? false;
  }

  /** All offsets of the partition below it have been handled. */
  frontier(partition: number): number {
    return this.#partitions.get(partition)?.frontier ?? 0;
  }

  /** The readable offsets of a partition: nothing outside of them is left to handle. */
  fitInto(partition: number, low: number, high: number): void {
    this.#of(partition).fitInto(low, high);
  }

  /** How many of the readable offsets of a partition have not been handled. Not every offset holds a letter. */
  unhandledIn(partition: number, low: number, high: number): number {
    this.fitInto(partition, low, high);
    return this.#of(partition).unhandledIn({ from: low, end: high });
  }

  /**
   * Before a letter is handled out of order: whether the cluster can remember that. When it cannot, letters before it must
   * be handled first. Handling in order always fits.
   */
  reserve(partition: number, range: OffsetRange): boolean {
    return this.#of(partition).reserve(range);
  }

  /** A scan found that the offsets from there to the end of the partition hold no letter. */
  noteEmptyTail(partition: number, range: OffsetRange): void {
    this.#of(partition).noteEmptyTail(range);
  }

  /** The letters of these offsets have been handled. `commit` makes it known. */
  add(partition: number, range: OffsetRange): void {
    this.#of(partition).add(range);
  }

  /**
   * Resolves when the cluster remembers all that was added before. One commit at a time; rejects with what the admin
   * throws, and the next call commits the same again.
   */
  commit(): Promise<void> {
    const committing = this.#committing.then(() => this.#commitChanged());
    this.#committing = committing.catch(() => undefined);
    return committing;
  }

  async #commitChanged(): Promise<void> {
    const { topic } = this;
    const changed = [...this.#partitions].filter(([, { hasChanged }]) => hasChanged);
    const offsets: OffsetToSet[] = changed.map(([partition, of]) => ({ topic, partition, ...of.checkpoint() }));
    try {
      await this.admin.setGroupOffsets(handledGroup(topic), offsets, { retainMs });
    } catch (thrown) {
      for (const [, of] of changed) of.keepChanged();
      throw thrown;
    }
  }

  #of(partition: number): HandledPartition {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const fresh = new HandledPartition({ offset: 0, metadata: '' });
    this.#partitions.set(partition, fresh);
    return fresh;
  }
}
