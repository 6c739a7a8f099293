import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FloodSampler, type Repetition } from '../../../src/listeners/flooding/flood-sampler.js';

interface Written extends Partial<Repetition> {
  readonly line: number;
}

describe('a flood of the same event', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    for (const sampler of made.splice(0)) sampler.flush();
    jest.useRealTimers();
  });
  const made: FloodSampler[] = [];

  function sampled(intervalMs = 10_000) {
    const sampler = new FloodSampler(intervalMs);
    made.push(sampler);
    const written: Written[] = [];
    let line = 0;
    const pass = (kind = 'a', name = 'x.failed') => {
      line += 1;
      const own = line;
      sampler.pass(name, kind, (repetition) => written.push({ line: own, ...repetition }));
    };
    return { sampler, written, pass };
  }

  const sumOf = (written: readonly Written[]) => written.reduce((sum, { repeated = 1 }) => sum + repeated, 0);

  it('is one line at once, then counts at the end of windows that grow to the interval', () => {
    const { written, pass } = sampled(4_000);
    for (let ms = 0; ms < 12_000; ms += 10) {
      pass();
      jest.advanceTimersByTime(10);
    }
    expect(written[0]).toEqual({ line: 1 });
    const times = written.slice(1).map(({ repeatedForMs }) => repeatedForMs);
    expect(times).toEqual([1_000, 2_000, 4_000, 4_000]);
    jest.advanceTimersByTime(4_000);
    expect(sumOf(written)).toBe(1_200);
  });

  it('shows the last of those that it counts', () => {
    const { written, pass } = sampled();
    for (let count = 0; count < 5; count += 1) pass();
    jest.advanceTimersByTime(1_000);
    expect(written).toEqual([{ line: 1 }, { line: 5, repeated: 4, repeatedForMs: 1_000 }]);
  });

  it('is not a failure that is repeated each few seconds: that has all its lines', () => {
    const { written, pass } = sampled();
    for (const pauseMs of [1_000, 2_000, 4_000, 8_000]) {
      pass();
      jest.advanceTimersByTime(pauseMs);
    }
    expect(written).toEqual([{ line: 1 }, { line: 2 }, { line: 3 }, { line: 4 }]);
  });

  it('writes a single repetition as its own line', () => {
    const { written, pass } = sampled();
    pass();
    pass();
    jest.advanceTimersByTime(1_000);
    expect(written).toEqual([{ line: 1 }, { line: 2 }]);
  });

  it('is counted apart from those of other kinds', () => {
    const { written, pass } = sampled();
    for (const kind of ['a', 'b', 'a', 'b', 'b', 'b']) pass(kind);
    jest.advanceTimersByTime(1_000);
    expect(written.map(({ repeated }) => repeated)).toEqual([undefined, undefined, undefined, 3]);
  });

  it('is over after a window without one: the next is a line at once', () => {
    const { written, pass } = sampled();
    for (let count = 0; count < 9; count += 1) pass();
    jest.advanceTimersByTime(30_000);
    expect(jest.getTimerCount()).toBe(0);
    pass();
    expect(written.at(-1)).toEqual({ line: 10 });
  });

  it('is written when the process ends, and no count is lost', () => {
    const { sampler, written, pass } = sampled();
    const before = process.listenerCount('exit');
    for (let count = 0; count < 9; count += 1) pass();
    expect(process.listenerCount('exit')).toBe(before + 1);
    sampler.flush();
    expect(sumOf(written)).toBe(9);
    expect(process.listenerCount('exit')).toBe(before);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is counted with the others of its event beyond 1,000 kinds', () => {
    const { written, pass } = sampled();
    for (let kind = 0; kind < 5_000; kind += 1) pass(String(kind));
    jest.advanceTimersByTime(1_000);
    expect(written).toHaveLength(1_002);
    expect(sumOf(written)).toBe(5_000);
  });
});
