/** A partition that is handled in order as a whole: one strand, one call at a time, straight from the backlog. */
import type { TopicPlan } from '../routing/plan.js';
import type { Backlog } from './backlog.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { Rest } from './rest.js';
import type { Schedule, Work } from './schedule.js';
import type { Debt, Strand } from './strand.js';

export class PartitionSchedule implements Schedule, Strand {
  readonly debts: Debt[] = [];
  #offered: readonly ConsumedMessage[] = [];
  /** A call, or what sends a debt, is at it. */
  #busy = false;
  /** In a transaction all is committed or nothing: what failed is kept from failing what came before it again. */
  #suspect: ConsumedMessage | undefined;

  constructor(
    private readonly plan: TopicPlan,
    private readonly backlog: Backlog,
    private readonly rest: Rest,
  ) {}

  get owes(): boolean {
    return this.debts.length > 0;
  }

  get owesLater(): boolean {
    return this.owes && this.#unowed().length > 0;
  }

  backOff(ms: number): number {
    return this.rest.backOff(ms);
  }

  upcoming(): ConsumedMessage[] {
    this.#offered = [];
    if (this.#busy || this.backlog.waitMs() > 0) return [];
    return this.#apart(this.#unlessRefused(this.#unowed()));
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

  debtor(): Strand | undefined {
    if (this.#busy || !this.owes || this.#unowed().length > 0) return undefined;
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

  paid(): void {
    this.#busy = false;
  }

  clear(): void {
    this.#offered = [];
    this.#suspect = undefined;
    this.debts.length = 0;
  }

  /** Nothing overtakes what is to be sent elsewhere, and that overtakes nothing. */
  #unowed(): ConsumedMessage[] {
    const messages = this.backlog.next();
    const [debt] = this.debts;
    return debt === undefined ? messages : messages.filter(({ offset }) => offset < debt.message.offset);
  }

  /** What is refused fails its call: it has one of its own. */
  #unlessRefused(messages: ConsumedMessage[]): ConsumedMessage[] {
    for (let place = 0; place < messages.length; place++) {
      if (messages[place]?.refusal !== undefined) return messages.slice(0, Math.max(1, place));
    }
    return messages;
  }

  /** What comes before the suspect, and then the suspect alone. */
  #apart(messages: ConsumedMessage[]): ConsumedMessage[] {
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
