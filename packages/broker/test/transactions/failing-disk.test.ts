/** Ends that cannot be written at first: they are retried, and until then the transaction accepts no requests. */
import { describe, expect, it } from '@jest/globals';
import type { Transaction, TransactionPartition } from '../../src/transactions/transaction.js';
import { TransactionCoordinator } from '../../src/transactions/transaction-coordinator.js';
import { defaultTransactionOptions } from '../../src/transactions/transaction-options.js';
import { TransactionStore } from '../../src/transactions/transaction-store.js';
import { ManualClock } from '../groups/manual-clock.js';

const full = new Error('no space left on device');
const partition = (index: number): TransactionPartition => ({ topic: 'orders', topicId: 'id', partition: index });

const coordinator = () => {
  const clock = new ManualClock();
  const store = TransactionStore.inMemory();
  const happened: string[] = [];
  const errors: unknown[] = [];
  const failing = { mark: -1, settle: false, keep: false };
  const keep = store.save.bind(store);
  store.save = (transaction: Transaction) => {
    if (failing.keep) throw full;
    keep(transaction);
  };
  let nextId = 100;
  const transactions = new TransactionCoordinator({
    clock,
    store,
    options: defaultTransactionOptions,
    nextProducerId: () => nextId++,
    participants: {
      writeMarker({ partition: index }, { isCommit, producerEpoch }) {
        if (index === failing.mark) throw full;
        happened.push(`${isCommit ? 'commit' : 'abort'} ${index} in epoch ${producerEpoch}`);
      },
      isOpenIn: () => true,
      completeOffsets(_producerId, groups, isCommitted) {
        if (failing.settle) throw full;
        happened.push(`${isCommitted ? 'give' : 'drop'} ${[...groups].join()}`);
      },
    },
    onTimedOut: ({ transactionalId }) => happened.push(`${transactionalId} timed out`),
    onError: (error) => errors.push(error),
  });
  const { producerId, epoch } = transactions.begin('a', 60_000);
  const producer = { transactionalId: 'a', producerId, epoch };
  transactions.addPartitions(producer, [partition(0), partition(1)]);
  transactions.addGroup(producer, 'g');
  return { transactions, producer, clock, store, happened, errors, failing };
};

describe('a transaction whose end fails halfway', () => {
  it('is completed when the disk can be written again, each part once', () => {
    const { transactions, producer, clock, happened, errors, failing } = coordinator();
    failing.mark = 1;
    expect(transactions.end(producer, true)).toBe('NONE');
    expect(transactions.end(producer, true)).toBe('CONCURRENT_TRANSACTIONS');
    expect(transactions.end(producer, false)).toBe('INVALID_TXN_STATE');
    expect(transactions.addPartitions(producer, [partition(2)])).toBe('CONCURRENT_TRANSACTIONS');
    expect(transactions.mayProduce(producer, partition(0))).toBe('CONCURRENT_TRANSACTIONS');
    expect(transactions.begin('a', 60_000).error).toBe('CONCURRENT_TRANSACTIONS');
    failing.mark = -1;
    failing.settle = true;
    clock.advance(1_000);
    expect(transactions.end(producer, true)).toBe('CONCURRENT_TRANSACTIONS');
    failing.settle = false;
    clock.advance(1_000);
    expect(transactions.end(producer, true)).toBe('NONE');
    expect(happened).toEqual(['commit 0 in epoch 0', 'commit 1 in epoch 0', 'give g']);
    expect(errors).toEqual([full, full]);
  });

  it('that a new producer ends rejects that producer until then', () => {
    const { transactions, clock, happened, failing } = coordinator();
    failing.mark = 0;
    expect(transactions.begin('a', 60_000).error).toBe('CONCURRENT_TRANSACTIONS');
    failing.mark = -1;
    clock.advance(1_000);
    expect(transactions.begin('a', 60_000)).toMatchObject({ error: 'NONE', epoch: 2 });
    expect(happened).toEqual(['abort 0 in epoch 1', 'abort 1 in epoch 1', 'drop g']);
  });
});

describe('a change that cannot be stored', () => {
  it('has not happened: the client looks for the coordinator again', () => {
    const { transactions, producer, happened, failing } = coordinator();
    failing.keep = true;
    expect(transactions.end(producer, true)).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(transactions.addGroup(producer, 'h')).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(transactions.begin('b', 60_000).error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(happened).toEqual([]);
    failing.keep = false;
    expect(transactions.end(producer, true)).toBe('NONE');
  });

  it('is retried when it is a timeout', () => {
    const { clock, happened, failing } = coordinator();
    failing.keep = true;
    clock.advance(60_000);
    expect(happened).toEqual([]);
    failing.keep = false;
    clock.advance(1_000);
    expect(happened.at(-1)).toBe('a timed out');
  });
});

it('a transactional id that has used up its epochs gets another producer id', () => {
  const { transactions, producer, store } = coordinator();
  transactions.end(producer, true);
  const known = store.find('a') as Transaction;
  store.save({ ...known, epoch: 2 ** 15 - 3 });
  expect(transactions.begin('a', 60_000)).toMatchObject({ producerId: producer.producerId, epoch: 2 ** 15 - 2 });
  expect(transactions.begin('a', 60_000)).toMatchObject({ producerId: producer.producerId + 1, epoch: 0 });
  expect(transactions.end(producer, true)).toBe('INVALID_PRODUCER_ID_MAPPING');
});
