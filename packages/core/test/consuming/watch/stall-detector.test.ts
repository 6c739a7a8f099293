import { describe, expect, it } from '@jest/globals';
import type { LaneProgress, LoopProgress } from '../../../src/consuming/group/loop-progress.js';
import { StallDetector, type Stalls } from '../../../src/consuming/watch/stall-detector.js';

const stallTimeoutMs = 1_000;
const everyMs = 100;

type Over = Partial<Omit<LaneProgress, 'status'>> & { readonly status?: Partial<LaneProgress['status']> };

function lane(over: Over = {}): LaneProgress {
  return {
    callback: undefined,
    frontier: 5,
    position: 5,
    isBehind: true,
    lag: 3,
    ...over,
    status: {
      group: 'shop',
      topic: 'users',
      partition: 0,
      consumer: 'Users',
      state: 'idle',
      runningMs: undefined,
      retryInMs: undefined,
      resumesInMs: undefined,
      dueInMs: undefined,
      backlogMessages: 3,
      backlogBytes: 300,
      unmarked: undefined,
      lag: 3,
      ...over.status,
    },
  };
}

/** A detector that checks ten times a second. */
class Watched {
  readonly #watch = new StallDetector(stallTimeoutMs, everyMs, 0);
  #now = 0;

  /** The stalls after `ms`, with `at` called for each check. */
  after(ms: number, at: (now: number) => Partial<LoopProgress>): Stalls {
    const end = this.#now + ms;
    let stalls: Stalls = { partitions: [], pollingMs: undefined };
    while (this.#now < end) {
      this.#now += everyMs;
      stalls = this.look(at(this.#now));
    }
    return stalls;
  }

  look(progress: Partial<LoopProgress>): Stalls {
    return this.#watch.check({ isMember: true, polledAt: undefined, lanes: [], ...progress }, this.#now);
  }

  /** No check for `ms`. */
  pass(ms: number): void {
    this.#now += ms;
  }

  forget(): void {
    this.#watch.reset();
  }
}

const running = (runningMs: number) => lane({ status: { state: 'running', runningMs } });
const none: Stalls = { partitions: [], pollingMs: undefined };

describe('a partition', () => {
  it('stalls when it has something to do and does not move', () => {
    const watched = new Watched();
    expect(watched.after(1_000, () => ({ lanes: [lane()] }))).toEqual(none);
    expect(watched.after(100, () => ({ lanes: [lane()] })).partitions).toEqual([
      {
        group: 'shop',
        topic: 'users',
        partition: 0,
        consumer: 'Users',
        offset: 5,
        state: 'idle',
        callback: undefined,
        runningMs: undefined,
        lag: 3,
        stalledForMs: 1_000,
      },
    ]);
  });

  it('stalls when its handler runs for too long, also at the last message', () => {
    const watched = new Watched();
    const { partitions } = watched.after(1_200, (now) => ({
      lanes: [lane({ isBehind: false, status: { state: 'running', runningMs: now } })],
    }));
    expect(partitions).toMatchObject([{ state: 'running', runningMs: 1_200 }]);
  });

  it.each([
    ['has nothing to do', () => lane({ isBehind: false })],
    ['is paused', () => lane({ status: { state: 'paused' } })],
    ['backs off', () => lane({ status: { state: 'backing off' } })],
    ['is held', () => lane({ status: { state: 'held' } })],
    ['waits for delayed messages', () => lane({ status: { dueInMs: 600_000 } })],
    ['advances its frontier', (now: number) => lane({ frontier: now })],
    ['is given later messages', (now: number) => lane({ position: now })],
    ['has its handler called again and again', (now: number) => running(now % 500)],
    // The longest of concurrent calls counts: it began before the last check, and yet it is another call.
    ['has one call end among many', (now: number) => running(300 + (now % 600))],
  ])('does not stall when it %s', (_what, at: (now: number) => LaneProgress) => {
    expect(new Watched().after(10_000, (now) => ({ lanes: [at(now)] }))).toEqual(none);
  });

  it('counts from the end of an intended pause', () => {
    const watched = new Watched();
    watched.after(5_000, () => ({ lanes: [lane({ status: { state: 'paused' } })] }));
    expect(watched.after(900, () => ({ lanes: [lane()] }))).toEqual(none);
    expect(watched.after(100, () => ({ lanes: [lane()] })).partitions).toHaveLength(1);
  });

  it('does not stall because no check ran: the process was suspended, or its loop blocked', () => {
    const watched = new Watched();
    watched.after(500, () => ({ lanes: [lane()] }));
    watched.pass(3_600_000);
    expect(watched.look({ lanes: [lane()] })).toEqual(none);
    expect(watched.after(500, () => ({ lanes: [lane()] })).partitions).toHaveLength(1);
  });

  it('starts over when it is assigned again, and after a reset', () => {
    const watched = new Watched();
    watched.after(900, () => ({ lanes: [lane()] }));
    watched.after(100, () => ({}));
    expect(watched.after(900, () => ({ lanes: [lane()] }))).toEqual(none);
    watched.forget();
    expect(watched.after(900, () => ({ lanes: [lane()] }))).toEqual(none);
  });

  it('is observed separately from other partitions', () => {
    const { partitions } = new Watched().after(2_000, (now) => ({
      lanes: [lane({ frontier: now }), lane({ status: { partition: 1 } })],
    }));
    expect(partitions.map(({ partition }) => partition)).toEqual([1]);
  });
});

describe('a source', () => {
  it('stalls when it no longer polls', () => {
    const watched = new Watched();
    expect(watched.after(5_000, (now) => ({ polledAt: now }))).toEqual(none);
    expect(watched.after(900, () => ({ polledAt: 5_000 })).pollingMs).toBeUndefined();
    expect(watched.after(100, () => ({ polledAt: 5_000 })).pollingMs).toBe(1_000);
    expect(watched.after(100, (now) => ({ polledAt: now })).pollingMs).toBeUndefined();
  });

  it('is not watched when it does not report its polls', () => {
    expect(new Watched().after(5_000, () => ({})).pollingMs).toBeUndefined();
  });
});
