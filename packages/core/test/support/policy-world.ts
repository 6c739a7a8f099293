/**
 * Lanes of several partitions that share their slots, a broker that answers when it is let, and handlers that end as they
 * are told: for property tests of the failure policy and of schedules. Time is the test's own.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from '@jest/globals';
import {
  type Batch,
  BeforeBatch,
  BufferBudget,
  Consumer,
  compilePlan,
  drawRoutes,
  isKfwError,
  Lane,
  type LaneHost,
  type Message,
  Monitor,
  OnAssigned,
  Payload,
  raw,
  Slots,
  silentLogger,
  type TopicPlan,
} from '@kfw/core';
import { coreError } from '../../src/errors/core-errors.js';
import { type Entry, type Fault, type Invocation, PolicyLife, type Rules } from './policy-life.js';
import { batchOf, codecs, recordAt } from './world.js';

/** Until all that can go on has gone on: a lane gives way to the event loop now and then. */
export async function turns(): Promise<void> {
  for (let count = 0; count < 3; count++) await turn();
}

/** How a handler goes on. */
export type Telling = 'finish' | Fault | 'say skip' | 'say dead' | 'say later' | 'mark' | 'pause' | 'seek';

interface Waiting {
  readonly invocation: Invocation;
  tell(telling: Telling, nth: number): void;
}

interface Answer {
  readonly partition: number;
  resolve(): void;
  reject(): void;
}

class DeadError extends Error {}
class SkipError extends Error {}
const faults = { plain: Error, dead: DeadError, skip: SkipError };

export class PolicyWorld {
  readonly waiting: Waiting[] = [];
  /** What was sent, or is to be committed, and has no answer. */
  readonly answers: Answer[] = [];
  readonly lives: PolicyLife[] = [];
  readonly finished = new Set<string>();
  readonly problems: unknown[] = [];
  readonly slots: Slots;
  isCalm = false;
  #calls = 0;
  readonly #committed: number[];
  readonly #plan: TopicPlan;

  constructor(
    readonly rules: Rules,
    readonly logs: readonly (readonly Entry[])[],
  ) {
    this.slots = new Slots(rules.concurrency);
    this.#committed = logs.map(() => 0);
    this.#plan = this.#compile();
    for (const partition of logs.keys()) this.begin(partition);
  }

  committedOf(partition: number): number {
    return this.#committed[partition] ?? 0;
  }

  /** Up to where all is done. */
  reached(partition: number): number {
    return this.lifeOf(partition).lane?.tracker.frontier ?? this.committedOf(partition);
  }

  lifeOf(partition: number): PolicyLife {
    return this.lives[partition] as PolicyLife;
  }

