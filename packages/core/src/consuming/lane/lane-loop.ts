/**
 * The loop of a lane. Each round does the first of these that is necessary: wait out a pause, fence the partition, send a
 * forward, apply a seek, commit the frontier, admit messages and begin a handler call, or wait for a change. It ends when
 * nothing is left or the lane is held, and starts again with new messages or the release.
 */
import { toError } from '../../errors/kfw-error.js';
import { hasTimestamp } from '../../ports/records.js';
import type { FetchGate } from '../buffer/fetch-gate.js';
import { pauseMs } from '../failure/failure-decision.js';
import type { Outages } from '../failure/outages.js';
import type { OutcomeHandler } from '../failure/outcome-handler.js';
import type { CallOutcome } from '../handler/call-outcome.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { HandlerRunner } from '../handler/handler-runner.js';
import { MessageBatch } from '../handler/message-batch.js';
import { prepareLeading, prepareSchemas } from '../handler/prepare-schemas.js';
import type { ConcurrencyLimiter } from '../schedule/concurrency-limiter.js';
import type { Schedule, Work } from '../schedule/schedule.js';
import type { Strand } from '../schedule/strand.js';
import type { CooperativeYield } from '../timing/cooperative-yield.js';
import type { InterruptibleWait } from '../timing/interruptible-wait.js';
import type { LaneCore } from './lane-core.js';
import type { LanePauses } from './lane-pauses.js';
import type { PartitionFencing } from './partition-fencing.js';
import type { PendingSeek } from './pending-seek.js';

export interface LaneLoopParts {
  readonly schedule: Schedule;
  readonly limiter: ConcurrencyLimiter;
  readonly fetchGate: FetchGate;
  readonly pauses: LanePauses;
  readonly pendingSeek: PendingSeek;
  readonly fencing: PartitionFencing;
  readonly handlerRunner: HandlerRunner;
  readonly outcomeHandler: OutcomeHandler;
  readonly outages: Outages;
  readonly cooperativeYield: CooperativeYield;
  readonly wait: InterruptibleWait;
}

/** Bounds the pause of the route, so that a registry that has recovered is noticed soon. */
const longestSchemaPauseMs = 2_500;

export class LaneLoop {
  /** `@OnAssigned` has run. */
  #open = false;
  /** No new consume call is begun while held. */
  #held = false;
  /** Stays held, in spite of `release`. */
  #halted = false;
  #working: Promise<void> | undefined;
  /** Failed commits of the frontier in a row. */
  #uncommitted = 0;
  /** Running handler calls and forwards. */
  readonly #calls = new Set<Promise<void>>();
  /** End waits for brokers and the registry: holding the lane does not wait for them. */
  readonly #interrupts = new Set<() => void>();

  constructor(
    private readonly core: LaneCore,
    private readonly parts: LaneLoopParts,
  ) {}

  get isHeld(): boolean {
    return this.#held;
  }

  /** Whether the next message may go to the handler. */
  get mayBegin(): boolean {
    return !this.#held && !this.#mustSeek && !this.parts.pauses.isPausing;
  }

  open(): void {
    this.#open = true;
    this.start();
  }

  /** Begins nothing more; resolves when running calls have ended. */
  async hold(): Promise<void> {
    this.#held = true;
    this.parts.limiter.leave(this);
    for (const interrupt of this.#interrupts) interrupt();
    this.parts.wait.end();
    await this.#working;
  }

  /** Begins nothing more: the process is to stop. */
  halt(): void {
    this.#halted = true;
    this.#held = true;
  }

  release(): void {
    this.#held = this.#halted;
    this.start();
  }

  /** Starts the loop if there is work, and wakes it if it waits. */
  start(): void {
    if (this.#working !== undefined) this.parts.wait.end();
    if (this.#working !== undefined || !this.#open || this.#held || !this.#hasWork) return;
    this.#working = this.#run()
      .catch((thrown) => this.core.fatal(toError(thrown)))
      .finally(() => {
        this.#working = undefined;
        this.parts.limiter.leave(this);
        this.core.events.flush();
        this.start();
      });
  }

  /** Something that the loop may wait for has changed. */
  wake(): void {
    this.parts.wait.end();
    this.start();
  }

  /** A seek must be applied before anything else begins. */
  get #mustSeek(): boolean {
    return this.parts.pendingSeek.isPending && !this.parts.schedule.hasBlockedForwards;
  }

  get #hasWork(): boolean {
    const { pendingSeek, schedule } = this.parts;
    return !this.core.backlog.isEmpty || pendingSeek.isPending || schedule.hasForwards || this.#hasUncommittedFrontier;
  }

  /** The frontier has passed transaction markers or skipped messages, and no transaction has committed it. */
  get #hasUncommittedFrontier(): boolean {
    return this.core.backlog.uncommittedFrontier !== undefined && this.#calls.size === 0;
  }

