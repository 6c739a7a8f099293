/**
 * A transactional partition is taken over before anything of it is handled: whoever had it before may have a transaction
 * open, and commit it yet. So that is ended first (`fence`), and only then the group is asked where it stands; what was
 * fetched from elsewhere is dropped. The same when another has fenced this one: if the partition is still its own, it
 * goes on from what is committed, and if not, its commits are refused until it learns that.
 */
import { toError } from '../errors/kfw-error.js';
import type { TopicPlan } from '../routing/plan.js';
import type { Backlog } from './backlog.js';
import { pauseMs } from './decide.js';
import type { LaneReports } from './lane-reports.js';
import type { Rest } from './rest.js';

export interface TakeoverParts {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly rest: Rest;
  readonly reports: LaneReports;
  /** Fires when the partition is lost. */
  readonly signal: AbortSignal;
  /** Fences whoever had the partition; resolves with the offset that its group has committed, `null` when there is none. */
  readonly takeOver: () => Promise<number | null>;
  /** The backlog is empty and begins at `offset` now. */
  readonly moved: (offset: number) => void;
}

export class Takeover {
  #isDue: boolean;
  #failures = 0;
  /** On its way; kept when the lane is held meanwhile. */
  #taking: Promise<number | null> | undefined;

  constructor(private readonly parts: TakeoverParts) {
    this.#isDue = parts.plan.transactional;
  }

  /** Nothing may be handled before it has been carried out. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Somebody else has the partition's transactional id. */
  demand(): void {
    this.#isDue = true;
  }

  /** Never rejects: when it fails the lane backs off, and it is due still. */
  async carryOut(): Promise<void> {
    const { plan, rest, reports, signal } = this.parts;
    this.#taking ??= this.parts.takeOver();
    const taking = this.#taking;
    try {
      const offset = await taking;
      if (this.#taking !== taking || signal.aborted) return;
      this.#isDue = false;
      this.#failures = 0;
      this.#goOnAt(offset);
    } catch (thrown) {
      if (this.#taking !== taking || signal.aborted) return;
      this.#failures++;
      reports.takeoverFailed(toError(thrown), rest.backOff(pauseMs(this.#failures, plan.policy, Math.random())));
    }
    this.#taking = undefined;
  }

  #goOnAt(offset: number | null): void {
    const { backlog, moved } = this.parts;
    const { frontier } = backlog.tracker;
    // What lies between holds no message, or the log does not hold it any more.
    if (offset === null || (frontier !== undefined && offset < frontier)) return;
    if (offset === frontier) {
      backlog.transacted(offset);
    } else {
      backlog.restart(offset);
      moved(offset);
    }
  }
}
