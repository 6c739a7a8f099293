/**
 * The next position of a lane, if it does not continue where it stopped: a seek that the handler asked for, applied between
 * two batches, or the first unmarked message after a failure. The last of several seeks counts. Finding an offset takes a
 * request to the cluster, which a stop does not wait for.
 */
import type { Backlog } from '../buffer/backlog.js';
import type { InterruptibleWait } from '../timing/interruptible-wait.js';
import type { SeekTarget } from './resolve-seek-target.js';

export interface PendingSeekHost {
  resolveTarget(target: SeekTarget): Promise<number>;
  /** The offset of a target is known, or could not be found. */
  onResolved(): void;
  /** The backlog is empty and begins at `offset` now. */
  onMoved(offset: number): void;
}

export class PendingSeek {
  #target: Promise<number> | undefined;
  #offset: number | undefined;

  constructor(
    private readonly backlog: Backlog,
    private readonly wait: InterruptibleWait,
    private readonly host: PendingSeekHost,
  ) {}

  /** Whether a seek was requested and has neither been applied nor failed. */
  get isPending(): boolean {
    return this.#target !== undefined;
  }

  /** Requests a seek; resolves when its offset is known, and rejects when there is none. */
  async request(target: SeekTarget): Promise<void> {
    const resolving = this.host.resolveTarget(target);
    this.#target = resolving;
    this.#offset = undefined;
    try {
      const offset = await resolving;
      if (this.#target === resolving) this.#offset = offset;
    } catch (thrown) {
      if (this.#target === resolving) this.#target = undefined;
      throw thrown;
    } finally {
      this.host.onResolved();
    }
  }

  /** Applies a seek whose offset is known. */
  apply(): void {
    const offset = this.#offset;
    if (offset === undefined) return;
    this.#cancel();
    this.backlog.restart(offset);
    this.host.onMoved(offset);
  }

  /** Applies a seek as soon as its offset is known; stops waiting when the lane `isHeld`. */
  async applyWhenResolved(isHeld: () => boolean): Promise<void> {
    this.apply();
    while (this.isPending && !isHeld()) {
      await this.wait.for(Number.POSITIVE_INFINITY);
      this.apply();
    }
  }

  /** Goes back to the first unmarked message after a failure, which has precedence over a seek of the handler. */
  rewind(): void {
    this.#cancel();
    const offset = this.backlog.rewind();
    if (offset !== undefined) this.host.onMoved(offset);
  }

  #cancel(): void {
    this.#target = undefined;
    this.#offset = undefined;
  }
}
