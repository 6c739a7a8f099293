/**
 * Handlers that wait for instructions of the test: finish, fail, give a verdict, mark, pause, seek. The life of their lane
 * checks every call.
 */
import { expect } from '@jest/globals';
import { Consumer } from '../../src/consuming/handler/consumer.js';
import type { Batch, Message } from '../../src/contracts/message.js';
import { raw } from '../../src/payloads/schemas.js';
import { BeforeBatch, OnAssigned, Payload } from '../../src/routing/declare/consumer-decorators.js';
import type { Fault, Invocation, PolicyLife, Rules } from './policy-life.js';

/** The next step of a handler. */
export type Instruction =
  | 'finish'
  | Fault
  | 'verdict skip'
  | 'verdict dead'
  | 'verdict later'
  | 'mark'
  | 'pause'
  | 'seek';

export interface Waiting {
  readonly invocation: Invocation;
  instruct(instruction: Instruction, nth: number): void;
}

export class DeadError extends Error {}
export class SkipError extends Error {}
export class DownError extends Error {}
const faults = { plain: Error, dead: DeadError, skip: SkipError, down: DownError };

/** The world as handlers see it. */
export interface HandlersWorld {
  readonly rules: Rules;
  readonly isCalm: boolean;
  readonly waiting: Waiting[];
  lifeOf(partition: number): PolicyLife;
  endOf(partition: number): number;
  /** A message is done. */
  count(life: PolicyLife, offset: number): void;
  /** Broken expectations must be seen, wherever they are thrown. */
  try(check: () => unknown): void;
}

/** The protected methods of a consumer, for the world. */
interface ConsumerHandles {
  mark(message: Message<Buffer>): boolean;
  pauseLane(): void;
  resumeLane(): void;
  seekTo(target: number): Promise<void>;
}

export class PolicyHandlers {
  /** Running calls of all partitions. */
  #calls = 0;

  constructor(private readonly world: HandlersWorld) {}

  /** A consumer class with these handlers. */
  consumer(style: Rules['style']): new () => unknown {
    const handle = (life: PolicyLife, messages: readonly Message<Buffer>[], self: ConsumerHandles) =>
      this.#handle({ life, offsets: messages.map(({ offset }) => offset), isLate: false }, messages, self);
    const lifeOf = (partition: number) => this.world.lifeOf(partition);
    const tryTo = (check: () => unknown) => this.world.try(check);
    @Payload(raw())
    class InstructedConsumer extends Consumer implements ConsumerHandles {
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
      pauseLane = () => this.pause();
      resumeLane = () => this.resume();
      seekTo = (target: number) => this.seek(target);

      protected work(messages: readonly Message<Buffer>[]): Promise<void> {
        if (this.life === undefined) throw new Error('a life begins with @OnAssigned');
        return handle(this.life, messages, this);
      }
    }
    class ByProcess extends InstructedConsumer {
      process(message: Message<Buffer>): Promise<void> {
        return this.work([message]);
      }
    }
    class ByConsume extends InstructedConsumer {
      consume({ messages }: Batch<Buffer>): Promise<void> {
        return this.work(messages);
      }
    }
    return style === 'process' ? ByProcess : ByConsume;
  }

  /** A call has exceeded its time limit: the lane no longer waits for it. */
  giveUp(life: PolicyLife, offset: number): void {
    const call = [...life.running].find((each) => each.offsets.includes(offset));
    if (call === undefined) throw new Error(`nothing ran at ${offset}`);
    call.isLate = true;
    life.running.delete(call);
    this.#calls--;
    life.fail(call.offsets, 'plain');
  }

  // The handlers.

