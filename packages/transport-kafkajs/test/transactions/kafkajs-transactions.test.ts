/** What a transaction asks of its coordinators, in which order, and what it makes of their answers. */
import { describe, expect, it } from '@jest/globals';
import type { PartitionBatch, PartitionResult } from '@kfw/core';
import { redactionOf } from '../../src/client/redaction.js';
import type { Connection } from '../../src/kafkajs/internals.js';
import { createErrorFromCode } from '../../src/kafkajs/kafkajs-errors.js';
import type { Coordinator } from '../../src/metadata/coordinators.js';
import { KafkajsTransactions } from '../../src/transactions/kafkajs-transactions.js';
import type { TransactionContext } from '../../src/transactions/transaction-context.js';

const codes = { invalidTxnState: 48, invalidProducerEpoch: 47, concurrentTransactions: 51, notCoordinator: 16 };
const noAnswer = Object.assign(new Error('the connection was closed'), { retriable: true });

/** Coordinators that note what they are asked, and fail with what a test lists, request by request. */
function transactionsOver(failures: Record<string, (Error | number)[]> = {}) {
  const asked: string[] = [];
  let epoch = -1;
  const answer = async (name: string, detail = ''): Promise<unknown> => {
    asked.push(`${name}${detail}`);
    const failure = failures[name]?.shift();
    if (failure !== undefined) throw typeof failure === 'number' ? createErrorFromCode(failure) : failure;
    return undefined;
  };
  const broker = {
    lookupRequest: (_key: number, { protocol }: { protocol(options: { version: number }): unknown }) =>
      protocol({ version: 1 }),
    async initProducerId() {
      await answer('init');
      epoch += 1;
      return { producerId: '7', producerEpoch: epoch };
    },
    addPartitionsToTxn: ({ producerEpoch }: { producerEpoch: number }) => answer('add', ` ${producerEpoch}`),
    addOffsetsToTxn: () => answer('add group'),
    txnOffsetCommit: () => answer('offsets'),
    endTxn: ({ transactionResult }: { transactionResult: boolean }) => answer(transactionResult ? 'commit' : 'abort'),
    connectionPool: { pool: [] },
  };
  const clients = {
    redaction: redactionOf([]),
    reason: ({ message }: Error) => message,
    connectionFailure: (thrown: unknown) => Object.assign(new Error('unreachable'), { cause: thrown }) as never,
    requestTimeoutMs: 1_000,
  };
  const context: TransactionContext = {
    clients,
    brokers: { connectionTo: () => Promise.reject(noAnswer) },
    coordinators: {
      request: (_of, ask) => ask({ broker, connection: {} as Connection } as unknown as Coordinator),
    },
    topics: {
      ready: () => undefined,
      leaderOf: () => undefined,
      missingLeader: () => createErrorFromCode(3),
      leaderMoved: () => undefined,
    },
    coordinatorTimeoutMs: 1_000,
    retry: { retryForMs: 50, signal: new AbortController().signal },
  };
  const transactions = new KafkajsTransactions(clients, () => ({ ...context, disconnect: async () => undefined }));
  return { transactions, asked };
}

const consumed = { group: 'g', offsets: [{ topic: 'in', partition: 0, offset: 7 }] };

