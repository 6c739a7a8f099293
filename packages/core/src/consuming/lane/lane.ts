/**
 * The lane of one partition: takes batches over from the fetch path at once, and runs its consumer over them in order.
 * This class is its public surface; `create-lane.ts` composes the parts.
 *
 *   take → backlog (bounded in bytes; above the bound fetching of the partition pauses)
 *   loop → pauses → forwards → seek → admit → handler call → outcome → decision → mark | retry | forward | …
 *
 * Marking moves the frontier; the group commits it.
 */
import type { LaneStatus, RunningWork } from '../../events/events.js';
import type { RawBatch } from '../../ports/records.js';
import type { FetchProgress } from '../../ports/transport.js';
import type { CallbackKind } from '../../routing/declare/metadata.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { FetchGate } from '../buffer/fetch-gate.js';
import type { OffsetTracker } from '../buffer/offset-tracker.js';
import type { Outages } from '../failure/outages.js';
import type { ConsumerInstance } from '../handler/consumer-instance.js';
import type { HandlerRunner } from '../handler/handler-runner.js';
import type { Schedule } from '../schedule/schedule.js';
import type { LaneCore } from './lane-core.js';
import type { LaneView } from './lane-host.js';
import { lagOf } from './lane-lag.js';
import type { LaneLoop } from './lane-loop.js';
import type { LanePauses } from './lane-pauses.js';
import { laneState, runningWork } from './lane-status.js';

export interface LaneParts {
  readonly partition: number;
  readonly generation: number;
  /** Fires the signal of the lane. */
  readonly abort: AbortController;
  readonly fetchGate: FetchGate;
  readonly pauses: LanePauses;
  readonly outages: Outages;
  readonly consumer: ConsumerInstance;
  readonly handlerRunner: HandlerRunner;
  readonly schedule: Schedule;
  readonly loop: LaneLoop;
}

export class Lane implements LaneView {
  readonly plan: TopicPlan;
  readonly partition: number;
  readonly generation: number;

  constructor(
    private readonly core: LaneCore,
    private readonly parts: LaneParts,
  ) {
    this.plan = core.plan;
    this.partition = parts.partition;
    this.generation = parts.generation;
  }

  get topic(): string {
    return this.plan.topic;
  }

  get tracker(): OffsetTracker {
    return this.core.backlog.tracker;
  }

  get committable(): number | undefined {
    return this.plan.transactional ? undefined : this.core.backlog.committable;
  }

  /** The next offset for the handler; `undefined` before the first batch. */
  get position(): number | undefined {
    return this.core.backlog.position;
  }

  /** Runs `@OnAssigned`; batches taken before wait for it. */
  async open(): Promise<void> {
    await this.callback('onAssigned');
    this.parts.loop.open();
  }

  /** Takes a batch over; returns at once. */
  take(batch: RawBatch): void {
    if (this.core.signal.aborted) return;
    if (this.core.backlog.add(batch)) this.core.progressed();
    this.parts.fetchGate.changed(this.core.backlog.sizeBytes);
    this.parts.loop.start();
  }

  /** Begins no new consume call; resolves when the running one has ended. */
  hold(): Promise<void> {
    return this.parts.loop.hold();
  }

  /** Continues after `hold`, unless the partition is lost. */
  release(): void {
    if (!this.core.signal.aborted) this.parts.loop.release();
  }

  /** The partition is lost, or a stop is forced: the handler's signal fires, and nothing more is marked. */
  abandon(reason: string): void {
    void this.parts.loop.hold();
    this.parts.fetchGate.close();
    this.core.meters.close();
    const isFirst = !this.core.signal.aborted;
    this.parts.abort.abort(new Error(reason));
    if (isFirst) this.parts.handlerRunner.abandon(reason);
  }

  /** Ends a pause that the handler asked for. */
  resume(): void {
    this.parts.pauses.resume();
  }

  /** The running handler call or callback, for a stop that has to be forced. */
  get running(): RunningWork | undefined {
    return runningWork(
      this.core.events.identity,
      this.parts.handlerRunner.runningSince,
      this.parts.consumer.calling,
      performance.now(),
    );
  }

  /** As `statusAt`, without what the source knows. */
  get status(): LaneStatus {
    return this.statusAt(undefined);
  }

  /** The state of the lane, for the inspection of a running server; `fetched` is what its source knows. */
  statusAt(fetched: FetchProgress | undefined): LaneStatus {
    const { backingOffUntil, pausedUntil } = this.parts.pauses;
    const { runningSince } = this.parts.handlerRunner;
    const dueInMs = this.parts.schedule.dueInMs();
    const activity = { runningSince, backingOffUntil, pausedUntil, dueInMs, held: this.parts.loop.isHeld };
    const { status: outage } = this.parts.outages;
    return {
      ...this.core.events.identity,
      ...laneState(activity, performance.now()),
      outage,
      ...this.core.backlog.status,
      ...lagOf(this.core.backlog.lag, fetched, { epochMs: Date.now(), clockMs: performance.now() }),
    };
  }

  /** Runs `@OnAssigned`, `@OnRevoked` or `@OnShutdown`. An error is reported; only a critical one stops the process. */
  callback(kind: CallbackKind): Promise<void> {
    return this.parts.consumer.callback(kind);
  }
}