  async #handle(invocation: Invocation, messages: readonly Message<Buffer>[], self: ConsumerHandles): Promise<void> {
    const { life, offsets } = invocation;
    this.world.try(() => {
      life.begin(offsets, Date.now());
      for (const { offset, attempt } of messages) {
        expect([offset, attempt]).toEqual([offset, (life.failures.get(offset) ?? 0) + 1]);
      }
      life.running.add(invocation);
      this.#calls++;
      expect(life.running.size).toBeLessThanOrEqual(this.world.rules.maxConcurrentCalls);
      expect(this.#calls).toBeLessThanOrEqual(this.world.rules.concurrency);
    });
    const verdicts = new Map<number, Instruction>();
    for (;;) {
      const { instruction: given, nth } = await this.#order(invocation);
      // With retry topics the number of outages counts: other tests cover that.
      const instruction = given === 'down' && this.world.rules.retries ? 'plain' : given;
      const message = messages[nth % messages.length] as Message<Buffer>;
      const mayGiveVerdict = !invocation.isLate && !life.done.has(message.offset);
      if (instruction.startsWith('verdict')) {
        if (mayGiveVerdict && this.#giveVerdict(message, instruction, nth)) verdicts.set(message.offset, instruction);
      } else if (instruction === 'mark' && !verdicts.has(message.offset)) this.#mark(life, invocation, message, self);
      else if (instruction === 'pause') this.#pause(life, invocation, self);
      else if (instruction === 'seek') await this.#seek(life, invocation, nth, self);
      else if (instruction === 'finish' || instruction in faults)
        return this.#end(invocation, messages, instruction, verdicts);
    }
  }

  #giveVerdict(message: Message<Buffer>, instruction: Instruction, nth: number): boolean {
    if (instruction === 'verdict skip') message.skip('as instructed');
    else if (instruction === 'verdict later') message.retryAfter(5 * nth);
    else if (this.world.rules.deadLetters) message.deadLetter('as instructed');
    else return false;
    return true;
  }

  #mark(life: PolicyLife, { isLate }: Invocation, message: Message<Buffer>, self: ConsumerHandles): void {
    if (this.world.rules.transactional || isLate || life.sought !== undefined) return;
    if (self.mark(message) && !life.done.has(message.offset)) {
      life.done.add(message.offset);
      this.world.count(life, message.offset);
    }
  }

  #pause(life: PolicyLife, { isLate }: Invocation, self: ConsumerHandles): void {
    if (isLate || life.over) return;
    life.paused = true;
    life.resume = () => {
      life.paused = false;
      self.resumeLane();
    };
    self.pauseLane();
  }

  async #seek(life: PolicyLife, { isLate }: Invocation, nth: number, self: ConsumerHandles): Promise<void> {
    if (isLate || life.over) return;
    const target = Math.floor((this.world.endOf(life.partition) * nth) / 6);
    life.sought = target;
    await self.seekTo(target);
  }

  #end(
    invocation: Invocation,
    messages: readonly Message<Buffer>[],
    instruction: string,
    verdicts: ReadonlyMap<number, Instruction>,
  ): void {
    const { life, offsets, isLate } = invocation;
    const { transactional } = this.world.rules;
    if (!isLate) {
      life.running.delete(invocation);
      this.#calls--;
    }
    if (instruction !== 'finish') {
      if (!isLate) life.fail(offsets, instruction as Fault);
      throw new faults[instruction as Fault]('as instructed');
    }
    if (isLate) return;
    for (const { offset } of messages) {
      // A skipped message blocks nothing after it in its call, and counts with it.
      if (verdicts.get(offset) === 'verdict skip') life.tentative.add(offset);
      if (verdicts.get(offset) === 'verdict dead' && !transactional) life.forwarded.add(offset);
      if (verdicts.has(offset)) continue;
      life.finish(offset);
      if (!transactional && !life.over) this.world.count(life, offset);
    }
  }

  #order(invocation: Invocation): Promise<{ instruction: Instruction; nth: number }> {
    if (this.world.isCalm) return Promise.resolve({ instruction: 'finish', nth: 0 });
    return new Promise((resolve) => {
      this.world.waiting.push({ invocation, instruct: (instruction, nth) => resolve({ instruction, nth }) });
    });
  }
}
