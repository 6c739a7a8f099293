/**
 * A partition's lane: takes batches over from the fetch path at once, and runs its consumer over them in order.
 *
 *   take → backlog (bounded in bytes; over the bound the partition's fetching pauses)
 *   work → resolve schemas → run the consumer → outcome → decide → commit | retry | stop
 *
 * Marking moves the frontier; committing it is the group's business.
 */
import type { Message } from '../contracts/message.js';
import type { ResponderReport } from '../contracts/responder.js';
import { toError } from '../errors/kfw-error.js';
import type { LaneStatus, RunningWork } from '../events/events.js';
import type { Monitor } from '../events/monitor.js';
import type { Logger } from '../ports/logger.js';
import type { RawBatch } from '../ports/records.js';
import type { CallbackKind } from '../routing/metadata.js';
import type { TopicPlan } from '../routing/plan.js';
import { BackOff } from './back-off.js';
import { Backlog } from './backlog.js';
import { type ConsumedMessage, MessageBatch } from './consumed-message.js';
import type { ConsumerContext } from './consumer.js';
import { ConsumerInstance } from './consumer-instance.js';
import { decide, type Outcome } from './decide.js';
import { type Failure, Failures } from './failures.js';
import { LaneReports } from './lane-reports.js';
import { laneState } from './lane-status.js';
import type { OffsetTracker } from './offset-tracker.js';
import { Pause } from './pause.js';
import { runBatch } from './run-batch.js';
import { Turn } from './turn.js';

/** What a lane needs of the loop that owns it. */
export interface LaneHost {
  readonly monitor: Monitor;
  readonly logger: Logger;
  respond(plan: TopicPlan, input: unknown): Promise<ResponderReport>;
  /** Fetching for this lane's partition stops and starts. */
  pauseFetching(lane: Lane): void;
  resumeFetching(lane: Lane): void;
  /** The frontier has moved. */
  progressed(lane: Lane): void;
  /** An error that must stop the process. */
  stop(error: Error): void;
}

export class Lane {
  readonly #backlog = new Backlog();
  readonly #abort = new AbortController();
  readonly #pause = new Pause();
  readonly #turn = new Turn();
  readonly #backOff = new BackOff(this.#pause);
  readonly #failures = new Failures(this.#backlog.tracker);
  readonly #reports: LaneReports;
  readonly #consumer: ConsumerInstance;
  #fetchingPaused = false;
  /** Waiting for a batch to fill up. */
  #filling = false;
  /** `@OnAssigned` has run. */
  #open = false;
  /** No new consume call is begun while held. */
  #held = false;
  #revoked = false;
  #working: Promise<void> | undefined;
  #runningSince: number | undefined;

  constructor(
    readonly plan: TopicPlan,
    readonly partition: number,
    /** That of the assignment which gave the partition; kept while it is retained. */
    readonly generation: number,
    private readonly host: LaneHost,
  ) {
    this.#reports = new LaneReports(host.monitor, plan, partition);
    this.#consumer = new ConsumerInstance(plan, this.#context(), this.#reports);
  }

  get topic(): string {
    return this.plan.topic;
  }

  get tracker(): OffsetTracker {
    return this.#backlog.tracker;
  }

  /** Runs `@OnAssigned`; what is taken before waits for it. */
  async open(): Promise<void> {
    await this.callback('onAssigned');
    this.#open = true;
    this.#start();
  }

