/**
 * The story of a lane, told again for each step: sit out pauses, send what is owed to other topics, carry out a seek, take
 * messages in and have their schemas at hand, begin what may begin, and wait for what changes that. It ends when there is
 * nothing left, or when the lane is held; both begin it anew later.
 */
import { toError } from '../errors/kfw-error.js';
import { hasTimestamp } from '../ports/records.js';
import type { OutgoingMessage } from '../producing/deliverer.js';
import type { TopicPlan } from '../routing/plan.js';
import type { Aftermath } from './aftermath.js';
import type { Backlog } from './backlog.js';
import type { ConsumedMessage } from './consumed-message.js';
import { pauseMs } from './decide.js';
import type { FetchGate } from './fetch-gate.js';
import type { CallResult, Handling } from './handling.js';
import type { LaneReports } from './lane-reports.js';
import { MessageBatch } from './message-batch.js';
import type { Outages } from './outages.js';
import { prepareLeading, prepareSchemas } from './prepare-schemas.js';
import type { Rest } from './rest.js';
import type { Schedule, Work } from './schedule.js';
import type { Seeking } from './seeking.js';
import type { Slots } from './slots.js';
import type { Strand } from './strand.js';
import type { Takeover } from './takeover.js';
import type { Turn } from './turn.js';
import type { Wait } from './wait.js';

export interface LaneLoopParts {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly schedule: Schedule;
  readonly slots: Slots;
  readonly gate: FetchGate;
  readonly rest: Rest;
  readonly seeking: Seeking;
  readonly takeover: Takeover;
  readonly handling: Handling;
  readonly aftermath: Aftermath;
  readonly reports: LaneReports;
  readonly outages: Outages;
  readonly turn: Turn;
  readonly wait: Wait;
  /** The frontier has moved. */
  readonly progressed: () => void;
  readonly commitRun: (messages: readonly OutgoingMessage[], offset: number) => Promise<void>;
  /** An error that must stop the process. */
  readonly stop: (error: Error) => void;
}

/** A registry that is well again is found soon, however long the route pauses after failures of its handler. */
const longestSchemaPauseMs = 2_500;

export class LaneLoop {
  /** `@OnAssigned` has run. */
  #open = false;
  /** No new consume call is begun while held. */
  #held = false;
  /** Nor after a `halt`, whoever releases. */
  #halted = false;
  #working: Promise<void> | undefined;
  /** How many commits of what was passed have failed in a row. */
  #uncommitted = 0;
  /** Handler calls that run. */
  readonly #calls = new Set<Promise<void>>();
  /** End the waiting for what is sent to other topics: being held does not wait for brokers. */
  readonly #interrupts = new Set<() => void>();

  constructor(private readonly parts: LaneLoopParts) {}

  get isHeld(): boolean {
    return this.#held;
  }

  /** Nothing stands against handing a message to the handler. */
  get mayBegin(): boolean {
    return !this.#held && !this.#seeks && !this.parts.rest.isResting;
  }

  open(): void {
    this.#open = true;
    this.start();
  }

  /** Begins nothing more; resolves when what runs has ended. */
  async hold(): Promise<void> {
    this.#held = true;
    this.parts.slots.leave(this);
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

  /** Messages have come. */
  start(): void {
    if (this.#working !== undefined) this.parts.wait.end();
    if (this.#working !== undefined || !this.#open || this.#held || !this.#hasWork) return;
    this.#working = this.#work()
      .catch((thrown) => this.parts.stop(toError(thrown)))
      .finally(() => {
        this.#working = undefined;
        this.parts.slots.leave(this);
        this.parts.reports.settle();
        this.start();
      });
  }

  /** Something that it may be waiting for has changed. */
  wake(): void {
    this.parts.wait.end();
    this.start();
  }

  /** A seek is to be carried out before anything else begins. */
  get #seeks(): boolean {
    return this.parts.seeking.isAsked && !this.parts.schedule.owesLater;
  }

  get #hasWork(): boolean {
    const { backlog, seeking, schedule } = this.parts;
    return !backlog.isEmpty || seeking.isAsked || schedule.owes || this.#hasPassed;
  }

  /** Markers of transactions, or messages that were skipped, are behind it, and no transaction has committed that. */
  get #hasPassed(): boolean {
    return this.parts.backlog.untransacted !== undefined && this.#calls.size === 0;
  }

  /** Goes on when it is released or messages come, while calls still run. */
  async #work(): Promise<void> {
    const { slots, wait } = this.parts;
    for (;;) {
      await this.#workOff();
      slots.leave(this);
      if (this.#calls.size === 0) return;
      await wait.for(Number.POSITIVE_INFINITY);
    }
  }

