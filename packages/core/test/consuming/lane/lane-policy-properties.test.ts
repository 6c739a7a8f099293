/**
 * The failure policy and the schedules under random interleavings: handlers with every result, late or hanging, failing
 * sends and commits, and holds, losses, pauses and seeks at any time. The world and its lives check the invariants.
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Instruction } from '../../support/policy-handlers.js';
import type { Rules } from '../../support/policy-life.js';
import { PolicyWorld, turns } from '../../support/policy-world.js';

const partitions = [0, 1];
const beganAt = 1_700_000_000_000;
const mostRounds = 1_000;

const keys = fc.constantFrom('a', 'b', 'c', null);
const log = fc
  .array(fc.record({ key: keys, gap: fc.integer({ min: 1, max: 3 }), age: fc.nat(60) }), {
    minLength: 12,
    maxLength: 30,
    size: 'max',
  })
  .map((entries) => {
    let offset = -1;
    return entries.map(({ key, gap, age }, index) => {
      offset += gap;
      return { offset, key, timestamp: beganAt + index * 10 - age };
    });
  });

const weights: Record<string, number> = {
  deliver: 6,
  finish: 8,
  plain: 4,
  dead: 2,
  skip: 1,
  down: 3,
  'verdict skip': 1,
  'verdict dead': 2,
  'verdict later': 2,
  mark: 1,
  pause: 1,
  seek: 1,
  resume: 2,
  hold: 2,
  release: 4,
  lose: 1,
  answer: 6,
  refuse: 4,
  tick: 8,
};
const kinds = Object.entries(weights).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));
const steps = fc.array(
  fc.record({ partition: fc.constantFrom(...partitions), kind: fc.constantFrom(...kinds), nth: fc.nat(5) }),
  { minLength: 60, maxLength: 240, size: 'max' },
);

const some = fc.record({
  style: fc.constantFrom('process' as const, 'consume' as const),
  maxConcurrentCalls: fc.integer({ min: 1, max: 3 }),
  concurrency: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
  maxMessages: fc.integer({ min: 1, max: 4 }),
  maxRetries: fc.nat(2),
  retries: fc.boolean(),
  deadLetters: fc.boolean(),
  onExhausted: fc.constantFrom('retry' as const, 'skip' as const),
  handlerTimeoutMs: fc.constantFrom(0, 25),
  delayMs: fc.constantFrom(0, 0, 30),
  maxAgeMs: fc.constantFrom(0, 0, 400),
});

function take(world: PolicyWorld, { kind, partition, nth }: { kind: string; partition: number; nth: number }): void {
  if (kind === 'deliver') world.deliver(partition, nth + 1);
  else if (kind === 'hold') world.hold(partition);
  else if (kind === 'release') world.release(partition);
  else if (kind === 'lose') world.lose(partition);
  else if (kind === 'resume') world.lifeOf(partition).resume();
  else if (kind === 'tick') jest.advanceTimersByTime(10 * nth + 1);
  else if (kind === 'answer') world.responses.splice(nth % (world.responses.length + 1), 1)[0]?.resolve();
  else if (kind === 'refuse') world.responses.splice(nth % (world.responses.length + 1), 1)[0]?.reject();
  else {
    const here = world.waiting.filter(({ invocation }) => invocation.life.partition === partition);
    const waiting = here[nth % (here.length + 1)];
    if (waiting === undefined) return;
    world.waiting.splice(world.waiting.indexOf(waiting), 1);
    waiting.instruct(kind as Instruction, nth);
  }
}

const cases: [string, Pick<Rules, 'orderedBy' | 'transactional'>][] = [
  ['ordered by partition', { orderedBy: 'partition', transactional: false }],
  ['ordered by key', { orderedBy: 'key', transactional: false }],
  ['transactional', { orderedBy: 'partition', transactional: true }],
];

describe.each(cases)('lanes %s', (_name, kind) => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('lose nothing, keep order and bounds, and forward in order and once, under any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.tuple(log, log), steps, async (given, logs, plan) => {
        jest.setSystemTime(beganAt);
        const maxConcurrentCalls = kind.orderedBy === 'key' ? given.maxConcurrentCalls : 1;
        const world = new PolicyWorld({ ...given, ...kind, maxConcurrentCalls }, logs);
        for (const step of plan) {
          take(world, step);
          await turns();
          world.check();
          expect(world.problems).toEqual([]);
        }
        await world.calmDown(mostRounds, () => jest.advanceTimersByTime(50));
        expect(world.problems).toEqual([]);
        for (const partition of partitions) {
          const lost = (logs[partition] ?? []).filter(({ offset }) => !world.finished.has(`${partition}@${offset}`));
          expect(lost).toEqual([]);
          world.checkCounters(partition);
          expect(world.reached(partition)).toBe(world.endOf(partition));
        }
        const { concurrency } = world.rules;
        const slots = concurrency === Number.POSITIVE_INFINITY ? 0 : concurrency;
        const free = Array.from({ length: slots }, () => world.limiter.take({ wake: () => {} }));
        expect(free.every((taken) => taken)).toBe(true);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);
});