  /** Takes a batch over; returns at once. */
  take(batch: RawBatch): void {
    if (this.#revoked) return;
    this.#backlog.add(batch, this.plan);
    if (this.#filling && this.#backlog.waitMs(this.plan) <= 0) this.#pause.end();
    if (!this.#fetchingPaused && this.#backlog.sizeBytes > this.plan.maxBufferedBytes) {
      this.#fetchingPaused = true;
      this.host.pauseFetching(this);
    }
    this.#start();
  }

  /** Begins no new consume call; resolves when the running one has ended. */
  async hold(): Promise<void> {
    this.#held = true;
    this.#pause.end();
    await this.#working;
  }

  /** Goes on after `hold`; a partition that is gone does not. */
  release(): void {
    if (this.#revoked) return;
    this.#held = false;
    this.#start();
  }

  /** The partition is lost, or a stop is forced: the handler is told, and nothing more is marked. */
  abandon(reason: string): void {
    this.#revoked = true;
    this.#held = true;
    this.#pause.end();
    this.#abort.abort(new Error(reason));
  }

  /** What the handler is at, for a stop that has to be forced. */
  get running(): RunningWork | undefined {
    if (this.#runningSince === undefined) return undefined;
    return { ...this.#reports.place, runningMs: Math.round(performance.now() - this.#runningSince) };
  }

  /** What it is at, for a look at a running server. */
  get status(): LaneStatus {
    const facts = { runningSince: this.#runningSince, backingOffUntil: this.#backOff.until, held: this.#held };
    const { frontier } = this.tracker;
    return {
      ...this.#reports.place,
      ...laneState(facts, performance.now()),
      backlogMessages: this.#backlog.length,
      backlogBytes: this.#backlog.sizeBytes,
      lag: frontier === undefined ? undefined : Math.max(0, this.#backlog.highWatermark - frontier),
    };
  }

  callback(kind: CallbackKind): Promise<void> {
    return this.#consumer.callback(kind);
  }

  #start(): void {
    if (this.#working !== undefined || !this.#open || this.#held || this.#backlog.isEmpty) return;
    this.#working = this.#work()
      .catch((thrown) => this.host.stop(toError(thrown)))
      .finally(() => {
        this.#working = undefined;
        this.#start();
      });
  }

  /** The lane's story: batch after batch, until there is nothing left or it is held. */
  async #work(): Promise<void> {
    this.#turn.begin();
    await this.#sitOut();
    while (!this.#held && !this.#backlog.isEmpty) {
      await this.#fill();
      if (this.#held) return;
      const messages = this.#backlog.next(this.plan.maxMessages);
      if (!(await this.#resolveSchemas(messages))) continue;
      const batch = this.#batchOf(messages);
      const failure = await this.#run(batch, messages);
      this.#backlog.settle();
      this.#fetchAgain();
      await this.#conclude(batch, failure);
      await this.#turn.giveWay();
    }
  }

  /** A batch that is not full waits for more, until its first message is `maxWaitMs` old. */
  async #fill(): Promise<void> {
    const waitMs = this.#backlog.waitMs(this.plan);
    if (waitMs <= 0) return;
    this.#filling = true;
    await this.#pause.for(waitMs);
    this.#filling = false;
  }

  /** False when the registry could not be asked: the lane backs off and tries again. */
  async #resolveSchemas(messages: readonly ConsumedMessage[]): Promise<boolean> {
    const records = messages.map(({ record }) => record);
    const value = this.plan.value.prepare(records);
    const key = this.plan.key.prepare(records);
    if (value === undefined && key === undefined) return true;
    try {
      await Promise.all([value, key]);
      return !this.#held;
    } catch (thrown) {
      const retryInMs = this.plan.pauseMs;
      this.#reports.schemasUnavailable(toError(thrown), retryInMs);
      await this.#backOffFor(retryInMs);
      return false;
    }
  }

  #batchOf(messages: readonly ConsumedMessage[]): MessageBatch {
    const first = messages[0]?.offset ?? 0;
    const last = messages.at(-1)?.offset ?? first;
    return new MessageBatch(this.topic, this.partition, messages, first, last, this.#backlog.highWatermark);
  }

  /** Runs the consumer over a batch and marks what it finished. */
  async #run(batch: MessageBatch, messages: readonly ConsumedMessage[]): Promise<Failure | undefined> {
    const startedAt = performance.now();
    let processing: Message | undefined;
    let processed = 0;
    let interrupted = false;
    this.#runningSince = startedAt;
    try {
      await runBatch(this.plan, this.#consumer.get(), batch, {
        started: (message) => {
          processing = message;
        },
        finished: (message) => {
          processed++;
          if (this.#revoked) return;
          this.tracker.mark(message.offset);
          // At once: the next message may take long, and what is finished must not wait for its commit until then.
          this.host.progressed(this);
        },
        goOn: () => {
          interrupted = this.#held;
          return !interrupted;
        },
        giveWay: () => this.#turn.giveWay(),
      });
      // Middleware that never called on has left the batch unhandled on purpose: it counts as done.
      if (!interrupted && !this.#revoked) this.tracker.markThrough(batch.lastOffset);
      this.#reports.consumed(batch, interrupted ? processed : batch.size, performance.now() - startedAt);
      return undefined;
    } catch (thrown) {
      return this.#failures.count(toError(thrown), messages, processing);
    } finally {
      this.#runningSince = undefined;
      this.#consumer.endBatch();
      this.host.progressed(this);
    }
  }

  /** Carries out what the policy decides. */
  async #conclude(batch: MessageBatch, failure: Failure | undefined): Promise<void> {
    const attempt = failure?.attempt ?? 1;
    const outcome: Outcome = failure === undefined ? { ok: true } : { ok: false, error: failure.error };
    const decision = decide(outcome, attempt, this.plan, Math.random());
    switch (decision.action) {
      case 'commit':
        return;
      case 'retry':
        if (failure !== undefined) this.#reports.failed(batch, failure, decision.afterMs);
        return this.#backOffFor(decision.afterMs);
      case 'stop':
        this.#held = true;
        if (failure !== undefined) this.#reports.failed(batch, failure, undefined);
        this.host.stop(decision.error);
        return;
      default:
        decision satisfies never;
    }
  }

  #backOffFor(ms: number): Promise<void> {
    this.#backOff.begin(ms);
    return this.#sitOut();
  }

  #sitOut(): Promise<void> {
    return this.#backOff.sitOut(() => this.#held);
  }

  #fetchAgain(): void {
    if (!this.#fetchingPaused || this.#revoked || this.#backlog.sizeBytes > this.plan.maxBufferedBytes / 2) return;
    this.#fetchingPaused = false;
    this.host.resumeFetching(this);
  }

  #context(): ConsumerContext {
    const { group, topic, partition } = this.#reports.place;
    return {
      group,
      topic,
      partition,
      logger: this.host.logger,
      signal: this.#abort.signal,
      isRevoked: () => this.#revoked,
      mark: (offset) => {
        if (this.#revoked) return false;
        this.tracker.mark(offset);
        this.host.progressed(this);
        return true;
      },
      respond: (input) => this.host.respond(this.plan, input),
    };
  }
}
