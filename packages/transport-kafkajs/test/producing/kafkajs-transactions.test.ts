import { describe, expect, it } from '@jest/globals';
import { type KfwError, Monitor } from '@kfw/core';
import type { Kafka } from 'kafkajs';
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import type { Clients } from '../../src/client/clients.js';
import { redactionOf } from '../../src/client/redaction.js';
import { KafkajsTransactions } from '../../src/producing/kafkajs-transactions.js';

const invalidProducerEpoch = 47;
const unreachable = new Error('unreachable');

function transactionsOver(producer: object): KafkajsTransactions {
  const clients: Clients = {
    monitor: new Monitor(),
    redaction: redactionOf([]),
    client: () =>
      ({ producer: () => ({ async connect() {}, async disconnect() {}, ...producer }) }) as unknown as Kafka,
    probe: () => ({}) as Kafka,
    connectionFailure: (thrown) => ({ code: 'KFW_BROKER_UNREACHABLE', cause: thrown }) as unknown as KfwError,
    reason: ({ message }) => message,
  };
  return new KafkajsTransactions(clients, { groupOffsets: async () => [] });
}

const batches = [0, 1].map((partition) => ({ topic: 'users', partition, records: [] }));

describe('a transaction', () => {
  it('fails when a partition is missing from the answer to what it sent', async () => {
    const transactions = transactionsOver({
      transaction: async () => ({
        sendBatch: async () => [{ topicName: 'users', partition: 0, errorCode: 0, baseOffset: '0' }],
      }),
    });
    const transaction = await transactions.begin('id');
    await expect(transaction.send(batches)).rejects.toMatchObject({
      code: 'KFW_TRANSACTION_FAILED',
      cause: { code: 'KFW_DELIVERY_UNCONFIRMED' },
    });
  });

  it('says that its id is in use by another when it begins', async () => {
    const fenced = async () => {
      throw createErrorFromCode(invalidProducerEpoch);
    };
    for (const producer of [{ transaction: fenced }, { connect: fenced }])
      await expect(transactionsOver(producer).begin('id')).rejects.toMatchObject({
        code: 'KFW_TRANSACTION_FAILED',
        cause: { type: 'INVALID_PRODUCER_EPOCH' },
      });
  });

  it('says that the cluster cannot be reached when it begins', async () => {
    const connect = async () => {
      throw unreachable;
    };
    await expect(transactionsOver({ connect }).begin('id')).rejects.toMatchObject({ code: 'KFW_BROKER_UNREACHABLE' });
  });
});
