import { describe, expect, it } from '@jest/globals';
import { partitionOf, recordOf } from '../../src/records/numbered-records.js';
import { Tally } from '../../src/records/tally.js';

/** Passes records on by their numbers. */
function tallied(total: number, numbers: readonly number[]): Promise<number> {
  const tally = new Tally(total);
  for (const number of numbers) tally.handle(partitionOf(number), recordOf(number));
  return tally.finished;
}

describe('the tally', () => {
  it('finishes when every record was handled, however the partitions take turns', async () => {
    await expect(tallied(14, [5, 11, 0, 6, 12, 1, 7, 13, 2, 3, 9, 8, 4, 10])).resolves.toBeGreaterThanOrEqual(0);
  });

  it('fails when a record is handled again', async () => {
    await expect(tallied(8, [0, 1, 1])).rejects.toMatchObject({
      code: 'KFW_BENCH_RECORD_WRONG',
      message: expect.stringContaining('partition 1: expected record 7, got record 1'),
    });
  });

  it('fails when a record was skipped', async () => {
    await expect(tallied(20, [0, 12])).rejects.toMatchObject({ code: 'KFW_BENCH_RECORD_WRONG' });
  });

  it('reports an invalid value as an error', async () => {
    for (const value of [null, Buffer.alloc(3), Buffer.from(recordOf(0).toString('utf8').slice(1))]) {
      const tally = new Tally(8);
      tally.handle(0, value);
      await expect(tally.finished).rejects.toMatchObject({ code: 'KFW_BENCH_RECORD_WRONG' });
    }
  });

  it('fails with the consumer', async () => {
    const tally = new Tally(8);
    tally.fail(new Error('expelled'));
    await expect(tally.finished).rejects.toThrow('expelled');
  });
});
