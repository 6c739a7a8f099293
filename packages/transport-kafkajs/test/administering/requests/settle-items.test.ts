import { describe, expect, it } from '@jest/globals';
import { type Outcomes, settleByBroker, settleItems } from '../../../src/administering/requests/settle-items.js';
import { createErrorFromCode } from '../../../src/kafkajs/kafkajs-errors.js';

const unknownTopic = createErrorFromCode(3);
const notLeader = createErrorFromCode(6);
const invalid = createErrorFromCode(40);

/** Settles items with one answer after another; the last one stays. An error is thrown. */
async function settle(
  items: readonly string[],
  answers: readonly (Record<string, number | Error> | Error)[],
  options: { retryForMs?: number; unknownTopicRetryMs?: number; signal?: AbortSignal } = {},
): Promise<{ outcomes: Outcomes<number>; asked: (readonly string[])[] }> {
  const asked: (readonly string[])[] = [];
  const outcomes = await settleItems<string, number>(items, {
    keyOf: (item) => item,
    async attempt(pending) {
      asked.push(pending);
      const answer = answers[Math.min(asked.length, answers.length) - 1] ?? {};
      if (answer instanceof Error) throw answer;
      return new Map(Object.entries(answer));
    },
    retryForMs: 30_000,
    unknownTopicRetryMs: 0,
    signal: new AbortController().signal,
    ...options,
  });
  return { outcomes, asked };
}

describe('items', () => {
  it('are requested once where each has a value or a final error', async () => {
    const { outcomes, asked } = await settle(['a', 'b', 'a'], [{ a: 1, b: invalid }]);
    expect(asked).toEqual([['a', 'b']]);
    expect([...outcomes]).toEqual([
      ['a', 1],
      ['b', invalid],
    ]);
  });

  it('are requested again, without the settled ones, while a retry may help', async () => {
    const { outcomes, asked } = await settle(
      ['a', 'b', 'c'],
      [{ a: 1, b: notLeader, c: notLeader }, { b: 2, c: notLeader }, { c: 3 }],
    );
    expect(asked).toEqual([['a', 'b', 'c'], ['b', 'c'], ['c']]);
    expect([...outcomes.values()]).toEqual([1, 2, 3]);
  });

  it('have the error of the attempt that failed as a whole, if it stays', async () => {
    const hung = Object.assign(new Error('no answer'), { retriable: true });
    const { outcomes, asked } = await settle(['a', 'b'], [hung, { a: 1, b: 2 }]);
    expect([asked.length, ...outcomes.values()]).toEqual([2, 1, 2]);
    const broken = new Error('broken');
    expect([...(await settle(['a', 'b'], [broken])).outcomes.values()]).toEqual([broken, broken]);
  });

  it('have an error where the response does not mention them', async () => {
    const { outcomes } = await settle(['a', 'b'], [{ a: 1 }]);
    expect(outcomes.get('b')).toMatchObject({ message: 'the response of the broker does not mention it' });
  });

  it('have their last error when the time is over, or when nobody waits any more', async () => {
    const late = await settle(['a'], [{ a: notLeader }], { retryForMs: 0 });
    expect([late.asked.length, late.outcomes.get('a')]).toEqual([1, notLeader]);
    const aborted = await settle(['a'], [{ a: notLeader }], { signal: AbortSignal.abort() });
    expect([aborted.asked.length, aborted.outcomes.get('a')]).toEqual([1, notLeader]);
  });

  it('of an unknown topic are requested again only where another broker may know more', async () => {
    const alone = await settle(['a'], [{ a: unknownTopic }, { a: 1 }]);
    expect([alone.asked.length, alone.outcomes.get('a')]).toEqual([1, unknownTopic]);
    const several = await settle(['a'], [{ a: unknownTopic }, { a: 1 }], { unknownTopicRetryMs: 30_000 });
    expect([several.asked.length, several.outcomes.get('a')]).toEqual([2, 1]);
  });
});

describe('a request for each broker', () => {
  it('fails for the items of that broker alone', async () => {
    const byBroker = new Map([
      [1, ['a', 'b']],
      [2, ['c']],
    ]);
    const down = new Error('down');
    const outcomes = await settleByBroker(
      byBroker,
      (item) => item,
      async (nodeId, items) => {
        if (nodeId === 1) throw down;
        return new Map(items.map((item) => [item, nodeId]));
      },
    );
    expect(Object.fromEntries(outcomes)).toEqual({ a: down, b: down, c: 2 });
  });
});