  /** A lane for a partition, from what is committed. */
  begin(partition: number): void {
    const life = new PolicyLife(partition, this.rules, this.committedOf(partition));
    this.lives[partition] = life;
    const lane = new Lane(this.#plan, partition, 1, this.#hostOf(life));
    life.lane = lane;
    void lane.open();
  }

  deliver(partition: number, count: number): void {
    const life = this.lifeOf(partition);
    const entries = (this.logs[partition] ?? []).filter(({ offset }) => offset >= life.position).slice(0, count);
    if (entries.length === 0) return;
    for (const entry of entries) {
      life.delivered.push(entry);
      life.arrivedAt.set(entry.offset, Date.now());
    }
    const records = entries.map(({ offset, key, timestamp }) => ({
      ...recordAt(offset),
      timestamp,
      key: key === null ? null : Buffer.from(key),
    }));
    life.lane?.take(batchOf([], { partition, records }));
  }

  hold(partition: number): void {
    const life = this.lifeOf(partition);
    life.held = true;
    const held = life.lane?.hold();
    held?.then(() => this.#try(() => life.held && expect([...life.running]).toEqual([])));
  }

  release(partition: number): void {
    const life = this.lifeOf(partition);
    life.held = false;
    life.lane?.release();
  }

  lose(partition: number): void {
    const life = this.lifeOf(partition);
    life.over = true;
    life.lane?.abandon('the partition was lost');
    this.begin(partition);
  }

  /** The frontier is never past unfinished work; what it has reached is committed. */
  check(): void {
    for (const life of this.lives) {
      const { frontier } = life.lane?.tracker ?? {};
      if (frontier !== undefined) expect(frontier).toBeLessThanOrEqual(life.frontier);
      const committable = life.lane?.committable;
      if (committable !== undefined) this.#committed[life.partition] = committable;
    }
  }

  /** Everything goes on until all is done. */
  async calmDown(mostTurns: number, advance: () => void): Promise<void> {
    this.isCalm = true;
    const isDone = () => this.lives.every(({ partition }) => this.reached(partition) === this.endOf(partition));
    for (let round = 0; round < mostTurns && !isDone() && this.problems.length === 0; round++) {
      for (const { tell } of this.waiting.splice(0)) tell('finish', 0);
      for (const { resolve } of this.answers.splice(0)) resolve();
      await turns();
      for (const life of this.lives) {
        life.resume();
        this.release(life.partition);
        this.deliver(life.partition, 4);
      }
      await turns();
      advance();
      await turns();
      this.check();
    }
    for (const life of this.lives) await life.lane?.hold();
    await turns();
    this.check();
  }

  endOf(partition: number): number {
    return (this.logs[partition]?.at(-1)?.offset ?? -1) + 1;
  }

  // What lanes ask for.

  #hostOf(life: PolicyLife): LaneHost {
    const monitor = new Monitor();
    this.#listen(monitor, life);
    return {
      monitor,
      logger: silentLogger,
      buffers: new BufferBudget(Number.POSITIVE_INFINITY),
      slots: this.slots,
      respond: async () => ({}),
      deliver: ({ value }) => this.#sent(life, Number(value)),
      commitRun: (_lane, messages, offset) =>
        this.#committing(
          life,
          offset,
          messages.map(({ value }) => Number(value)),
        ),
      takeOver: async () => null,
      locate: async (_lane, target) => Number(target),
      fetchFrom: (_lane, offset) => this.#try(() => this.#soughtTo(life, offset)),
      pauseFetching: () => {},
      resumeFetching: () => {},
      progressed: () => {},
      stop: (error) => void this.problems.push(error),
    };
  }

