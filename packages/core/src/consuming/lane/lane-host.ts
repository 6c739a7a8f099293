/** The interface of a lane to the loop that owns it, and the view of a lane that the loop gets. */
import type { CallOptions, ResponderReport } from '../../contracts/responder-contract.js';
import type { Monitor } from '../../events/monitor.js';
import type { TopicPartition } from '../../events/topic-partition.js';
import type { Logger } from '../../ports/logger.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { BufferBudget } from '../buffer/buffer-budget.js';
import type { ConcurrencyLimiter } from '../schedule/concurrency-limiter.js';
import type { SeekTarget } from './resolve-seek-target.js';

export interface LaneView extends TopicPartition {
  /** The generation of the assignment that gave the partition; unchanged while the partition is retained. */
  readonly generation: number;
  /** The next offset to commit; `undefined` when there is none, and for a transactional route. */
  readonly committable: number | undefined;
}

export interface LaneHost {
  readonly monitor: Monitor;
  readonly logger: Logger;
  /** The bound on buffered bytes that all lanes of the process share. */
  readonly bufferBudget: BufferBudget;
  respond(plan: TopicPlan, input: unknown, options: CallOptions): Promise<ResponderReport>;
  /** The bound on concurrent handler calls that all lanes of the process share. */
  readonly limiter: ConcurrencyLimiter;
  /** The app's `Producer.deliverOne`. Resolves when the broker has acknowledged the message. */
  deliver(message: OutgoingMessage): Promise<unknown>;
  /**
   * Fences the previous owner of the partition of a transactional lane, so that it can commit nothing more; resolves with
   * the offset that the group has committed, `null` when there is none.
   */
  fencePartition(lane: LaneView): Promise<number | null>;
  /**
   * For a transactional route: sends these messages and commits the next offset to read in one transaction, by the app's
   * `Producer.deliverAtomically`; rejects when neither is done.
   */
  sendAndCommit(lane: LaneView, messages: readonly OutgoingMessage[], offset: number): Promise<void>;
  /** Pauses and resumes fetching of the lane's partition. */
  pauseFetching(lane: LaneView): void;
  resumeFetching(lane: LaneView): void;
  /** The offset of a seek target. */
  resolveSeekTarget(lane: LaneView, target: SeekTarget): Promise<number>;
  /** Drops fetched batches of this partition that the lane has not taken; the next batch begins at `offset`. */
  fetchFrom(lane: LaneView, offset: number): void;
  /** The frontier has moved. */
  progressed(lane: LaneView): void;
  /** An error that must stop the process. */
  stop(error: Error): void;
}
