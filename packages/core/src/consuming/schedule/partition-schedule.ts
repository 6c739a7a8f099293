/** A partition that is handled in order as a whole: one strand, one call at a time, straight from the backlog. */
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { Backlog } from '../buffer/backlog.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { LanePauses } from '../lane/lane-pauses.js';
import type { Schedule, Work } from './schedule.js';
import type { Forward, Strand } from './strand.js';

export class PartitionSchedule implements Schedule, Strand {
  readonly forwards: Forward[] = [];
  #offered: readonly ConsumedMessage[] = [];
  /** A call, or what sends a debt, is at it. */
  #busy = false;
  /** In a transaction all is committed or nothing: what failed is kept from failing what came before it again. */
  #suspect: ConsumedMessage | undefined;

  constructor(
    private readonly plan: TopicPlan,
    private readonly backlog: Backlog,
    private readonly pauses: LanePauses,
  ) {}

  get hasForwards(): boolean {
    return this.forwards.length > 0;
  }

  get hasBlockedForwards(): boolean {
    return this.hasForwards && this.#beforeForwards().length > 0;
  }

  backOff(ms: number): number {
    return this.pauses.backOff(ms);
  }

  upcoming(): ConsumedMessage[] {
    this.#offered = [];
    if (this.#busy || this.backlog.waitMs() > 0) return [];
    return this.#withoutSuspect(this.#upToRefused(this.#beforeForwards()));
  }

  admit(messages: readonly ConsumedMessage[]): void {
    this.#offered = messages;
  }

  get isReady(): boolean {
    return !this.#busy && this.#offered.length > 0;
  }

  next(): Work | undefined {
    if (!this.isReady) return undefined;
    const messages = this.#offered;
    this.#offered = [];
    this.#busy = true;
    return { messages, strandOf: () => this };
  }

  readyToForward(): Strand | undefined {
    if (this.#busy || !this.hasForwards || this.#beforeForwards().length > 0) return undefined;
    this.#busy = true;
    return this;
  }

  dueInMs(mayBegin = true): number {
    return this.#busy || !mayBegin ? Number.POSITIVE_INFINITY : this.backlog.waitMs();
  }

  ended(_work: Work, failed: ConsumedMessage | undefined): void {
    this.#busy = false;
    if (this.plan.transactional) this.#suspect = failed ?? this.#suspect;
  }

  forwarded(): void {
    this.#busy = false;
  }

  clear(): void {
    this.#offered = [];
    this.#suspect = undefined;
    this.forwards.length = 0;
  }

  /** Nothing overtakes what is to be sent elsewhere, and that overtakes nothing. */
  #beforeForwards(): ConsumedMessage[] {
    const messages = this.backlog.next();
    const [next] = this.forwards;
    return next === undefined ? messages : messages.filter(({ offset }) => offset < next.message.offset);
  }

  /** What is refused fails its call: it has one of its own. */
  #upToRefused(messages: ConsumedMessage[]): ConsumedMessage[] {
    for (let index = 0; index < messages.length; index++) {
      if (messages[index]?.refusal !== undefined) return messages.slice(0, Math.max(1, index));
    }
    return messages;
  }

  /** What comes before the suspect, and then the suspect alone. */
  #withoutSuspect(messages: ConsumedMessage[]): ConsumedMessage[] {
    const suspect = this.#suspect;
    if (suspect === undefined) return messages;
    if (this.backlog.tracker.isDone(suspect.offset)) {
      this.#suspect = undefined;
      return messages;
    }
    const before = messages.filter(({ offset }) => offset < suspect.offset);
    return before.length > 0 ? before : messages.slice(0, 1);
  }
}