  #soughtTo(life: PolicyLife, offset: number): void {
    life.restart(offset);
    for (const entry of this.logs[life.partition] ?? []) if (entry.offset < offset) this.#count(life, entry.offset);
  }

  async #sent(life: PolicyLife, offset: number): Promise<void> {
    this.#try(() => life.send(offset));
    try {
      await this.#answer(life);
    } finally {
      life.sending.delete(offset);
    }
    if (life.over) return;
    life.done.add(offset);
    this.#count(life, offset);
  }

  async #committing(life: PolicyLife, offset: number, dead: readonly number[]): Promise<void> {
    this.#try(() => life.commit(offset, dead));
    try {
      await this.#answer(life);
    } catch (thrown) {
      life.tentative.clear();
      throw thrown;
    }
    this.#committed[life.partition] = Math.max(offset, this.committedOf(life.partition));
    for (const each of [...dead, ...life.tentative]) this.#count(life, each);
    if (!life.over) life.committed(offset);
  }

  /** Of the broker, when it is let. */
  #answer({ partition }: PolicyLife): Promise<void> {
    if (this.isCalm) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const refusal = coreError('KFW_TRANSACTION_FAILED', { id: 'x', step: 'commit', reason: 'no' });
      this.answers.push({ partition, resolve, reject: () => reject(refusal) });
    });
  }

  #listen(monitor: Monitor, life: PolicyLife): void {
    const { transactional } = this.rules;
    monitor.subscribe('consumer.failed', ({ offset, outcome, attempt, retryInMs, error }) => {
      this.#try(() => {
        if (isKfwError(error, 'KFW_HANDLER_TIMEOUT')) this.#giveUp(life, offset);
        if (life.over) return;
        if (isKfwError(error, 'KFW_TRANSACTION_FAILED')) {
          expect(outcome).toBe('retry');
          life.goBack(offset, retryInMs ?? 0, Date.now());
          return;
        }
        if (!isKfwError(error, 'KFW_HANDLER_TIMEOUT')) expect(error.message).toBe('told to');
        life.failed(offset, outcome, attempt, retryInMs, Date.now());
      });
    });
    monitor.subscribe('message.postponed', ({ offset, retryInMs }) =>
      this.#try(() => life.postponed(offset, retryInMs, Date.now())),
    );
    monitor.subscribe('message.stuck', ({ offset, retryInMs }) => life.rest(offset, retryInMs, Date.now()));
    monitor.subscribe('message.skipped', ({ offset }) => {
      if (life.over) return;
      life.done.add(offset);
      this.#count(life, offset);
    });
    monitor.subscribe('messages.expired', ({ firstOffset, lastOffset, messages, maxAgeMs }) =>
      this.#try(() => {
        const isOld = ({ offset, timestamp }: Entry) =>
          offset >= firstOffset && offset <= lastOffset && Date.now() - timestamp > maxAgeMs && !life.done.has(offset);
        const expired = life.delivered.filter(isOld);
        expect(messages).toBeLessThanOrEqual(expired.length);
        for (const { offset } of expired) if (life.lane?.tracker.isDone(offset)) this.#expire(life, offset);
      }),
    );
    monitor.subscribe('message.deadLettered', ({ offset }) =>
      this.#try(() => expect(life.done.has(offset)).toBe(!life.over)),
    );
    if (!transactional) {
      monitor.subscribe('message.moved', ({ offset }) =>
        this.#try(() => expect(life.done.has(offset)).toBe(!life.over)),
      );
    }
  }

  #expire(life: PolicyLife, offset: number): void {
    life.done.add(offset);
    this.#count(life, offset);
  }

  #giveUp(life: PolicyLife, offset: number): void {
    const call = [...life.running].find((each) => each.offsets.includes(offset));
    if (call === undefined) throw new Error(`nothing ran at ${offset}`);
    call.isLate = true;
    life.running.delete(call);
    this.#calls--;
    life.fail(call.offsets, 'plain');
  }

  // What handlers do.

  async #handle(invocation: Invocation, messages: readonly Message<Buffer>[], self: Handles): Promise<void> {
    const { life, offsets } = invocation;
    this.#try(() => {
      life.begin(offsets, Date.now());
      for (const { offset, attempt } of messages) {
        expect([offset, attempt]).toEqual([offset, (life.failures.get(offset) ?? 0) + 1]);
      }
      life.running.add(invocation);
      this.#calls++;
      expect(life.running.size).toBeLessThanOrEqual(this.rules.maxInFlight);
      expect(this.#calls).toBeLessThanOrEqual(this.rules.concurrency);
    });
    const said = new Map<number, Telling>();
    for (;;) {
      const { telling, nth } = await this.#order(invocation);
      const message = messages[nth % messages.length] as Message<Buffer>;
      const canSay = !invocation.isLate && !life.done.has(message.offset);
      if (telling.startsWith('say')) {
        if (canSay && this.#say(message, telling, nth)) said.set(message.offset, telling);
      } else if (telling === 'mark' && !said.has(message.offset)) this.#mark(life, invocation, message, self);
      else if (telling === 'pause') this.#pause(life, invocation, self);
      else if (telling === 'seek') await this.#seek(life, invocation, nth, self);
      else if (telling === 'finish' || telling in faults) return this.#end(invocation, messages, telling, said);
    }
  }

  #say(message: Message<Buffer>, telling: Telling, nth: number): boolean {
    if (telling === 'say skip') message.skip('told to');
    else if (telling === 'say later') message.retryAfter(5 * nth);
    else if (this.rules.deadLetters) message.deadLetter('told to');
    else return false;
    return true;
  }

  #mark(life: PolicyLife, { isLate }: Invocation, message: Message<Buffer>, self: Handles): void {
    if (this.rules.transactional || isLate || life.sought !== undefined) return;
    if (self.mark(message) && !life.done.has(message.offset)) {
      life.done.add(message.offset);
      this.#count(life, message.offset);
    }
  }

  #pause(life: PolicyLife, { isLate }: Invocation, self: Handles): void {
    if (isLate || life.over) return;
    life.paused = true;
    life.resume = () => {
      life.paused = false;
      self.goOn();
    };
    self.rest();
  }

  async #seek(life: PolicyLife, { isLate }: Invocation, nth: number, self: Handles): Promise<void> {
    if (isLate || life.over) return;
    const target = Math.floor((this.endOf(life.partition) * nth) / 6);
    life.sought = target;
    await self.to(target);
  }

  #end(
    invocation: Invocation,
    messages: readonly Message<Buffer>[],
    telling: string,
    said: ReadonlyMap<number, Telling>,
  ): void {
    const { life, offsets, isLate } = invocation;
    const { transactional } = this.rules;
    if (!isLate) {
      life.running.delete(invocation);
      this.#calls--;
    }
    if (telling !== 'finish') {
      if (!isLate) life.fail(offsets, telling as Fault);
      throw new faults[telling as Fault]('told to');
    }
    if (isLate) return;
    for (const { offset } of messages) {
      // What is skipped holds up nothing that comes after it in its call, and counts with it.
      if (said.get(offset) === 'say skip') life.tentative.add(offset);
      if (said.get(offset) === 'say dead' && !transactional) life.owed.add(offset);
      if (said.has(offset)) continue;
      life.finish(offset);
      if (!transactional && !life.over) this.#count(life, offset);
    }
  }

  #order(invocation: Invocation): Promise<{ telling: Telling; nth: number }> {
    if (this.isCalm) return Promise.resolve({ telling: 'finish', nth: 0 });
    return new Promise((resolve) => {
      this.waiting.push({ invocation, tell: (telling, nth) => resolve({ telling, nth }) });
    });
  }

  #count({ partition }: PolicyLife, offset: number): void {
    this.finished.add(`${partition}@${offset}`);
  }

  /** Broken expectations must be seen, wherever they are thrown. */
  #try(check: () => unknown): void {
    try {
      check();
    } catch (thrown) {
      this.problems.push(thrown);
    }
  }

  #compile(): TopicPlan {
    const { style, retries, deadLetters, orderedBy, maxInFlight, concurrency: _slots, ...rest } = this.rules;
    const options = {
      ...rest,
      orderedBy,
      ...(orderedBy === 'key' && { maxInFlight }),
      ...(deadLetters && { deadLetter: 'dead' }),
      ...(retries && { retryTopics: ['10s'] }),
      errors: { ...(deadLetters && { deadLetter: [DeadError] }), skip: [SkipError] },
      pauseMs: 10,
      maxPauseMs: 40,
      consumer: this.#consumer(style) as never,
    };
    if (deadLetters) Reflect.deleteProperty(options, 'onExhausted');
    const routes = drawRoutes(({ topic }) => topic('users', options));
    const plan = compilePlan({ routes, clientId: 'shop', codecs }).groups[0]?.topics[0];
    if (plan === undefined) throw new Error('no plan');
    return plan;
  }

  #consumer(style: Rules['style']) {
    const handle = (life: PolicyLife, messages: readonly Message<Buffer>[], self: Handles) =>
      this.#handle({ life, offsets: messages.map(({ offset }) => offset), isLate: false }, messages, self);
    const lifeOf = (partition: number) => this.lifeOf(partition);
    const tryTo = (check: () => unknown) => this.#try(check);
    @Payload(raw())
    class Told extends Consumer implements Handles {
      protected life: PolicyLife | undefined;

      @OnAssigned()
      start(): void {
        this.life = lifeOf(this.partition);
      }

      @BeforeBatch()
      look({ messages }: Batch<Buffer>): void {
        const offsets = messages.map(({ offset }) => offset);
        tryTo(() => this.life?.beginBatch(offsets, Date.now()));
      }

      mark = (message: Message<Buffer>) => this.markAsConsumed(message);
      rest = () => this.pause();
      goOn = () => this.resume();
      to = (target: number) => this.seek(target);

      protected work(messages: readonly Message<Buffer>[]): Promise<void> {
        if (this.life === undefined) throw new Error('a life begins with @OnAssigned');
        return handle(this.life, messages, this);
      }
    }
    class ByProcess extends Told {
      process(message: Message<Buffer>): Promise<void> {
        return this.work([message]);
      }
    }
    class ByConsume extends Told {
      consume({ messages }: Batch<Buffer>): Promise<void> {
        return this.work(messages);
      }
    }
    return style === 'process' ? ByProcess : ByConsume;
  }
}

/** What a consumer keeps to itself, for the world that tells it what to do. */
interface Handles {
  mark(message: Message<Buffer>): boolean;
  rest(): void;
  goOn(): void;
  to(target: number): Promise<void>;
}
