/**
 * A transactional partition is taken over before anything of it is handled: whoever had it before may have a transaction
 * open, and commit it yet. So that is ended first (`fence`), and only then the group is asked where it stands; what was
 * fetched from elsewhere is dropped. The same when another has fenced this one: if the partition is still its own, it
 * goes on from what is committed, and if not, its commits are refused until it learns that.
 */
import { toError } from '../../errors/kfw-error.js';
import { pauseMs } from '../failure/failure-decision.js';
import type { LaneCore } from './lane-core.js';
import type { LanePauses } from './lane-pauses.js';

export interface PartitionFencingHost {
  /** Fences whatever had the partition; resolves with the offset that its group has committed, `null` when there is none. */
  fencePartition(): Promise<number | null>;
  /** The backlog is empty and begins at `offset` now. */
  onMoved(offset: number): void;
}

export class PartitionFencing {
  #isRequired: boolean;
  #failures = 0;
  /** On its way; kept when the lane is held meanwhile. */
  #fencing: Promise<number | null> | undefined;

  constructor(
    private readonly core: LaneCore,
    private readonly pauses: LanePauses,
    private readonly host: PartitionFencingHost,
  ) {
    this.#isRequired = core.plan.transactional;
  }

  /** Nothing may be handled before it has been carried out. */
  get isRequired(): boolean {
    return this.#isRequired;
  }

  /** Somebody else has the partition's transactional id. */
  require(): void {
    this.#isRequired = true;
  }

  /** Never rejects: when it fails the lane backs off, and it is due still. */
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
    // What lies between holds no message, or the log does not hold it any more.
    if (offset === null || (frontier !== undefined && offset < frontier)) return;
    if (offset === frontier) {
      backlog.committedThrough(offset);
    } else {
      backlog.restart(offset);
      this.host.onMoved(offset);
    }
  }
}
