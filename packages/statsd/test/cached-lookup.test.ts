import { describe, expect, it } from '@jest/globals';
import { cachedLookup, type Lookup } from '../src/cached-lookup.js';

/** Look-ups that the test answers. */
function manual() {
  const asked: { name: string; family: unknown; answer: Parameters<Lookup>[2] }[] = [];
  const clock = { now: 0 };
  const lookup = cachedLookup(
    (name, options, answer) => asked.push({ name, family: (options as { family: number }).family, answer }),
    () => clock.now,
  );
  const results: string[] = [];
  const ask = (name = 'agent') =>
    lookup(name, 4, (error, address, family) => results.push(error ? `${error.message}` : `${address}/${family}`));
  return { asked, clock, ask, results };
}

describe('cachedLookup', () => {
  it('asks once a minute, and once for all that ask meanwhile', () => {
    const { asked, clock, ask, results } = manual();
    ask();
    ask();
    expect(asked).toEqual([{ name: 'agent', family: 4, answer: expect.any(Function) }]);
    asked[0]?.answer(null, '10.0.0.7', 4);
    ask();
    clock.now = 59_999;
    ask();
    expect(results).toEqual(Array(4).fill('10.0.0.7/4'));
    clock.now = 60_000;
    ask();
    expect(asked).toHaveLength(2);
  });

  it('does not ask again at once for a name that does not exist', () => {
    const { asked, clock, ask, results } = manual();
    ask();
    asked[0]?.answer(new Error('ENOTFOUND'), '', 4);
    ask();
    expect(asked).toHaveLength(1);
    expect(results).toEqual(['ENOTFOUND', 'ENOTFOUND']);
    clock.now = 5_000;
    ask();
    asked[1]?.answer(null, '10.0.0.8', 4);
    expect(results.at(-1)).toBe('10.0.0.8/4');
  });

  it('keeps the last address while a name cannot be looked up', () => {
    const { asked, clock, ask, results } = manual();
    ask();
    asked[0]?.answer(null, '10.0.0.7', 4);
    clock.now = 60_000;
    ask();
    asked[1]?.answer(new Error('ETIMEOUT'), '', 4);
    ask();
    expect(results).toEqual(Array(3).fill('10.0.0.7/4'));
  });

  it('takes an address as it is, at once', () => {
    const { asked, ask, results } = manual();
    ask('127.0.0.1');
    expect(asked).toEqual([]);
    expect(results).toEqual(['127.0.0.1/4']);
  });
});
