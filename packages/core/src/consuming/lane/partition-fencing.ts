/**
 * Fences the previous owner of a transactional partition before any of its messages is handled: that owner may have an open
 * transaction and still commit it. Only after the fencing is the committed offset of the group read; messages fetched from
 * another offset are dropped. The same happens when this lane has been fenced: if it still owns the partition, it continues
 * at the committed offset; if not, its commits are rejected until it learns of the loss.
 */
import { toError } from '../../errors/kfw-error.js';
import { pauseMs } from '../failure/failure-decision.js';
import type { LaneCore } from './lane-core.js';
import type { LanePauses } from './lane-pauses.js';

export interface PartitionFencingHost {
  /** Fences the previous owner; resolves with the committed offset of the group, `null` when there is none. */
  fencePartition(): Promise<number | null>;
  /** The backlog is empty and begins at `offset` now. */
  onMoved(offset: number): void;
}

export class PartitionFencing {
  #isRequired: boolean;
  #failures = 0;
  /** The running fencing; continued when the lane is held meanwhile. */
  #fencing: Promise<number | null> | undefined;

  constructor(
    private readonly core: LaneCore,
    private readonly pauses: LanePauses,
    private readonly host: PartitionFencingHost,
  ) {
    this.#isRequired = core.plan.transactional;
  }

  /** No message may be handled before the partition is fenced. */
  get isRequired(): boolean {
    return this.#isRequired;
  }

  /** Another producer may own the partition's transactional id. */
  require(): void {
    this.#isRequired = true;
  }

  /** Never rejects: after a failure the lane backs off and the fencing is still required. */
  async fence(): Promise<void> {
    const { plan, events, signal } = this.core;
    this.#fencing ??= this.host.fencePartition();
    const fencing = this.#fencing;
    try {
      const offset = await fencing;
      if (this.#fencing !== fencing || signal.aborted) return;
      this.#isRequired = false;
      this.#failures = 0;
      this.#continueAt(offset);
    } catch (thrown) {
      if (this.#fencing !== fencing || signal.aborted) return;
      this.#failures++;
      events.takeoverFailed(toError(thrown), this.pauses.backOff(pauseMs(this.#failures, plan.policy, Math.random())));
    }
    this.#fencing = undefined;
  }

  #continueAt(offset: number | null): void {
    const { backlog } = this.core;
    const { frontier } = backlog.tracker;
    // The offsets between hold no message, or have been deleted from the log.
    if (offset === null || (frontier !== undefined && offset < frontier)) return;
    if (offset === frontier) {
      backlog.committedThrough(offset);
    } else {
      backlog.restart(offset);
      this.host.onMoved(offset);
    }
  }
}
