import { describe, expect, it } from '@jest/globals';
import { KeyedTally } from '../../src/records/keyed-tally.js';
import { partitionOf, recordOf } from '../../src/records/numbered-records.js';
import { keyCount, keyNumberOf } from '../../src/records/record-keys.js';

const total = 60_000;

/** The first two records of a key, and one of another key of the same partition. */
const first = 0;
const second = numbersOf(keyNumberOf(first))[1] ?? Number.NaN;
const other = 6;

function numbersOf(key: number): number[] {
  return Array.from({ length: total }, (_, number) => number).filter((number) => keyNumberOf(number) === key);
}

/** One call of a handler takes these. */
function begin(tally: KeyedTally, ...numbers: readonly number[]): number[] {
  const call = tally.call();
  return numbers.map((number) => tally.begin(call, partitionOf(number), recordOf(number)));
}

function handle(tally: KeyedTally, ...numbers: readonly number[]): void {
  for (const number of begin(tally, ...numbers)) tally.end(number);
}

describe('the tally of keys', () => {
  it('finishes when every record was handled, whatever keys are handled concurrently', async () => {
    const tally = new KeyedTally(total);
    const byKey = Array.from({ length: keyCount }, (): number[] => []);
    for (let number = 0; number < total; number++) byKey[keyNumberOf(number)]?.push(number);
    for (const numbers of byKey.toReversed()) for (const number of numbers) handle(tally, number);
    await expect(tally.finished).resolves.toBeGreaterThanOrEqual(0);
    expect(tally.mostAtOnce).toBe(1);
  });

  it('allows several records of a key in a batch, and counts concurrently handled records', async () => {
    const tally = new KeyedTally(total);
    const numbers = begin(tally, first, second);
    const others = begin(tally, other);
    expect(tally.mostAtOnce).toBe(3);
    for (const number of [...numbers, ...others]) tally.end(number);
    tally.fail(new Error('no fault before this one'));
    await expect(tally.finished).rejects.toThrow('no fault before this one');
  });

  it('fails when a key is handled twice at once', async () => {
    const tally = new KeyedTally(total);
    begin(tally, first);
    begin(tally, second);
    await expect(tally.finished).rejects.toMatchObject({
      code: 'KFW_BENCH_RECORD_WRONG',
      message: expect.stringContaining('to wait until the record before is done'),
    });
  });

  it('fails when a record overtakes one of its key', async () => {
    const tally = new KeyedTally(total);
    handle(tally, second);
    await expect(tally.finished).rejects.toMatchObject({ code: 'KFW_BENCH_RECORD_WRONG' });
  });

  it('fails when a record is handled again', async () => {
    const tally = new KeyedTally(total);
    for (const number of [first, first]) handle(tally, number);
    await expect(tally.finished).rejects.toMatchObject({ code: 'KFW_BENCH_RECORD_WRONG' });
  });

  it('reports an invalid record, or one of another partition, as an error', async () => {
    for (const [partition, value] of [
      [0, null],
      [0, Buffer.alloc(3)],
      [1, recordOf(first)],
    ] as const) {
      const tally = new KeyedTally(total);
      tally.begin(tally.call(), partition, value);
      await expect(tally.finished).rejects.toMatchObject({ code: 'KFW_BENCH_RECORD_WRONG' });
    }
  });
});