describe('transactions', () => {
  it('of one id share a producer, with a new epoch only after a failure', async () => {
    const { transactions, asked } = transactionsOver();
    for (let count = 0; count < 2; count += 1) {
      const transaction = await transactions.begin('id');
      await transaction.sendOffsets(consumed);
      await transaction.commit();
    }
    const run = ['add group', 'offsets', 'commit'];
    expect(asked).toEqual(['init', ...run, ...run]);
  });

  it('without a batch end without a request', async () => {
    const { transactions, asked } = transactionsOver();
    await (await transactions.begin('id')).commit();
    await (await transactions.begin('id')).abort();
    expect(asked).toEqual(['init']);
  });

  it.each([codes.concurrentTransactions, codes.notCoordinator, 14, 15])(
    'retry after error %d, and continue in the same epoch',
    async (code) => {
      const failures = { init: [code], 'add group': [code], offsets: [code], commit: [code] };
      const { transactions, asked } = transactionsOver(failures);
      const transaction = await transactions.begin('id');
      await transaction.sendOffsets(consumed);
      await transaction.commit();
      await transactions.begin('id');
      const twice = ['init', 'add group', 'offsets', 'commit'].flatMap((name) => [name, name]);
      expect(asked).toEqual(twice);
    },
  );

  it.each(['add group', 'offsets', 'commit'])(
    'retry when %s has no response, and then begin in a new epoch: the first request may still arrive',
    async (request) => {
      const { transactions, asked } = transactionsOver({ [request]: [noAnswer] });
      const transaction = await transactions.begin('id');
      await transaction.sendOffsets(consumed);
      await transaction.commit();
      expect(asked.filter((name) => name === request)).toHaveLength(2);
      await transactions.begin('id');
      expect(asked.at(-1)).toBe('init');
    },
  );

  it('are not committed when they are fenced, unless an attempt had no response', async () => {
    const fenced = codes.invalidProducerEpoch;
    for (const [failures, code] of [
      [[fenced], 'KFW_TRANSACTION_FENCED'],
      [[noAnswer, fenced], 'KFW_TRANSACTION_FAILED'],
    ] as const) {
      const { transactions } = transactionsOver({ commit: [...failures] });
      const transaction = await transactions.begin('id');
      await transaction.sendOffsets(consumed);
      await expect(transaction.commit()).rejects.toMatchObject({ code });
    }
  });

  it('that were fenced can begin again, except for ids that `fence` took over', async () => {
    const { transactions } = transactionsOver({ commit: [codes.invalidProducerEpoch, codes.invalidProducerEpoch] });
    for (const take of [async () => undefined, () => transactions.fence('id')]) {
      await take();
      const transaction = await transactions.begin('id');
      await transaction.sendOffsets(consumed);
      await expect(transaction.commit()).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FENCED' });
    }
    await expect(transactions.begin('id')).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FENCED' });
    await transactions.fence('id');
    await transactions.begin('id');
  });

  it('have nothing to abort when their beginning was rejected, or never arrived', async () => {
    const refused = transactionsOver({ 'add group': [29] });
    const first = await refused.transactions.begin('id');
    await expect(first.sendOffsets(consumed)).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FAILED' });
    await first.abort();
    expect(refused.asked).toEqual(['init', 'add group']);

    const lost = transactionsOver({ 'add group': Array(20).fill(noAnswer), abort: [codes.invalidTxnState] });
    const second = await lost.transactions.begin('id');
    await expect(second.sendOffsets(consumed)).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FAILED' });
    await second.abort();
    expect(lost.asked.at(-1)).toBe('abort');
  });

  it('report that the cluster cannot be reached, or why it rejects the id', async () => {
    const unreachable = new Error('no broker');
    await expect(transactionsOver({ init: [unreachable] }).transactions.begin('id')).rejects.toMatchObject({
      message: 'unreachable',
      cause: unreachable,
    });
    await expect(transactionsOver({ init: [53] }).transactions.fence('id')).rejects.toMatchObject({
      code: 'KFW_TRANSACTION_FAILED',
      message: expect.stringContaining('failed at fence'),
    });
  });

  it('retry a batch without a leader while that may help, and then report it', async () => {
    const { transactions, asked } = transactionsOver();
    const transaction = await transactions.begin('id');
    const batch: PartitionBatch = { topic: 'users', partition: 0, records: [] };
    const sent: Promise<readonly PartitionResult[]> = transaction.send([batch]);
    await expect(sent).rejects.toMatchObject({
      code: 'KFW_TRANSACTION_FAILED',
      cause: { code: 'KFW_PARTITION_UNDELIVERED' },
    });
    await transaction.abort();
    expect(asked).toEqual(['init', 'add 0', 'abort']);
  });
});
