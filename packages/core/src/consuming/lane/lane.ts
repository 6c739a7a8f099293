/**
 * A partition's lane: takes batches over from the fetch path at once, and runs its consumer over them in order.
 *
 *   take → backlog (bounded in bytes; over the bound the partition's fetching pauses)
 *   loop → rest → debts → seek → take in → call the consumer → outcome → decide → commit | retry | dead-letter | …
 *
 * Marking moves the frontier; committing it is the group's business.
 */
import type { CallOptions } from '../../contracts/responder-contract.js';
import type { LaneStatus, RunningWork } from '../../events/events.js';
import { boundLogger } from '../../ports/logger.js';
import type { RawBatch } from '../../ports/records.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { CallbackKind } from '../../routing/declare/metadata.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import { Backlog } from '../buffer/backlog.js';
import { FetchGate } from '../buffer/fetch-gate.js';
import type { OffsetTracker } from '../buffer/offset-tracker.js';
import { Outages } from '../failure/outages.js';
import { OutcomeHandler } from '../failure/outcome-handler.js';
import { ConsumerInstance } from '../handler/consumer-instance.js';
import { HandlerRunner } from '../handler/handler-runner.js';
import { KeySchedule } from '../schedule/key-schedule.js';
import { PartitionSchedule } from '../schedule/partition-schedule.js';
import type { Schedule } from '../schedule/schedule.js';
import { CooperativeYield } from '../timing/cooperative-yield.js';
import { InterruptibleWait } from '../timing/interruptible-wait.js';
import { LaneContext } from './lane-context.js';
import { LaneEvents } from './lane-events.js';
import type { LaneHost, LaneView } from './lane-host.js';
import { LaneLoop } from './lane-loop.js';
import { LanePauses } from './lane-pauses.js';
import { laneState, runningWork } from './lane-status.js';
import { PartitionFencing } from './partition-fencing.js';
import { PendingSeek } from './pending-seek.js';

export class Lane implements LaneView {
  readonly #backlog: Backlog;
  readonly #fetchGate: FetchGate;
  readonly #abort = new AbortController();
  readonly #pauses: LanePauses;
  readonly #events: LaneEvents;
  readonly #outages: Outages;
  readonly #consumer: ConsumerInstance;
  readonly #handlerRunner: HandlerRunner;
  readonly #schedule: Schedule;
  readonly #loop: LaneLoop;

