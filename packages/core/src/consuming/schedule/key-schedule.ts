/**
 * The schedule of a partition with `orderedBy`: messages of one key are handled in order, different keys concurrently. Each
 * key with messages has a strand. A message without a key is a strand by itself.
 *
 *   backlog → admitted to its strand → ready → in a call → done, or ready again, or backing off
 *
 * The lane's backlog bounds admission: messages done ahead of an unfinished one stay in it, so that
 * a failing key blocks the lane once `maxPartitionBufferBytes` are buffered after it, and a crash repeats no more than that.
 */
import { toError } from '../../errors/kfw-error.js';
import type { OrderOf } from '../../routing/options/ordering.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { Backlog } from '../buffer/backlog.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import { type Key, KeyStrand } from './key-strand.js';
import type { Schedule, Work } from './schedule.js';
import type { Strand } from './strand.js';

/** A call over messages of one key. */
class KeyWork implements Work {
  constructor(
    readonly messages: readonly ConsumedMessage[],
    readonly strand: KeyStrand,
  ) {}

  strandOf(): KeyStrand {
    return this.strand;
  }
}

export class KeySchedule implements Schedule {
  readonly #strands = new Map<Key, KeyStrand>();
  /** In the order in which they became ready. */
  readonly #ready = new Set<KeyStrand>();
  readonly #backingOff = new Set<KeyStrand>();
  readonly #withForwards = new Set<KeyStrand>();
  #readyMessages = 0;
  #calls = 0;

  constructor(
    private readonly plan: TopicPlan,
    private readonly backlog: Backlog,
    private readonly orderOf: OrderOf,
  ) {}

  get hasForwards(): boolean {
    return this.#withForwards.size > 0;
  }

  get hasBlockedForwards(): boolean {
    for (const strand of this.#withForwards) if (!strand.hasNothingBeforeForwards) return true;
    return false;
  }

  upcoming(): ConsumedMessage[] {
    const { style } = this.plan.consumer;
    const enough = style === 'process' ? 1 : this.plan.maxMessages;
    if (this.#readyMessages >= enough || this.backlog.waitMs() > 0) return [];
    return this.backlog.next();
  }

  admit(messages: readonly ConsumedMessage[]): void {
    this.backlog.admit(messages);
    for (const message of messages) {
      const strand = this.#strandOf(message);
      strand.add(message);
      if (this.#ready.has(strand)) this.#count(strand, 1);
      else this.#classify(strand);
    }
  }

  get isReady(): boolean {
    this.#wakeBackedOff();
    return this.#ready.size > 0 && this.#calls < this.plan.maxConcurrentCalls;
  }

  next(): Work | undefined {
    if (!this.isReady) return undefined;
    const work = this.plan.consumer.style === 'process' ? this.#nextOfOneKey() : this.#nextOfSeveralKeys();
    if (work !== undefined) this.#calls++;
    return work;
  }

  readyToForward(): Strand | undefined {
    this.#wakeBackedOff();
    for (const strand of this.#withForwards) {
      if (strand.busy || strand.backsOffUntil > 0 || !strand.hasNothingBeforeForwards) continue;
      strand.busy = true;
      return strand;
    }
    return undefined;
  }

  dueInMs(mayBegin = true): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { backsOffUntil } of this.#backingOff) first = Math.min(first, backsOffUntil);
    const takesMore = mayBegin && this.#calls < this.plan.maxConcurrentCalls;
    return Math.min(first - performance.now(), takesMore ? this.backlog.waitMs() : Number.POSITIVE_INFINITY);
  }

  ended(work: Work): void {
    this.#calls--;
    for (const message of work.messages) {
      const strand = work.strandOf(message) as KeyStrand;
      if (strand.busy) this.#release(strand);
    }
  }

  forwarded(strand: Strand): void {
    this.#release(strand as KeyStrand);
  }

  clear(): void {
    this.#strands.clear();
    this.#ready.clear();
    this.#backingOff.clear();
    this.#withForwards.clear();
    this.#readyMessages = 0;
  }

  #nextOfOneKey(): Work | undefined {
    for (const strand of this.#ready) {
      if (this.#begin(strand)) return new KeyWork(strand.firstOf(this.plan.maxMessages), strand);
    }
    return undefined;
  }

  /** Ready messages are divided among the calls that may still begin; messages of one key stay together. */
  #nextOfSeveralKeys(): Work | undefined {
    const { maxConcurrentCalls, maxMessages } = this.plan;
    const share = Math.min(maxMessages, Math.ceil(this.#readyMessages / (maxConcurrentCalls - this.#calls)));
    const strands = new Map<ConsumedMessage, KeyStrand>();
    for (const strand of this.#ready) {
      if (strands.size >= share) break;
      // A refused message fails its call, so it has one of its own.
      const refused = strand.first?.refusal !== undefined;
      if (refused && strands.size > 0) continue;
      if (!this.#begin(strand)) continue;
      for (const message of strand.firstOf(maxMessages - strands.size)) strands.set(message, strand);
      if (refused) break;
    }
    if (strands.size === 0) return undefined;
    const messages = [...strands.keys()].sort((one, other) => one.offset - other.offset);
    return { messages, strandOf: (message) => strands.get(message) as KeyStrand };
  }

  /** False when all messages of the strand have been marked meanwhile. */
  #begin(strand: KeyStrand): boolean {
    this.#ready.delete(strand);
    this.#count(strand, -strand.counted);
    strand.dropDone();
    if (strand.length === 0 || strand.hasNothingBeforeForwards) {
      this.#classify(strand);
      return false;
    }
    strand.busy = true;
    return true;
  }

  /** A call or a forward of the strand has ended. */
  #release(strand: KeyStrand): void {
    strand.busy = false;
    strand.dropDone();
    this.#classify(strand);
  }

  /** Moves a strand to the set of its state. */
  #classify(strand: KeyStrand): void {
    if (strand.busy) return;
    const isEmpty = strand.length === 0;
    if (strand.forwards.length > 0) this.#withForwards.add(strand);
    else this.#withForwards.delete(strand);
    if (strand.backsOffUntil > 0) this.#backingOff.add(strand);
    else if (strand.forwards.length > 0 && strand.hasNothingBeforeForwards) return;
    else if (isEmpty) this.#strands.delete(strand.key);
    else {
      this.#ready.add(strand);
      this.#count(strand, strand.length);
    }
  }

  #count(strand: KeyStrand, messages: number): void {
    strand.counted += messages;
    this.#readyMessages += messages;
  }

  #wakeBackedOff(): void {
    if (this.#backingOff.size === 0) return;
    const now = performance.now();
    for (const strand of this.#backingOff) {
      if (strand.backsOffUntil > now) continue;
      this.#backingOff.delete(strand);
      strand.backsOffUntil = 0;
      this.#classify(strand);
    }
  }

  #strandOf(message: ConsumedMessage): KeyStrand {
    const key = this.#keyOf(message);
    const known = this.#strands.get(key);
    if (known !== undefined) return known;
    const strand = new KeyStrand(key, this.backlog.tracker);
    this.#strands.set(key, strand);
    return strand;
  }

  /** If `orderedBy` throws, the message keeps the error for its call and is handled with the messages of its key. */
  #keyOf(message: ConsumedMessage): Key {
    if (message.refusal !== undefined) return Symbol('unreadable');
    try {
      return this.orderOf(message) ?? Symbol('no key');
    } catch (thrown) {
      message.refuse(toError(thrown));
      return message.rawKey?.toString('latin1') ?? Symbol('no key');
    }
  }
}