  async #workOff(): Promise<void> {
    const { rest, schedule, slots, takeover, turn } = this.parts;
    const isHeld = () => this.#held;
    turn.begin();
    while (!this.#held && this.#hasWork) {
      if (rest.isResting || this.#seeks) slots.leave(this);
      if (rest.isResting) await rest.sitOut(isHeld);
      if (this.#held) break;
      if (takeover.isDue) {
        await this.#unlessHeld(takeover.carryOut());
        continue;
      }
      const debtor = schedule.debtor();
      if (debtor !== undefined) this.#begin(this.#pay(debtor));
      else if (this.#seeks) await this.#seek(isHeld);
      else if (this.#hasPassed) await this.#unlessHeld(this.#commitPassed());
      else await this.#beginCall();
      const next = turn.giveWay();
      if (next !== undefined) await next;
    }
  }

  /** A seek waits for what runs and for what is owed: neither may be dropped with the backlog. */
  async #seek(isHeld: () => boolean): Promise<void> {
    const { schedule, seeking } = this.parts;
    if (this.#calls.size > 0 || schedule.owes) await this.#change(false);
    else await seeking.carriedOut(isHeld);
  }

  /** Begins a handler call; waits for what changes that when there is nothing to begin with. */
  async #beginCall(): Promise<void> {
    const { plan, backlog, schedule, slots } = this.parts;
    this.#settle();
    const upcoming = schedule.upcoming();
    if (this.#expired(upcoming)) return;
    if (upcoming.length > 0) {
      const asking = prepareSchemas(plan, upcoming);
      const ready = asking === undefined ? upcoming : await this.#leading(upcoming, asking);
      if (ready.length === 0 || !this.mayBegin) return;
      schedule.admit(ready);
    }
    if (!schedule.isReady) {
      // Who has nothing to begin with must not stand in the way of others.
      slots.leave(this);
      if (!backlog.isEmpty || schedule.owes) await this.#change(true);
      return;
    }
    if (!slots.take(this)) return this.#change(false);
    const work = schedule.next();
    if (work !== undefined && !this.#expired(work.messages)) {
      this.#begin(this.#handle(work).finally(() => slots.release()));
      return;
    }
    slots.release();
    if (work !== undefined) schedule.ended(work, undefined);
  }

  /** In a transaction of its own: a commit beside the transactions could overtake one. */
  async #commitPassed(): Promise<void> {
    const { plan, backlog, rest, reports, aftermath, commitRun } = this.parts;
    const offset = backlog.untransacted;
    if (offset === undefined) return;
    try {
      await commitRun([], offset);
      this.#uncommitted = 0;
    } catch (thrown) {
      aftermath.lookAfter(thrown);
      rest.backOff(pauseMs(++this.#uncommitted, plan.policy, Math.random()));
      reports.commitFailed(offset, toError(thrown));
    }
  }

  /**
   * Those whose schemas are at hand, from the first. None when the registry could not be asked for those of the first:
   * the lane backs off and tries again. None either when the lane is held meanwhile: nothing waits for a registry then.
   */
  async #leading(upcoming: readonly ConsumedMessage[], asking: Promise<unknown>): Promise<readonly ConsumedMessage[]> {
    const { plan, rest, reports, slots } = this.parts;
    slots.leave(this);
    let ready: readonly ConsumedMessage[] = [];
    let isWaited = true;
    const preparing = prepareLeading(plan, upcoming, asking).then(
      (count) => {
        ready = upcoming.slice(0, count);
      },
      (thrown) => {
        if (!isWaited) return;
        const pause = Math.min(pauseMs(1, plan.policy), longestSchemaPauseMs);
        reports.schemasUnavailable(toError(thrown), rest.backOff(pause));
      },
    );
    await this.#unlessHeld(preparing);
    isWaited = false;
    return ready;
  }

  /** Marks those that are older than the route allows; returns whether there were any. */
  #expired(messages: readonly ConsumedMessage[]): boolean {
    const { plan, backlog, reports, progressed } = this.parts;
    if (plan.maxAgeMs === 0) return false;
    const oldest = Date.now() - plan.maxAgeMs;
    const expired = messages.filter(({ record }) => hasTimestamp(record.timestamp) && record.timestamp < oldest);
    if (expired.length === 0) return false;
    const moved = expired.map(({ offset }) => backlog.mark(offset));
    if (moved.includes(true)) progressed();
    reports.expired(expired, plan.maxAgeMs);
    return true;
  }

  /** One call, from the handler to what is done about how it ended. */
  async #handle(work: Work): Promise<void> {
    const { plan, backlog, schedule, handling, aftermath, seeking } = this.parts;
    const { messages } = work;
    const [first] = messages;
    const last = messages.at(-1);
    if (first === undefined || last === undefined) return;
    const { partition } = first;
    const batch = new MessageBatch(plan.topic, partition, messages, first.offset, last.offset, backlog.highWatermark);
    const result = await handling.run(batch, messages);
    aftermath.conclude(work, batch, result);
    schedule.ended(work, toBlame(result));
    // With the batch: what is committed when the lane is held now follows the seek.
    if (result.failure === undefined && this.#calls.size <= 1 && !schedule.owes) seeking.carryOut();
    this.#settle();
  }

  /** A lane that is held does not wait for it; but its strand is busy with it until it has ended. */
  async #pay(strand: Strand): Promise<void> {
    const paid = this.parts.aftermath.pay(strand).then(() => {
      this.parts.schedule.paid(strand);
      this.#settle();
      this.wake();
    });
    await this.#unlessHeld(paid);
  }

  /** Until `work` has ended, or the lane is held: nothing waits for brokers then. */
  async #unlessHeld(work: Promise<void>): Promise<void> {
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
      .catch((thrown) => this.parts.stop(toError(thrown)))
      .finally(() => {
        this.#calls.delete(ended);
        this.parts.wait.end();
      });
    this.#calls.add(ended);
  }

  #settle(): void {
    const { backlog, gate, outages } = this.parts;
    outages.settle(backlog.tracker);
    backlog.settle();
    gate.changed(backlog.sizeBytes);
  }

  /** Until a call ends, messages come, or something is due by itself: what may not begin is not. */
  #change(mayBegin: boolean): Promise<void> {
    const dueInMs = this.parts.schedule.dueInMs(mayBegin);
    return this.parts.wait.for(Math.max(0, dueInMs));
  }
}

/** The message that keeps a call from being done, if it is one: that it failed, or is to wait. */
function toBlame({ failure, said, committed }: CallResult): ConsumedMessage | undefined {
  if (failure !== undefined) return failure.uncommitted ? undefined : failure.message;
  return committed ? undefined : said[0];
}
