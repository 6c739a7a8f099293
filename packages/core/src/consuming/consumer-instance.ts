/**
 * The consumer of one partition: made when it is first needed, given its context, and kept between batches, or made anew
 * for each when the route says so. Its callbacks run here.
 */
import type { ConsumerContract } from '../contracts/consumer.js';
import { toError } from '../errors/kfw-error.js';
import type { CallbackKind } from '../routing/metadata.js';
import type { TopicPlan } from '../routing/plan.js';
import { attachContext, type ConsumerContext } from './consumer.js';
import type { LaneReports } from './lane-reports.js';

export class ConsumerInstance {
  #consumer: ConsumerContract | undefined;

  constructor(
    private readonly plan: TopicPlan,
    private readonly context: ConsumerContext,
    private readonly reports: LaneReports,
  ) {}

  get(): ConsumerContract {
    if (this.#consumer === undefined) {
      this.#consumer = this.plan.consumer.create();
      attachContext(this.#consumer, this.context);
    }
    return this.#consumer;
  }

  /** A batch has ended. */
  endBatch(): void {
    if (!this.plan.persistence) this.#consumer = undefined;
  }

  /** Runs `@OnAssigned`, `@OnRevoked` or `@OnShutdown`. An error in one is reported and stops nothing. */
  async callback(kind: CallbackKind): Promise<void> {
    const methods = this.plan.consumer.callbacks[kind];
    if (methods.length === 0) return;
    const consumer = this.get() as Record<string | symbol, (() => unknown) | undefined>;
    for (const method of methods) {
      try {
        await consumer[method]?.();
      } catch (thrown) {
        this.reports.callbackFailed(kind, toError(thrown));
      }
    }
  }
}