  /** Continues after a release or new messages while calls still run. */
  async #run(): Promise<void> {
    const { limiter, wait } = this.parts;
    for (;;) {
      await this.#handleBacklog();
      limiter.leave(this);
      if (this.#calls.size === 0) return;
      await wait.for(Number.POSITIVE_INFINITY);
    }
  }

  async #handleBacklog(): Promise<void> {
    const { pauses, schedule, limiter, fencing, cooperativeYield } = this.parts;
    const isHeld = () => this.#held;
    cooperativeYield.beginSlice();
    while (!this.#held && this.#hasWork) {
      if (pauses.isPausing || this.#mustSeek) limiter.leave(this);
      if (pauses.isPausing) await pauses.waitOut(isHeld);
      if (this.#held) break;
      if (fencing.isRequired) {
        await this.#untilHeld(fencing.fence());
        continue;
      }
      const strandToForward = schedule.readyToForward();
      if (strandToForward !== undefined) this.#begin(this.#forward(strandToForward));
      else if (this.#mustSeek) await this.#seek(isHeld);
      else if (this.#hasUncommittedFrontier) await this.#untilHeld(this.#commitFrontier());
      else await this.#beginCall();
      const yielding = cooperativeYield.yieldIfDue();
      if (yielding !== undefined) await yielding;
    }
  }

  /** A seek waits for running calls and for forwards: neither may be dropped with the backlog. */
  async #seek(isHeld: () => boolean): Promise<void> {
    const { schedule, pendingSeek } = this.parts;
    if (this.#calls.size > 0 || schedule.hasForwards) await this.#waitForChange(false);
    else await pendingSeek.applyWhenResolved(isHeld);
  }

  /** Begins a handler call, or waits for a change if none can begin. */
  async #beginCall(): Promise<void> {
    const { plan, backlog } = this.core;
    const { schedule, limiter } = this.parts;
    this.#releaseDone();
    const upcoming = schedule.upcoming();
    if (this.#expired(upcoming)) return;
    if (upcoming.length > 0) {
      const preparation = prepareSchemas(plan, upcoming);
      const ready = preparation === undefined ? upcoming : await this.#withSchemas(upcoming, preparation);
      if (ready.length === 0 || !this.mayBegin) return;
      schedule.admit(ready);
    }
    if (!schedule.isReady) {
      // A lane that cannot begin a call must not keep its place in the queue for slots.
      limiter.leave(this);
      if (!backlog.isEmpty || schedule.hasForwards) await this.#waitForChange(true);
      return;
    }
    if (!limiter.take(this)) return this.#waitForChange(false);
    const work = schedule.next();
    if (work !== undefined && !this.#expired(work.messages)) {
      this.#begin(this.#handle(work).finally(() => limiter.release()));
      return;
    }
    limiter.release();
    if (work !== undefined) schedule.ended(work, undefined);
  }

  /** In a transaction of its own: a commit outside of transactions could overtake one. */
  async #commitFrontier(): Promise<void> {
    const { plan, backlog, events } = this.core;
    const { pauses, outcomeHandler } = this.parts;
    const offset = backlog.uncommittedFrontier;
    if (offset === undefined) return;
    try {
      await this.core.sendAndCommit([], offset);
      this.#uncommitted = 0;
    } catch (thrown) {
      outcomeHandler.checkOwnership(thrown);
      pauses.backOff(pauseMs(++this.#uncommitted, plan.policy, Math.random()));
      events.commitFailed(offset, toError(thrown));
    }
  }

  /**
   * The leading messages whose schemas are known. None when the schemas of the first are unavailable: the lane backs off and
   * tries again. None when the lane is held meanwhile, since a held lane does not wait for the registry.
   */
  async #withSchemas(
    upcoming: readonly ConsumedMessage[],
    preparation: Promise<unknown>,
  ): Promise<readonly ConsumedMessage[]> {
    const { plan, events } = this.core;
    const { pauses, limiter } = this.parts;
    limiter.leave(this);
    let ready: readonly ConsumedMessage[] = [];
    let isAwaited = true;
    const preparing = prepareLeading(plan, upcoming, preparation).then(
      (count) => {
        ready = upcoming.slice(0, count);
      },
      (thrown) => {
        if (!isAwaited) return;
        const pause = Math.min(pauseMs(1, plan.policy), longestSchemaPauseMs);
        events.schemasUnavailable(toError(thrown), pauses.backOff(pause));
      },
    );
    await this.#untilHeld(preparing);
    isAwaited = false;
    return ready;
  }

  /** Marks messages that are older than `maxAgeMs`; returns whether there were any. */
  #expired(messages: readonly ConsumedMessage[]): boolean {
    const { plan, backlog, events, meters } = this.core;
    if (plan.maxAgeMs === 0) return false;
    const oldest = Date.now() - plan.maxAgeMs;
    const expired = messages.filter(({ record }) => hasTimestamp(record.timestamp) && record.timestamp < oldest);
    if (expired.length === 0) return false;
    let hasMoved = false;
    for (const message of expired) {
      meters.finished(message, 'expired');
      if (backlog.mark(message.offset)) hasMoved = true;
    }
    if (hasMoved) this.core.progressed();
    events.expired(expired, plan.maxAgeMs);
    return true;
  }

  /** One call: the handler, and the decisions about its messages. */
  async #handle(work: Work): Promise<void> {
    const { plan, backlog, events } = this.core;
    const { schedule, handlerRunner, outcomeHandler, pendingSeek } = this.parts;
    const { messages } = work;
    const [first] = messages;
    const last = messages.at(-1);
    if (first === undefined || last === undefined) return;
    const { partition } = first;
    const batch = new MessageBatch(plan.topic, partition, messages, first.offset, last.offset, backlog.highWatermark);
    const trace = events.tracing(messages);
    const outcome = await handlerRunner.run(batch, messages, trace);
    outcomeHandler.handle(work, batch, outcome, trace);
    trace?.ended();
    schedule.ended(work, suspectOf(outcome));
    // At once: if the lane is held now, the committed offset follows the seek.
    if (outcome.kind !== 'failed' && this.#calls.size <= 1 && !schedule.hasForwards) pendingSeek.apply();
    this.#releaseDone();
  }

  /** A held lane does not wait for the forward, but its strand stays busy until it has ended. */
  async #forward(strand: Strand): Promise<void> {
    const forwarded = this.parts.outcomeHandler.sendNextForward(strand).then(() => {
      this.parts.schedule.forwarded(strand);
      this.#releaseDone();
      this.wake();
    });
    await this.#untilHeld(forwarded);
  }

  /** Resolves when `work` has ended or the lane is held. */
  async #untilHeld(work: Promise<void>): Promise<void> {
    let interrupt = () => {};
    const interrupted = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    this.#interrupts.add(interrupt);
    await Promise.race([work, interrupted]);
    this.#interrupts.delete(interrupt);
  }

  #begin(call: Promise<void>): void {
    const ended = call
      .catch((thrown) => this.core.fatal(toError(thrown)))
      .finally(() => {
        this.#calls.delete(ended);
        this.parts.wait.end();
      });
    this.#calls.add(ended);
  }

  #releaseDone(): void {
    const { backlog } = this.core;
    const { fetchGate, outages } = this.parts;
    outages.removeDone(backlog.tracker);
    backlog.releaseDone();
    fetchGate.changed(backlog.sizeBytes);
  }

  /** Waits until a call ends, messages arrive, or something is due by itself. */
  #waitForChange(mayBegin: boolean): Promise<void> {
    const dueInMs = this.parts.schedule.dueInMs(mayBegin);
    return this.parts.wait.for(Math.max(0, dueInMs));
  }
}

/** The message that keeps the transaction of a call from being committed, if a single one does. */
function suspectOf(outcome: CallOutcome): ConsumedMessage | undefined {
  if (outcome.kind === 'postponed') return outcome.verdicts[0];
  return outcome.kind === 'failed' && !outcome.failure.uncommitted ? outcome.failure.message : undefined;
}
