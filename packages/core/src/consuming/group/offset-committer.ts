/**
 * Commits the frontiers of a group's lanes, outside of the fetch path. A failed commit is reported and repeated with the
 * next one.
 */
import { toError } from '../../errors/kfw-error.js';
import type { Monitor } from '../../events/monitor.js';
import type { OffsetCommit, Offsets } from '../../ports/transport.js';
import type { LaneView } from '../lane/lane-host.js';
import type { GroupMeters } from './group-meters.js';

export class OffsetCommitter {
  readonly #noted = new Set<LaneView>();
  /** Weak: a commit in flight when its lane is forgotten writes here afterwards. */
  readonly #committed = new WeakMap<LaneView, number>();
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly group: string,
    private readonly offsets: Offsets,
    private readonly monitor: Monitor,
    private readonly meters: GroupMeters,
    private readonly intervalMs: number,
  ) {}

  /** A lane has progressed; its frontier is part of the next commit. */
  note(lane: LaneView): void {
    this.#noted.add(lane);
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.commitNow();
    }, this.intervalMs);
  }

  /** Commits the noted frontiers, after any commit in flight. Never rejects. */
  commitNow(): Promise<void> {
    this.#committing = this.#committing.then(() => this.#commit());
    return this.#committing;
  }

  forget(lane: LaneView): void {
    this.#noted.delete(lane);
    this.#committed.delete(lane);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #commit(): Promise<void> {
    const due: { lane: LaneView; commit: OffsetCommit }[] = [];
    for (const lane of this.#noted) {
      const offset = lane.committable;
      if (offset === undefined || offset === this.#committed.get(lane)) continue;
      const { topic, partition, generation } = lane;
      due.push({ lane, commit: { topic, partition, offset, generation } });
    }
    this.#noted.clear();
    if (due.length === 0) return;
    const offsets = due.map(({ commit }) => commit);
    const trace = this.monitor.tracer?.committing({ group: this.group, offsets, messages: undefined });
    const startedAt = performance.now();
    try {
      const { stale } = await this.offsets.commit(offsets);
      trace?.ended();
      // Nothing was sent when every offset is of an assignment that has ended.
      if (stale.length < offsets.length) this.meters.committed(startedAt);
      for (const { lane, commit } of due) if (!stale.includes(commit)) this.#committed.set(lane, commit.offset);
      if (this.monitor.has('offsets.committed')) {
        const made = offsets.filter((commit) => !stale.includes(commit));
        if (made.length > 0) this.monitor.publish('offsets.committed', { group: this.group, offsets: made });
      }
    } catch (thrown) {
      const error = toError(thrown);
      trace?.ended(error);
      this.meters.commitFailed(startedAt, error);
      this.monitor.publish('offsets.commitFailed', { group: this.group, offsets, error });
      for (const { lane } of due) this.note(lane);
    }
  }
}