  constructor(
    readonly plan: TopicPlan,
    readonly partition: number,
    readonly generation: number,
    private readonly host: LaneHost,
  ) {
    const { signal } = this.#abort;
    const wait = new InterruptibleWait();
    const cooperativeYield = new CooperativeYield();
    const progressed = () => host.progressed(this);
    const backlog = new Backlog(plan);
    const pauses = new LanePauses(wait);
    const events = new LaneEvents(host.monitor, plan, partition);
    const fetchGate = new FetchGate(plan.maxPartitionBufferBytes, host.bufferBudget, (fetching) =>
      fetching ? host.resumeFetching(this) : host.pauseFetching(this),
    );
    const schedule: Schedule =
      plan.orderOf === undefined
        ? new PartitionSchedule(plan, backlog, pauses)
        : new KeySchedule(plan, backlog, plan.orderOf);
    const outages = new Outages((outage) => events.recovered(outage));
    const onMoved = (offset: number) => {
      schedule.clear();
      outages.clear();
      this.#fetchFrom(offset);
    };
    const pendingSeek = new PendingSeek(backlog, wait, {
      resolveTarget: (target) => host.resolveSeekTarget(this, target),
      onResolved: () => this.#loop.wake(),
      onMoved,
    });
    const fencePartition = () => host.fencePartition(this);
    const fencing = new PartitionFencing({ plan, backlog, pauses, events, signal, fencePartition, onMoved });
    const { identity } = events;
    const respond = (input: unknown, options: CallOptions) => host.respond(plan, input, options);
    const { transactional } = plan;
    const inOrder = plan.orderOf === undefined;
    const logger = boundLogger(host.logger, { group: plan.group, topic: plan.topic, partition });
    const context = {
      identity,
      transactional,
      inOrder,
      logger,
      signal,
      backlog,
      pauses,
      pendingSeek,
      progressed,
      respond,
    };
    const stop = (error: Error) => {
      this.#loop.halt();
      host.stop(error);
    };
    const consumer = new ConsumerInstance(plan, new LaneContext(context), events, stop);
    const commitRun = async (messages: readonly OutgoingMessage[], offset: number) => {
      await host.commitRun(this, messages, offset);
      backlog.committedThrough(offset);
    };
    const mayBegin = () => this.#loop.mayBegin;
    const handlerRunner = new HandlerRunner({
      plan,
      backlog,
      consumer,
      events,
      cooperativeYield,
      signal,
      mayBegin,
      progressed,
      commitRun,
    });
    const deliver = (message: OutgoingMessage) => host.deliver(message);
    const shared = { plan, backlog, pendingSeek, fencing, events, outages, progressed, commitRun, stop };
    const outcomeHandler = new OutcomeHandler({ ...shared, signal, deliver });
    const { limiter } = host;
    this.#loop = new LaneLoop({
      ...shared,
      schedule,
      limiter,
      fetchGate,
      pauses,
      handlerRunner,
      outcomeHandler,
      cooperativeYield,
      wait,
    });
    this.#backlog = backlog;
    this.#fetchGate = fetchGate;
    this.#pauses = pauses;
    this.#events = events;
    this.#outages = outages;
    this.#consumer = consumer;
    this.#handlerRunner = handlerRunner;
    this.#schedule = schedule;
  }

  get topic(): string {
    return this.plan.topic;
  }

  get tracker(): OffsetTracker {
    return this.#backlog.tracker;
  }

  get committable(): number | undefined {
    return this.plan.transactional ? undefined : this.#backlog.committable;
  }

  /** The next offset that a handler is to see; `undefined` before anything was taken. */
  get position(): number | undefined {
    return this.#backlog.position;
  }

  /** Runs `@OnAssigned`; what is taken before waits for it. */
  async open(): Promise<void> {
    await this.callback('onAssigned');
    this.#loop.open();
  }

  /** Takes a batch over; returns at once. */
  take(batch: RawBatch): void {
    if (this.#abort.signal.aborted) return;
    if (this.#backlog.add(batch)) this.host.progressed(this);
    this.#fetchGate.changed(this.#backlog.sizeBytes);
    this.#loop.start();
  }

  /** Begins no new consume call; resolves when the running one has ended. */
  hold(): Promise<void> {
    return this.#loop.hold();
  }

  /** Goes on after `hold`; a partition that is gone does not. */
  release(): void {
    if (!this.#abort.signal.aborted) this.#loop.release();
  }

  /** The partition is lost, or a stop is forced: the handler is told, and nothing more is marked. */
  abandon(reason: string): void {
    void this.#loop.hold();
    this.#fetchGate.close();
    this.#abort.abort(new Error(reason));
  }

  /** Ends a pause that the handler asked for. */
  resume(): void {
    this.#pauses.resume();
  }

  /** What the handler or a callback is at, for a stop that has to be forced. */
  get running(): RunningWork | undefined {
    return runningWork(
      this.#events.identity,
      this.#handlerRunner.runningSince,
      this.#consumer.calling,
      performance.now(),
    );
  }

  /** What it is at, for a look at a running server. */
  get status(): LaneStatus {
    const { backingOffUntil, pausedUntil } = this.#pauses;
    const { runningSince } = this.#handlerRunner;
    const dueInMs = this.#schedule.dueInMs();
    const activity = { runningSince, backingOffUntil, pausedUntil, dueInMs, held: this.#loop.isHeld };
    const { status: outage } = this.#outages;
    return { ...this.#events.identity, ...laneState(activity, performance.now()), outage, ...this.#backlog.status };
  }

  /** Runs `@OnAssigned`, `@OnRevoked` or `@OnShutdown`. An error in one is reported; only a critical one stops the process. */
  callback(kind: CallbackKind): Promise<void> {
    return this.#consumer.callback(kind);
  }

  #fetchFrom(offset: number): void {
    if (this.#abort.signal.aborted) return;
    this.host.fetchFrom(this, offset);
    this.#fetchGate.changed(this.#backlog.sizeBytes);
    // What is committed follows a seek at once; with manual offsets, when something is marked.
    if (!this.plan.manualOffsets) this.host.progressed(this);
  }
}
