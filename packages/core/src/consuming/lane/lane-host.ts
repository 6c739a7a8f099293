/** What a lane needs of the loop that owns it, and what the loop sees of a lane. */
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
  /** That of the assignment which gave the partition; kept while it is retained. */
  readonly generation: number;
  /** The next offset to commit; `undefined` when there is none, and when its route is transactional. */
  readonly committable: number | undefined;
}

export interface LaneHost {
  readonly monitor: Monitor;
  readonly logger: Logger;
  /** The bound that all lanes of the process share. */
  readonly bufferBudget: BufferBudget;
  respond(plan: TopicPlan, input: unknown, options: CallOptions): Promise<ResponderReport>;
  /** How many handler calls may run at once, over all lanes of the process. */
  readonly limiter: ConcurrencyLimiter;
  /** Resolves when the broker has acknowledged the message. */
  deliver(message: OutgoingMessage): Promise<unknown>;
  /**
   * Ends what whoever had the partition of a transactional lane before may still commit; resolves with the offset that its
   * group has committed, `null` when there is none.
   */
  fencePartition(lane: LaneView): Promise<number | null>;
  /** Commits what a transactional run has sent together with the next offset to read, or rejects with neither. */
  commitRun(lane: LaneView, messages: readonly OutgoingMessage[], offset: number): Promise<void>;
  /** Fetching for this lane's partition stops and starts. */
  pauseFetching(lane: LaneView): void;
  resumeFetching(lane: LaneView): void;
  /** The offset that a seek means. */
  resolveSeekTarget(lane: LaneView, target: SeekTarget): Promise<number>;
  /** What was fetched for this partition and not taken yet is dropped; the next batch begins at `offset`. */
  fetchFrom(lane: LaneView, offset: number): void;
  /** The frontier has moved. */
  progressed(lane: LaneView): void;
  /** An error that must stop the process. */
  stop(error: Error): void;
}
