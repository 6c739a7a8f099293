/**
 * Lanes of several partitions that share their slots, and a broker whose responses the test releases: for property tests of
 * the failure policy and of schedules. The test controls handlers (`policy-handlers.ts`) and time.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { BufferBudget } from '../../src/consuming/buffer/buffer-budget.js';
import { createLane } from '../../src/consuming/lane/create-lane.js';
import type { LaneHost } from '../../src/consuming/lane/lane-host.js';
import { ConcurrencyLimiter } from '../../src/consuming/schedule/concurrency-limiter.js';
import { coreError } from '../../src/errors/core-errors.js';
import { isKfwError } from '../../src/errors/kfw-error.js';
import { Monitor } from '../../src/events/monitor.js';
import { silentLogger } from '../../src/ports/logger.js';
import { drawRoutes } from '../../src/routing/declare/draw.js';
import { compilePlan } from '../../src/routing/plan/compile-plan.js';
import type { TopicPlan } from '../../src/routing/plan/plan.js';
import { DeadError, DownError, PolicyHandlers, SkipError, type Waiting } from './policy-handlers.js';
import { type LogRecord, PolicyLife, type Rules } from './policy-life.js';
import { batchOf, codecs, recordAt } from './world.js';

/** Runs until every lane waits: lanes yield to the event loop now and then. */
export async function turns(): Promise<void> {
  for (let count = 0; count < 3; count++) await turn();
}

interface PendingResponse {
  readonly partition: number;
  resolve(): void;
  reject(): void;
}

export class PolicyWorld {
  readonly waiting: Waiting[] = [];
  /** Responses of sends and commits that are still pending. */
  readonly responses: PendingResponse[] = [];
  readonly lives: PolicyLife[] = [];
  readonly finished = new Set<string>();
  readonly problems: unknown[] = [];
  readonly limiter: ConcurrencyLimiter;
  isCalm = false;
  readonly #committed: number[];
  readonly #plan: TopicPlan;
  readonly #handlers: PolicyHandlers;

  constructor(
    readonly rules: Rules,
    readonly logs: readonly (readonly LogRecord[])[],
  ) {
    this.limiter = new ConcurrencyLimiter(rules.concurrency);
    this.#committed = logs.map(() => 0);
    this.#handlers = new PolicyHandlers(this);
    this.#plan = this.#compile();
    for (const partition of logs.keys()) this.begin(partition);
  }

  committedOf(partition: number): number {
    return this.#committed[partition] ?? 0;
  }

  /** The offset up to which all messages are done. */
  reached(partition: number): number {
    return this.lifeOf(partition).lane?.tracker.frontier ?? this.committedOf(partition);
  }

  lifeOf(partition: number): PolicyLife {
    return this.lives[partition] as PolicyLife;
  }

  /** Starts a lane for a partition at the committed offset. */
  begin(partition: number): void {
    const life = new PolicyLife(partition, this.rules, this.committedOf(partition));
    this.lives[partition] = life;
    const lane = createLane(this.#plan, partition, 1, this.#hostOf(life));
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
    held?.then(() => this.try(() => life.held && expect([...life.running]).toEqual([])));
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
    this.checkCounters(partition);
    this.begin(partition);
  }

  /** Checks that the frontier is never past unfinished work, and commits it. */
  check(): void {
    for (const life of this.lives) {
      const { frontier } = life.lane?.tracker ?? {};
      if (frontier !== undefined) expect(frontier).toBeLessThanOrEqual(life.frontier);
      const committable = life.lane?.committable;
      if (committable !== undefined) this.#committed[life.partition] = committable;
    }
  }

  /** Checks that a lane has counted each message that is done once, whatever its outcome. */
  checkCounters(partition: number): void {
    const { monitor, doneCount } = this.lifeOf(partition);
    const messages = monitor?.measurements.collect().find(({ name }) => name === 'kfw_consumer_messages_total');
    expect(messages?.series.reduce((sum, { value }) => sum + value, 0)).toBe(doneCount);
  }

  /** Lets everything continue until all messages are done. */
  async calmDown(mostTurns: number, advance: () => void): Promise<void> {
    this.isCalm = true;
    const isDone = () => this.lives.every(({ partition }) => this.reached(partition) === this.endOf(partition));
    for (let round = 0; round < mostTurns && !isDone() && this.problems.length === 0; round++) {
      for (const { instruct } of this.waiting.splice(0)) instruct('finish', 0);
      for (const { resolve } of this.responses.splice(0)) resolve();
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

  // The host of lanes.

  #hostOf(life: PolicyLife): LaneHost {
    const monitor = new Monitor();
    life.monitor = monitor;
    this.#listen(monitor, life);
    return {
      monitor,
      logger: silentLogger,
      bufferBudget: new BufferBudget(Number.POSITIVE_INFINITY),
      limiter: this.limiter,
      respond: async () => ({}),
      deliver: ({ value }) => this.#sent(life, Number(value)),
      sendAndCommit: (_lane, messages, offset) =>
        this.#committing(
          life,
          offset,
          messages.map(({ value }) => Number(value)),
        ),
      fencePartition: async () => null,
      resolveSeekTarget: async (_lane, target) => Number(target),
      fetchFrom: (_lane, offset) => this.try(() => this.#onSeek(life, offset)),
      pauseFetching: () => {},
      resumeFetching: () => {},
      progressed: () => {},
      stop: (error) => void this.problems.push(error),
    };
  }

  #onSeek(life: PolicyLife, offset: number): void {
    life.restart(offset);
    for (const entry of this.logs[life.partition] ?? []) if (entry.offset < offset) this.count(life, entry.offset);
  }

  async #sent(life: PolicyLife, offset: number): Promise<void> {
    this.try(() => life.send(offset));
    try {
      await this.#respond(life);
    } finally {
      life.sending.delete(offset);
    }
    if (life.over) return;
    life.done.add(offset);
    this.count(life, offset);
  }

