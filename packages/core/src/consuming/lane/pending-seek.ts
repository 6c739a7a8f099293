/**
 * Where a lane reads on when it is not where it stopped: a seek that the handler asked for, carried out between two
 * batches, or the first message not marked after a failure. Of several seeks the last counts. Finding an offset takes a
 * request to the cluster, which a stop does not wait for.
 */
import type { Backlog } from '../buffer/backlog.js';
import type { InterruptibleWait } from '../timing/interruptible-wait.js';
import type { SeekTarget } from './resolve-seek-target.js';

export interface PendingSeekHost {
  resolveTarget(target: SeekTarget): Promise<number>;
  /** The target of a seek is known, or there is none. */
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

  /** Asked for, and neither carried out nor failed. */
  get isPending(): boolean {
    return this.#target !== undefined;
  }

  /** Asks for a seek; resolves when the target is known, and rejects when there is none. */
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

  /** Carries out a seek whose target is known. */
  apply(): void {
    const offset = this.#offset;
    if (offset === undefined) return;
    this.#cancel();
    this.backlog.restart(offset);
    this.host.onMoved(offset);
  }

  /** Carries a seek out as soon as its target is known, or gives up waiting when the lane `isHeld`. */
  async applyWhenResolved(isHeld: () => boolean): Promise<void> {
    this.apply();
    while (this.isPending && !isHeld()) {
      await this.wait.for(Number.POSITIVE_INFINITY);
      this.apply();
    }
  }

  /** To the first message not marked, after a failure: it comes again before any seek that its handler asked for. */
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
