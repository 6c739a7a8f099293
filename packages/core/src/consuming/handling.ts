/** Runs the consumer of a lane over one batch after the other, and notes what it finished and where it failed. */
import type { Message } from '../contracts/message.js';
import { toError } from '../errors/kfw-error.js';
import type { OutgoingMessage } from '../producing/deliverer.js';
import { CollectedMessages } from '../responding/collected-messages.js';
import { type HandlerRun, inRun } from '../responding/handler-run.js';
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
  /** Commits what a transactional run has sent together with the next offset to read. */
  readonly commitRun: (messages: readonly OutgoingMessage[], offset: number) => Promise<void>;
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
    const { transactional } = plan;
    const startedAt = performance.now();
    const collected = transactional ? new CollectedMessages(plan.consumer.name, plan.topic) : undefined;
    const run: HandlerRun = { message: undefined, collected };
    let tried = messages;
    let processing: Message | undefined;
    let processed = 0;
    let interrupted = false;
    this.#runningSince = startedAt;
    const progress = {
      started: (message: Message) => {
        processing = message;
        run.message = message;
      },
      finished: (message: Message) => {
        processed++;
        run.message = undefined;
        // Told at once: the next message may take long, and what is finished must not wait for its commit until then.
        if (!transactional && !isGone() && backlog.finish(message.offset)) progressed();
      },
      goOn: () => {
        interrupted = !mayBegin();
        return !interrupted;
      },
      giveWay: () => turn.giveWay(),
    };
    try {
      await inRun(run, () => runBatch(plan, consumer.get(), batch, progress));
      // Middleware that never called on has left the batch unhandled on purpose: it counts as done.
      if (interrupted) tried = messages.slice(0, processed);
      if (collected !== undefined) {
        processing = undefined;
        await this.#commit(collected, tried);
      } else if (!interrupted && !isGone() && backlog.finishThrough(batch.lastOffset)) progressed();
      reports.consumed(batch, tried.length, performance.now() - startedAt);
      return undefined;
    } catch (thrown) {
      return this.#failures.count(toError(thrown), tried, processing);
    } finally {
      run.message = undefined;
      collected?.close();
      this.#runningSince = undefined;
      consumer.endBatch();
    }
  }

  /** All that was sent over these messages counts with them. A partition that is lost has nothing to say any more. */
  async #commit(collected: CollectedMessages, messages: readonly ConsumedMessage[]): Promise<void> {
    const { backlog, isGone, progressed, commitRun } = this.parts;
    const sent = collected.close();
    const last = messages.at(-1)?.offset;
    if (last === undefined || isGone()) return;
    await commitRun(sent, last + 1);
    if (!isGone() && backlog.finishThrough(last)) progressed();
  }
}
