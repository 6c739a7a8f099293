/** Runs the consumer of a lane over one batch after the other, and notes what it finished and where it failed. */
import type { Message } from '../contracts/message.js';
import { toError } from '../errors/kfw-error.js';
import type { TopicPlan } from '../routing/plan.js';
import type { Backlog } from './backlog.js';
import type { ConsumedMessage, MessageBatch } from './consumed-message.js';
import type { ConsumerInstance } from './consumer-instance.js';
import { type Failure, Failures } from './failures.js';
import type { LaneReports } from './lane-reports.js';
import { runBatch } from './run-batch.js';
import type { Turn } from './turn.js';

export interface HandlingParts {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly consumer: ConsumerInstance;
  readonly reports: LaneReports;
  readonly turn: Turn;
  /** Whether the next message may be begun. */
  readonly mayBegin: () => boolean;
  /** Whether the partition is lost, so that nothing counts any more. */
  readonly isGone: () => boolean;
  /** The frontier has moved. */
  readonly progressed: () => void;
}

export class Handling {
  readonly #failures: Failures;
  #runningSince: number | undefined;

  constructor(private readonly parts: HandlingParts) {
    this.#failures = new Failures(parts.backlog.tracker);
  }

  /** When the call that runs began, on the clock of `performance`. */
  get runningSince(): number | undefined {
    return this.#runningSince;
  }

  /** Returns what failed. */
  async run(batch: MessageBatch, messages: readonly ConsumedMessage[]): Promise<Failure | undefined> {
    const { plan, backlog, consumer, reports, turn, mayBegin, isGone, progressed } = this.parts;
    const startedAt = performance.now();
    let processing: Message | undefined;
    let processed = 0;
    let interrupted = false;
    this.#runningSince = startedAt;
    try {
      await runBatch(plan, consumer.get(), batch, {
        started: (message) => {
          processing = message;
        },
        finished: (message) => {
          processed++;
          // Told at once: the next message may take long, and what is finished must not wait for its commit until then.
          if (!isGone() && backlog.finish(message.offset)) progressed();
        },
        goOn: () => {
          interrupted = !mayBegin();
          return !interrupted;
        },
        giveWay: () => turn.giveWay(),
      });
      // Middleware that never called on has left the batch unhandled on purpose: it counts as done.
      if (!interrupted && !isGone() && backlog.finishThrough(batch.lastOffset)) progressed();
      reports.consumed(batch, interrupted ? processed : batch.size, performance.now() - startedAt);
      return undefined;
    } catch (thrown) {
      return this.#failures.count(toError(thrown), messages, processing);
    } finally {
      this.#runningSince = undefined;
      consumer.endBatch();
    }
  }
}
