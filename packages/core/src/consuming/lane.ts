/**
 * A partition's lane: takes batches over from the fetch path at once, and runs its consumer over them in order.
 *
 *   take → queue (bounded in bytes; over the bound the partition's fetching pauses)
 *   work → resolve schemas → run the consumer → outcome → decide → commit | retry | stop
 *
 * Records stay queued until they are done, so a retry needs no fetch. Marking moves the frontier; committing it is the
 * group's business.
 */
import type { ConsumerContract } from '../contracts/consumer.js';
import type { Message } from '../contracts/message.js';
import type { ResponderReport } from '../contracts/responder.js';
import { toError } from '../errors/kfw-error.js';
import type { RunningWork } from '../events/events.js';
import type { Monitor } from '../events/monitor.js';
import type { Logger } from '../ports/logger.js';
import type { RawBatch, RawRecord } from '../ports/records.js';
import type { CallbackKind } from '../routing/metadata.js';
import type { TopicPlan } from '../routing/plan.js';
import { ConsumedMessage, MessageBatch } from './consumed-message.js';
import { attachContext, type ConsumerContext } from './consumer.js';
import { type Decision, decide, type Outcome } from './decide.js';
import { OffsetTracker } from './offset-tracker.js';
import { Pause } from './pause.js';
import { runBatch } from './run-batch.js';

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
  readonly tracker = new OffsetTracker();
  readonly #abort = new AbortController();
  readonly #pause = new Pause();
  readonly #attempts = new Map<number, number>();
  #queue: RawRecord[] = [];
  #queuedBytes = 0;
  #fetchingPaused = false;
  #highWatermark = 0;
  #consumer: ConsumerContract | undefined;
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
  ) {}

  get topic(): string {
    return this.plan.topic;
  }

  /** Queues a batch. Records that the lane already has (delivered again after a rebalance) are dropped. */
  take(batch: RawBatch): void {
    if (this.#revoked) return;
    this.#highWatermark = batch.highWatermark;
    const end = this.tracker.end ?? 0;
    for (const record of batch.records) {
      if (record.offset < end) continue;
      this.#queue.push(record);
      this.#queuedBytes += sizeOf(record);
      this.tracker.deliver(record.offset);
    }
    if (!this.#fetchingPaused && this.#queuedBytes > this.plan.maxBufferedBytes) {
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

  get fetchingPaused(): boolean {
    return this.#fetchingPaused;
  }

  /** What the handler is at, for a stop that has to be forced. */
  get running(): RunningWork | undefined {
    if (this.#runningSince === undefined) return undefined;
    return { ...this.#place(), runningMs: Math.round(performance.now() - this.#runningSince) };
  }

  /** Runs `@OnAssigned`, `@OnRevoked` or `@OnShutdown`. An error in one is reported and stops nothing. */
  async callback(kind: CallbackKind): Promise<void> {
    const methods = this.plan.consumer.callbacks[kind];
    if (methods.length === 0) return;
    const consumer = this.#instance() as Record<string | symbol, (() => unknown) | undefined>;
    for (const method of methods) {
      try {
        await consumer[method]?.();
      } catch (thrown) {
        this.host.monitor.publish('callback.failed', { ...this.#place(), callback: kind, error: toError(thrown) });
      }
    }
  }

  #start(): void {
    if (this.#working !== undefined || this.#held || this.#queue.length === 0) return;
    this.#working = this.#work()
      .catch((thrown) => this.host.stop(toError(thrown)))
      .finally(() => {
        this.#working = undefined;
        this.#start();
      });
  }

  /** The lane's story: batch after batch, until there is nothing left or it is held. */
  async #work(): Promise<void> {
    while (!this.#held && this.#queue.length > 0) {
      const records = this.#nextRecords();
      if (!(await this.#resolveSchemas(records))) continue;
      const batch = this.#batchOf(records);
      const { outcome, failedAt } = await this.#run(batch);
      const attempt = outcome.ok ? 1 : this.#countAttempts(batch, failedAt);
      const decision = decide(outcome, attempt, this.plan);
      this.#forgetDone();
      await this.#execute(decision, outcome, batch, failedAt, attempt);
    }
  }

  #nextRecords(): RawRecord[] {
    const records: RawRecord[] = [];
    for (const record of this.#queue) {
      if (records.length === this.plan.maxMessages) break;
      if (!this.tracker.isDone(record.offset)) records.push(record);
    }
    return records;
  }

  /** False when the registry could not be asked and the lane has waited to try again. */
  async #resolveSchemas(records: readonly RawRecord[]): Promise<boolean> {
    const value = this.plan.value.prepare(records);
    const key = this.plan.key.prepare(records);
    if (value === undefined && key === undefined) return true;
    try {
      await Promise.all([value, key]);
      return !this.#held;
    } catch (thrown) {
      const { group, topic, partition } = this.#place();
      const retryInMs = this.plan.pauseMs;
      const error = toError(thrown);
      this.host.monitor.publish('payloads.unavailable', { group, topic, partition, retryInMs, error });
      await this.#backOff(retryInMs);
      return false;
    }
  }

  #batchOf(records: readonly RawRecord[]): MessageBatch {
    const receivedAtMs = Date.now();
    const { topic, partition } = this;
    const messages = records.map(
      (record) =>
        new ConsumedMessage(
          record,
          this.plan,
          topic,
          partition,
          (this.#attempts.get(record.offset) ?? 0) + 1,
          receivedAtMs,
        ),
    );
    const first = records[0]?.offset ?? 0;
    return new MessageBatch(topic, partition, messages, first, records.at(-1)?.offset ?? first, this.#highWatermark);
  }

  /** Runs the consumer over a batch and marks what it finished. */
  async #run(batch: MessageBatch): Promise<{ outcome: Outcome; failedAt: number }> {
    const startedAt = performance.now();
    let failedAt: number | undefined;
    let processed = 0;
    let interrupted = false;
    this.#runningSince = startedAt;
    try {
      await runBatch(this.plan, this.#instance(), batch, {
        started: (message: Message) => {
          failedAt = message.offset;
        },
        finished: (message: Message) => {
          processed++;
          if (!this.#revoked) this.tracker.mark(message.offset);
        },
        goOn: () => {
          interrupted = this.#held;
          return !interrupted;
        },
      });
      // Middleware that never called on has left the batch unhandled on purpose: it counts as done.
      if (!interrupted && !this.#revoked) this.tracker.markThrough(batch.lastOffset);
      this.#reportConsumed(batch, interrupted ? processed : batch.size, performance.now() - startedAt);
      return { outcome: { ok: true }, failedAt: batch.firstOffset };
    } catch (thrown) {
      // `consume` does not say which message it was at: the first that it has not marked.
      failedAt ??= batch.messages.find(({ offset }) => !this.tracker.isDone(offset))?.offset ?? batch.lastOffset;
      return { outcome: { ok: false, error: toError(thrown) }, failedAt };
    } finally {
      this.#runningSince = undefined;
      if (!this.plan.persistence) this.#consumer = undefined;
      this.host.progressed(this);
    }
  }

  /** Counts a failed delivery of each message that was tried and not finished; returns that of the failed one. */
  #countAttempts(batch: MessageBatch, failedAt: number): number {
    const tried =
      this.plan.consumer.style === 'consume' ? batch.messages : batch.messages.filter((m) => m.offset === failedAt);
    let attempt = 1;
    for (const { offset, attempt: delivered } of tried) {
      if (this.tracker.isDone(offset)) continue;
      this.#attempts.set(offset, delivered);
      attempt = Math.max(attempt, delivered);
    }
    return attempt;
  }

  async #execute(
    decision: Decision,
    outcome: Outcome,
    batch: MessageBatch,
    offset: number,
    attempt: number,
  ): Promise<void> {
    switch (decision.action) {
      case 'commit':
        return;
      case 'retry':
        if (!outcome.ok) {
          const { firstOffset, lastOffset } = batch;
          const retryInMs = decision.afterMs;
          const place = this.#place();
          const { error } = outcome;
          this.host.monitor.publish('consumer.failed', {
            ...place,
            firstOffset,
            lastOffset,
            offset,
            attempt,
            retryInMs,
            error,
          });
        }
        return this.#backOff(decision.afterMs);
      case 'stop':
        this.#held = true;
        this.host.stop(decision.error);
        return;
      default:
        decision satisfies never;
    }
  }

  /** A lane that is being held does not wait. */
  async #backOff(ms: number): Promise<void> {
    if (!this.#held) await this.#pause.for(ms);
  }

  /** Lets go of finished records, and fetches again when there is room. */
  #forgetDone(): void {
    const frontier = this.tracker.frontier ?? 0;
    let done = 0;
    for (const record of this.#queue) {
      if (record.offset >= frontier) break;
      this.#queuedBytes -= sizeOf(record);
      this.#attempts.delete(record.offset);
      done++;
    }
    if (done > 0) this.#queue = this.#queue.slice(done);
    if (this.#fetchingPaused && this.#queuedBytes <= this.plan.maxBufferedBytes / 2 && !this.#revoked) {
      this.#fetchingPaused = false;
      this.host.resumeFetching(this);
    }
  }

  #instance(): ConsumerContract {
    if (this.#consumer === undefined) {
      this.#consumer = this.plan.consumer.create();
      attachContext(this.#consumer, this.#context());
    }
    return this.#consumer;
  }

  #context(): ConsumerContext {
    const { group, topic, partition } = this.#place();
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

  #reportConsumed(batch: MessageBatch, messages: number, durationMs: number): void {
    if (!this.host.monitor.has('consumer.consumed')) return;
    const { firstOffset, lastOffset } = batch;
    this.host.monitor.publish('consumer.consumed', { ...this.#place(), firstOffset, lastOffset, messages, durationMs });
  }

  #place() {
    return { group: this.plan.group, topic: this.topic, partition: this.partition, consumer: this.plan.consumer.name };
  }
}

/** Bytes that a queued record holds, give or take its headers and the object itself. */
function sizeOf({ key, value }: RawRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}