  async #committing(life: PolicyLife, offset: number, dead: readonly number[]): Promise<void> {
    this.try(() => life.commit(offset, dead));
    try {
      await this.#respond(life);
    } catch (thrown) {
      life.tentative.clear();
      throw thrown;
    }
    this.#committed[life.partition] = Math.max(offset, this.committedOf(life.partition));
    for (const each of [...dead, ...life.tentative]) this.count(life, each);
    if (!life.over) life.committed(offset);
  }

  /** The broker's response, when the test releases it. */
  #respond({ partition }: PolicyLife): Promise<void> {
    if (this.isCalm) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const failure = coreError('KFW_TRANSACTION_FAILED', { id: 'x', step: 'commit', reason: 'no' });
      this.responses.push({ partition, resolve, reject: () => reject(failure) });
    });
  }

  #listen(monitor: Monitor, life: PolicyLife): void {
    const { transactional } = this.rules;
    monitor.subscribe('consumer.failed', ({ offset, outcome, attempt, retryInMs, error }) => {
      this.try(() => {
        if (isKfwError(error, 'KFW_HANDLER_TIMEOUT')) this.#handlers.giveUp(life, offset);
        if (life.over) return;
        if (isKfwError(error, 'KFW_TRANSACTION_FAILED')) {
          expect(outcome).toBe('retry');
          life.goBack(offset, retryInMs ?? 0, Date.now());
          return;
        }
        if (!isKfwError(error, 'KFW_HANDLER_TIMEOUT')) expect(error.message).toBe('as instructed');
        life.failed(offset, outcome, attempt, retryInMs, Date.now());
      });
    });
    monitor.subscribe('partition.waiting', ({ offset, retryInMs }) =>
      this.try(() => {
        if (!life.over) life.waits(offset, retryInMs, Date.now());
      }),
    );
    monitor.subscribe('partition.recovered', () => this.try(() => expect(life.lane?.status.outage).toBeUndefined()));
    monitor.subscribe('message.postponed', ({ offset, retryInMs }) =>
      this.try(() => life.postponed(offset, retryInMs, Date.now())),
    );
    monitor.subscribe('message.stuck', ({ offset, retryInMs }) => life.backOff(offset, retryInMs, Date.now()));
    monitor.subscribe('message.skipped', ({ offset }) => {
      if (life.over) return;
      life.done.add(offset);
      this.count(life, offset);
    });
    monitor.subscribe('messages.expired', ({ firstOffset, lastOffset, messages, maxAgeMs }) =>
      this.try(() => {
        const isOld = ({ offset, timestamp }: LogRecord) =>
          offset >= firstOffset && offset <= lastOffset && Date.now() - timestamp > maxAgeMs && !life.done.has(offset);
        const expired = life.delivered.filter(isOld);
        expect(messages).toBeLessThanOrEqual(expired.length);
        for (const { offset } of expired) if (life.lane?.tracker.isDone(offset)) this.#expire(life, offset);
      }),
    );
    monitor.subscribe('message.deadLettered', ({ offset }) =>
      this.try(() => expect(life.done.has(offset)).toBe(!life.over)),
    );
    if (!transactional) {
      monitor.subscribe('message.retryScheduled', ({ offset }) =>
        this.try(() => expect(life.done.has(offset)).toBe(!life.over)),
      );
    }
  }

  #expire(life: PolicyLife, offset: number): void {
    life.done.add(offset);
    this.count(life, offset);
  }

  count({ partition }: PolicyLife, offset: number): void {
    this.finished.add(`${partition}@${offset}`);
  }

  /** Broken expectations must be seen, wherever they are thrown. */
  try(check: () => unknown): void {
    try {
      check();
    } catch (thrown) {
      this.problems.push(thrown);
    }
  }

  #compile(): TopicPlan {
    const { style, retries, deadLetters, orderedBy, maxConcurrentCalls, concurrency: _slots, ...others } = this.rules;
    const options = {
      ...others,
      orderedBy,
      ...(orderedBy === 'key' && { maxConcurrentCalls }),
      ...(deadLetters && { deadLetter: 'dead' }),
      ...(retries && { retryTopics: ['10s'] }),
      errors: { ...(deadLetters && { deadLetter: [DeadError] }), skip: [SkipError], outage: [DownError] },
      pauseMs: 10,
      maxPauseMs: 40,
      consumer: this.#handlers.consumer(style) as never,
    };
    if (deadLetters) Reflect.deleteProperty(options, 'onExhausted');
    const routes = drawRoutes(({ topic }) => topic('users', options));
    const plan = compilePlan({ routes, clientId: 'shop', codecs }).groups[0]?.topics[0];
    if (plan === undefined) throw new Error('no plan');
    return plan;
  }
}
