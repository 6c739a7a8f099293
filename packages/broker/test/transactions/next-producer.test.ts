/** The next producer of a transactional id when its epochs are used up, and reading older journals. */
import { expect, it } from '@jest/globals';
import { Writer } from '../../src/protocol/writer.js';
import { matchesProducer, nextProducer } from '../../src/transactions/next-producer.js';
import { noParticipants, type Transaction } from '../../src/transactions/transaction.js';
import { transactionChanges } from '../../src/transactions/transaction-change.js';

const last = 2 ** 15 - 2;
const transaction: Transaction = {
  ...noParticipants,
  transactionalId: 'payments',
  producerId: 7,
  epoch: 3,
  previous: undefined,
  timeoutMs: 1_000,
  state: 'Empty',
  startedAt: -1,
  changedAt: 5,
};
const newId = () => 8;
const next = (known: Partial<Transaction>, asking?: { producerId: number; epoch: number }) =>
  nextProducer({ ...transaction, ...known }, asking, newId);

it('gets another producer id when its epochs are used up, and the same when it retries', () => {
  expect(next({ epoch: last - 1 })).toEqual({ producerId: 7, epoch: last, previous: undefined });
  expect(next({ epoch: last })).toEqual({ producerId: 8, epoch: 0, previous: undefined });
  const asking = { producerId: 7, epoch: last };
  const rotated = next({ epoch: last }, asking);
  expect(rotated).toEqual({ producerId: 8, epoch: 0, previous: asking });
  const known = { ...transaction, ...rotated };
  expect(matchesProducer(known, asking)).toBe(true);
  expect(next(known, asking)).toEqual(rotated);
  expect(matchesProducer(known, { producerId: 7, epoch: last - 1 })).toBe(false);
});

it('never gets the epoch that is reserved for fencing', () => {
  const former = { producerId: 7, epoch: last };
  expect(next({ epoch: last + 1, previous: former }, former)).toMatchObject({ producerId: 8, epoch: 0 });
  expect(next({ epoch: last + 1, previous: former })).toMatchObject({ producerId: 8, epoch: 0 });
});

it('is stored in the journal, and read from an older one', () => {
  const kept = { ...transaction, previous: { producerId: 7, epoch: 2 } };
  const changes = [
    { kind: 'keep', transaction: kept } as const,
    { kind: 'forget', transactionalId: 'refunds' } as const,
    { kind: 'keep', transaction } as const,
  ];
  expect(transactionChanges.decode(transactionChanges.encode(changes))).toEqual(changes);
  const old = new Writer().int32(1).int8(0).string('payments').int64(7).int16(3).int32(1_000).int8(0);
  old.int32(0).int32(0).int64(-1).int64(5);
  const content = Buffer.concat(old.frame()).subarray(4);
  expect(transactionChanges.decode(content)).toEqual([{ kind: 'keep', transaction }]);
});
