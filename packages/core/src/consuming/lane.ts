/**
 * A partition's lane: takes batches over from the fetch path at once, and runs its consumer over them in order.
 *
 *   take → backlog (bounded in bytes; over the bound the partition's fetching pauses)
 *   loop → rest → debts → seek → take in → call the consumer → outcome → decide → commit | retry | dead-letter | …
 *
 * Marking moves the frontier; committing it is the group's business.
 */
import type { CallOptions } from '../contracts/responder.js';
import type { LaneStatus, RunningWork } from '../events/events.js';
import { boundLogger } from '../ports/logger.js';
import type { RawBatch } from '../ports/records.js';
import type { OutgoingMessage } from '../producing/deliverer.js';
import type { CallbackKind } from '../routing/metadata.js';
import type { TopicPlan } from '../routing/plan.js';
import { Aftermath } from './aftermath.js';
import { Backlog } from './backlog.js';
import { ConsumerInstance } from './consumer-instance.js';
import { FetchGate } from './fetch-gate.js';
import { Handling } from './handling.js';
import { KeySchedule } from './key-schedule.js';
import { LaneContext } from './lane-context.js';
import type { LaneHost, LaneView } from './lane-host.js';
import { LaneLoop } from './lane-loop.js';
import { LaneReports } from './lane-reports.js';
import { laneState, runningWork } from './lane-status.js';
import type { OffsetTracker } from './offset-tracker.js';
import { Outages } from './outages.js';
import { PartitionSchedule } from './partition-schedule.js';
import { Rest } from './rest.js';
import type { Schedule } from './schedule.js';
import { Seeking } from './seeking.js';
import { Takeover } from './takeover.js';
import { Turn } from './turn.js';
import { Wait } from './wait.js';

export class Lane implements LaneView {
  readonly #backlog: Backlog;
  readonly #gate: FetchGate;
  readonly #abort = new AbortController();
  readonly #rest: Rest;
  readonly #reports: LaneReports;
  readonly #outages: Outages;
  readonly #consumer: ConsumerInstance;
  readonly #handling: Handling;
  readonly #schedule: Schedule;
  readonly #loop: LaneLoop;

  constructor(
    readonly plan: TopicPlan,
    readonly partition: number,
    readonly generation: number,
    private readonly host: LaneHost,
  ) {
    const { signal } = this.#abort;
    const wait = new Wait();
    const turn = new Turn();
    const progressed = () => host.progressed(this);
    const backlog = new Backlog(plan);
    const rest = new Rest(wait);
    const reports = new LaneReports(host.monitor, plan, partition);
    const gate = new FetchGate(plan.maxPartitionBufferBytes, host.buffers, (fetching) =>
      fetching ? host.resumeFetching(this) : host.pauseFetching(this),
    );
    const schedule: Schedule =
      plan.orderOf === undefined
        ? new PartitionSchedule(plan, backlog, rest)
        : new KeySchedule(plan, backlog, plan.orderOf);
    const outages = new Outages((outage) => reports.recovered(outage));
    const moved = (offset: number) => {
      schedule.clear();
      outages.clear();
      this.#fetchFrom(offset);
    };
    const seeking = new Seeking(backlog, wait, {
      locate: (target) => host.locate(this, target),
      settled: () => this.#loop.wake(),
      moved,
    });
    const takeOver = () => host.takeOver(this);
    const takeover = new Takeover({ plan, backlog, rest, reports, signal, takeOver, moved });
    const { place } = reports;
    const respond = (input: unknown, options: CallOptions) => host.respond(plan, input, options);
    const { transactional } = plan;
    const inOrder = plan.orderOf === undefined;
    const logger = boundLogger(host.logger, { group: plan.group, topic: plan.topic, partition });
    const context = { place, transactional, inOrder, logger, signal, backlog, rest, seeking, progressed, respond };
    const stop = (error: Error) => {
      this.#loop.halt();
      host.stop(error);
    };
    const consumer = new ConsumerInstance(plan, new LaneContext(context), reports, stop);
    const commitRun = async (messages: readonly OutgoingMessage[], offset: number) => {
      await host.commitRun(this, messages, offset);
      backlog.transacted(offset);
    };
    const mayBegin = () => this.#loop.mayBegin;
    const handling = new Handling({
      plan,
      backlog,
      consumer,
      reports,
      turn,
      signal,
      mayBegin,
      progressed,
      commitRun,
    });
    const deliver = (message: OutgoingMessage) => host.deliver(message);
    const shared = { plan, backlog, seeking, takeover, reports, outages, progressed, commitRun, stop };
    const aftermath = new Aftermath({ ...shared, signal, deliver });
    const { slots } = host;
    this.#loop = new LaneLoop({ ...shared, schedule, slots, gate, rest, handling, aftermath, turn, wait });
    this.#backlog = backlog;
    this.#gate = gate;
    this.#rest = rest;
    this.#reports = reports;
    this.#outages = outages;
    this.#consumer = consumer;
    this.#handling = handling;
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
    this.#gate.changed(this.#backlog.sizeBytes);
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
    this.#gate.close();
    this.#abort.abort(new Error(reason));
  }

  /** Ends a pause that the handler asked for. */
  resume(): void {
    this.#rest.resume();
  }

  /** What the handler or a callback is at, for a stop that has to be forced. */
  get running(): RunningWork | undefined {
    return runningWork(this.#reports.place, this.#handling.runningSince, this.#consumer.calling, performance.now());
  }

  /** What it is at, for a look at a running server. */
  get status(): LaneStatus {
    const { backingOffUntil, pausedUntil } = this.#rest;
    const { runningSince } = this.#handling;
    const dueInMs = this.#schedule.dueInMs();
    const facts = { runningSince, backingOffUntil, pausedUntil, dueInMs, held: this.#loop.isHeld };
    const { status: outage } = this.#outages;
    return { ...this.#reports.place, ...laneState(facts, performance.now()), outage, ...this.#backlog.status };
  }

  /** Runs `@OnAssigned`, `@OnRevoked` or `@OnShutdown`. An error in one is reported; only a critical one stops the process. */
  callback(kind: CallbackKind): Promise<void> {
    return this.#consumer.callback(kind);
  }

  #fetchFrom(offset: number): void {
    if (this.#abort.signal.aborted) return;
    this.host.fetchFrom(this, offset);
    this.#gate.changed(this.#backlog.sizeBytes);
    // What is committed follows a seek at once; with manual offsets, when something is marked.
    if (!this.plan.manualOffsets) this.host.progressed(this);
  }
}
