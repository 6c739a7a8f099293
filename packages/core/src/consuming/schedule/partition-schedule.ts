/** The schedule of a partition that is handled in order: one strand, one call at a time, straight from the backlog. */
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { Backlog } from '../buffer/backlog.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { LanePauses } from '../lane/lane-pauses.js';
import type { Schedule, Work } from './schedule.js';
import type { Forward, Strand } from './strand.js';

export class PartitionSchedule implements Schedule, Strand {
  readonly forwards: Forward[] = [];
  #offered: readonly ConsumedMessage[] = [];
  /** A call or a forward is running. */
  #busy = false;
  /** The message that failed a transaction: it is handled alone, so that the messages before it can be committed. */
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
    return this.#isolateSuspect(this.#upToRefused(this.#beforeForwards()));
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

  /** Messages before the first forward: nothing overtakes a forward. */
  #beforeForwards(): ConsumedMessage[] {
    const messages = this.backlog.next();
    const [next] = this.forwards;
    return next === undefined ? messages : messages.filter(({ offset }) => offset < next.message.offset);
  }

  /** A refused message fails its call, so it has one of its own. */
  #upToRefused(messages: ConsumedMessage[]): ConsumedMessage[] {
    for (let index = 0; index < messages.length; index++) {
      if (messages[index]?.refusal !== undefined) return messages.slice(0, Math.max(1, index));
    }
    return messages;
  }

  /** The messages before the suspect, and then the suspect alone. */
  #isolateSuspect(messages: ConsumedMessage[]): ConsumedMessage[] {
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
