import { describe, expect, it } from '@jest/globals';
import { accountFor, allFailed } from '../../src/producing/partition-results.js';

const batches = [0, 1].map((partition) => ({ topic: 'users', partition, records: [] }));
const answered = (partition: number, baseOffset: string, errorCode = 0) => ({
  topicName: 'users',
  partition,
  errorCode,
  baseOffset,
});

describe('accounting for a request', () => {
  it('takes offsets from the answer, in the order of the request', () => {
    expect(accountFor(batches, [answered(1, '7'), answered(0, '0')], -1)).toEqual([
      { topic: 'users', partition: 0, ok: true, baseOffset: 0 },
      { topic: 'users', partition: 1, ok: true, baseOffset: 7 },
    ]);
  });

  it('takes a partition that the answer does not name for undelivered, and worth sending again', () => {
    const [first, second] = accountFor(batches, [answered(0, '3')], -1);
    expect(first).toMatchObject({ ok: true });
    expect(second).toMatchObject({ ok: false, retriable: true, error: { code: 'KFW_DELIVERY_UNCONFIRMED' } });
  });

  it('takes a partition that the answer names with an error for undelivered', () => {
    expect(accountFor(batches, [answered(0, '3', 6), answered(1, '4')], -1).map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('knows no offsets without acknowledgements', () => {
    expect(accountFor(batches, [], 0)).toEqual([
      { topic: 'users', partition: 0, ok: true, baseOffset: -1 },
      { topic: 'users', partition: 1, ok: true, baseOffset: -1 },
    ]);
  });

  it('names each partition of a request that failed as a whole', () => {
    const cause = new Error('cause');
    const failed = allFailed(batches, { reason: 'too large', cause, retriable: false });
    expect(failed).toMatchObject([
      { partition: 0, ok: false, retriable: false, error: { code: 'KFW_PARTITION_UNDELIVERED', cause } },
      { partition: 1, ok: false, retriable: false, error: { message: 'Delivery to users[1] failed: too large.' } },
    ]);
  });
});
