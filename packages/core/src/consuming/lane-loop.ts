/**
 * The story of a lane, told again for each batch: sit out pauses and back-offs, carry out a seek, let the batch fill up,
 * have its schemas at hand, run the handler, and do what the policy decides. It ends when there is nothing left, or when
 * the lane is held; both begin it anew later.
 */
import { toError } from '../errors/kfw-error.js';
import type { TopicPlan } from '../routing/plan.js';
import type { Backlog } from './backlog.js';
import { type ConsumedMessage, MessageBatch } from './consumed-message.js';
import { decide, type Outcome } from './decide.js';
import type { Failure } from './failures.js';
import type { FetchGate } from './fetch-gate.js';
import type { Handling } from './handling.js';
import type { LaneReports } from './lane-reports.js';
import { prepareSchemas } from './prepare-schemas.js';
import type { Rest } from './rest.js';
import type { Seeking } from './seeking.js';
import type { Turn } from './turn.js';
import type { Wait } from './wait.js';

export interface LaneLoopParts {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly gate: FetchGate;
  readonly rest: Rest;
  readonly seeking: Seeking;
  readonly handling: Handling;
  readonly reports: LaneReports;
  readonly turn: Turn;
  readonly wait: Wait;
  /** An error that must stop the process. */
  readonly stop: (error: Error) => void;
}

export class LaneLoop {
  /** `@OnAssigned` has run. */
  #open = false;
  /** No new consume call is begun while held. */
  #held = false;
  /** Waiting for a batch to fill up. */
  #filling = false;
  #working: Promise<void> | undefined;

  constructor(private readonly parts: LaneLoopParts) {}

  get isHeld(): boolean {
    return this.#held;
  }

  /** Nothing stands against handing a message to the handler. */
  get mayBegin(): boolean {
    return !this.#held && !this.parts.seeking.isAsked && !this.parts.rest.isResting;
  }

  open(): void {
    this.#open = true;
    this.start();
  }

  /** Begins nothing more; resolves when what runs has ended. */
  async hold(): Promise<void> {
    this.#held = true;
    this.parts.wait.end();
    await this.#working;
  }

  release(): void {
    this.#held = false;
    this.start();
  }

  /** Messages have come. */
  start(): void {
    if (this.#filling && this.parts.backlog.waitMs() <= 0) this.parts.wait.end();
    if (this.#working !== undefined || !this.#open || this.#held || !this.#hasWork) return;
    this.#working = this.#work()
      .catch((thrown) => this.parts.stop(toError(thrown)))
      .finally(() => {
        this.#working = undefined;
        this.start();
      });
  }

  /** Something that it may be waiting for has changed. */
  wake(): void {
    this.parts.wait.end();
    this.start();
  }

  get #hasWork(): boolean {
    return !this.parts.backlog.isEmpty || this.parts.seeking.isAsked;
  }

  async #work(): Promise<void> {
    const { backlog, rest, seeking, turn } = this.parts;
    const isHeld = () => this.#held;
    turn.begin();
    while (!this.#held && this.#hasWork) {
      await rest.sitOut(isHeld);
      await seeking.carriedOut(isHeld);
      await this.#fill();
      if (!this.mayBegin || backlog.waitMs() > 0) continue;
      const messages = backlog.next();
      if (await this.#resolveSchemas(messages)) await this.#handle(messages);
      await turn.giveWay();
    }
  }

  /** A batch that is not full waits for more, until its first message is `maxWaitMs` old. */
  async #fill(): Promise<void> {
    const waitMs = this.parts.backlog.waitMs();
    if (waitMs <= 0 || !this.mayBegin) return;
    this.#filling = true;
    await this.parts.wait.for(waitMs);
    this.#filling = false;
  }

  /** False when the registry could not be asked: the lane backs off and tries again. */
  async #resolveSchemas(messages: readonly ConsumedMessage[]): Promise<boolean> {
    const { plan, rest, reports } = this.parts;
    try {
      const asking = prepareSchemas(plan, messages);
      if (asking === undefined) return true;
      await asking;
      return this.mayBegin;
    } catch (thrown) {
      reports.schemasUnavailable(toError(thrown), rest.backOff(plan.pauseMs));
      return false;
    }
  }

  /** One batch, from the handler to what is done about how it ended. */
  async #handle(messages: readonly ConsumedMessage[]): Promise<void> {
    const { plan, backlog, gate, handling } = this.parts;
    const [first] = messages;
    if (first !== undefined) {
      const last = messages.at(-1)?.offset ?? first.offset;
      const batch = new MessageBatch(plan.topic, first.partition, messages, first.offset, last, backlog.highWatermark);
      this.#conclude(batch, await handling.run(batch, messages));
    }
    backlog.settle();
    gate.changed(backlog.sizeBytes);
  }

  /** Carries out what the policy decides. */
  #conclude(batch: MessageBatch, failure: Failure | undefined): void {
    const { plan, rest, seeking, reports } = this.parts;
    const outcome: Outcome = failure === undefined ? { ok: true } : { ok: false, error: failure.error };
    const decision = decide(outcome, failure?.attempt ?? 1, plan, Math.random());
    switch (decision.action) {
      case 'commit':
        seeking.carryOut();
        return;
      case 'retry': {
        seeking.goBack();
        const retryInMs = rest.backOff(decision.afterMs);
        if (failure !== undefined) reports.failed(batch, failure, retryInMs);
        return;
      }
      case 'stop':
        this.#held = true;
        if (failure !== undefined) reports.failed(batch, failure, undefined);
        this.parts.stop(decision.error);
        return;
      default:
        decision satisfies never;
    }
  }
}
