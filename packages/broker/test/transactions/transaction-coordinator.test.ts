/** The responses of the transaction coordinator, with Apache Kafka's codes. */
import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { commitAs } from './flexible-requests.js';
import { transactional } from './txn-client.js';
import { useTransactions } from './use-transactions.js';

const start = useTransactions();
const {
  NONE,
  INVALID_PRODUCER_EPOCH,
  INVALID_PRODUCER_ID_MAPPING,
  INVALID_REQUEST,
  INVALID_TRANSACTION_TIMEOUT,
  INVALID_TXN_STATE,
  OPERATION_NOT_ATTEMPTED,
  OUT_OF_ORDER_SEQUENCE_NUMBER,
  POLICY_VIOLATION,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
  UNKNOWN_TOPIC_OR_PARTITION,
} = errorCodes;

describe('a transactional id', () => {
  it('keeps its producer id, in a new epoch each time', async () => {
    const { client } = await start();
    const first = await client.begin();
    expect(first).toMatchObject({ code: NONE, epoch: 0 });
    expect(await client.begin()).toMatchObject({ producerId: first.producerId, epoch: 1 });
    expect((await client.begin('refunds')).producerId).not.toBe(first.producerId);
  });

  it('must have a timeout within the limits', async () => {
    const { client } = await start({ transactionMaxTimeoutMs: 5_000 });
    expect((await client.begin('a', 5_000)).code).toBe(NONE);
    for (const timeoutMs of [5_001, 0, -1]) {
      expect((await client.begin('a', timeoutMs)).code).toBe(INVALID_TRANSACTION_TIMEOUT);
    }
  });

  it('is rejected when there are too many, until unused ones expire', async () => {
    const options = { maxTransactionalIds: 1, transactionalIdExpirationMs: 3_600_000 };
    const { broker, client, connectAgain } = await start(options);
    const first = await client.begin('a');
    expect((await client.begin('b')).code).toBe(POLICY_VIOLATION);
    broker.clock.advance(2 * 3_600_000);
    const later = await connectAgain();
    expect((await later.begin('b')).code).toBe(NONE);
    expect(await later.addPartitions(first)).toEqual([INVALID_PRODUCER_ID_MAPPING]);
  });

  it('fences the previous producer, and aborts its open transaction', async () => {
    const { client } = await start();
    const first = await client.begin();
    await client.addPartitions(first);
    await client.produce(first);
    const second = await client.begin();
    // One epoch for the markers, one for the new producer: as in Kafka.
    expect(second.epoch).toBe(first.epoch + 2);
    expect(await client.addPartitions(first)).toEqual([INVALID_PRODUCER_EPOCH]);
    expect(await client.addOffsets(first, 'g')).toBe(INVALID_PRODUCER_EPOCH);
    expect(await client.commitOffsets(first, 'g', { 0: 1 })).toEqual([INVALID_PRODUCER_EPOCH]);
    expect((await client.produce(first, { baseSequence: 1 })).code).toBe(INVALID_PRODUCER_EPOCH);
    expect(await client.end(first, true)).toBe(INVALID_PRODUCER_EPOCH);
    expect(await client.fetch(0)).toMatchObject({
      stableOffset: 2,
      aborted: [{ producerId: first.producerId, firstOffset: 0 }],
    });
  });
});

describe('a transaction', () => {
  it('accepts existing partitions, all or none', async () => {
    const { client } = await start();
    const producer = await client.begin();
    expect(await client.addPartitions(producer, [0, 9])).toEqual([OPERATION_NOT_ATTEMPTED, UNKNOWN_TOPIC_OR_PARTITION]);
    expect(await client.end(producer, true)).toBe(INVALID_TXN_STATE);
    expect(await client.addPartitions(producer, [0, 1])).toEqual([NONE, NONE]);
    expect(await client.addPartitions(producer, [1])).toEqual([NONE]);
  });

  it('knows its producer', async () => {
    const { client } = await start();
    const producer = await client.begin();
    const other = { ...producer, producerId: producer.producerId + 1 };
    expect(await client.addPartitions(other)).toEqual([INVALID_PRODUCER_ID_MAPPING]);
    expect(await client.addPartitions({ ...producer, id: 'nobody' })).toEqual([INVALID_PRODUCER_ID_MAPPING]);
    expect(await client.addPartitions({ ...producer, id: '' })).toEqual([INVALID_REQUEST]);
    expect(await client.end(other, false)).toBe(INVALID_PRODUCER_ID_MAPPING);
    expect(await client.end({ ...producer, epoch: 5 }, false)).toBe(INVALID_PRODUCER_EPOCH);
  });

  it('ends once, and returns the same for a repeated end', async () => {
    const { client } = await start();
    const producer = await client.begin();
    expect(await client.end(producer, true)).toBe(INVALID_TXN_STATE);
    for (const isCommit of [true, false]) {
      await client.addPartitions(producer);
      expect(await client.end(producer, isCommit)).toBe(NONE);
      expect(await client.end(producer, isCommit)).toBe(NONE);
      expect(await client.end(producer, !isCommit)).toBe(INVALID_TXN_STATE);
    }
    expect(await client.latest(0)).toBe(2);
  });

  it('may be empty', async () => {
    const { client } = await start();
    const producer = await client.begin();
    expect(await client.addPartitions(producer, [])).toEqual([]);
    expect(await client.end(producer, true)).toBe(NONE);
  });

  it('accepts batches only for added partitions, and only from its producer', async () => {
    const { client } = await start();
    const producer = await client.begin();
    expect((await client.produce(producer)).code).toBe(INVALID_TXN_STATE);
    await client.addPartitions(producer);
    expect((await client.produce(producer, {}, { partition: 1 })).code).toBe(INVALID_TXN_STATE);
    expect((await client.produce({ ...producer, id: 'nobody' })).code).toBe(INVALID_PRODUCER_ID_MAPPING);
    const { producerId, epoch } = producer;
    const raw = client.produce as (given: unknown, ...rest: never[]) => ReturnType<typeof client.produce>;
    expect((await raw.call(client, { id: null, producerId, epoch })).code).toBe(TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    expect(await client.produce(producer)).toMatchObject({ code: NONE, baseOffset: 0 });
    // A batch in a transaction must have the transactional flag.
    expect((await client.produce(producer, { attributes: 0, baseSequence: 1 })).code).toBe(INVALID_TXN_STATE);
    await client.end(producer, true);
    expect((await client.produce(producer, { baseSequence: 1 })).code).toBe(INVALID_TXN_STATE);
  });

  it('checks sequences within a transaction, across its end, and in a new epoch', async () => {
    const { client } = await start();
    const producer = await client.begin();
    await client.addPartitions(producer);
    expect((await client.produce(producer, { baseSequence: 0 })).baseOffset).toBe(0);
    expect((await client.produce(producer, { baseSequence: 0 })).baseOffset).toBe(0);
    expect((await client.produce(producer, { baseSequence: 2 })).code).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    await client.end(producer, false);
    await client.addPartitions(producer);
    expect((await client.produce(producer, { baseSequence: 2 })).code).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect((await client.produce(producer, { baseSequence: 1 })).baseOffset).toBe(2);
    const again = await client.begin();
    await client.addPartitions(again);
    expect((await client.produce(again, { baseSequence: 2 })).code).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect((await client.produce(again, { baseSequence: 0 })).code).toBe(NONE);
  });

  it('writes no marker to a topic that is created again under the old name', async () => {
    const { client } = await start();
    const producer = await client.begin();
    await client.addPartitions(producer);
    await client.produce(producer);
    await client.deleteTopic('orders');
    await client.createTopic('orders', 1);
    expect((await client.produce(producer)).code).toBe(INVALID_TXN_STATE);
    expect(await client.end(producer, true)).toBe(NONE);
    expect(await client.latest(0)).toBe(0);
  });

  it('is aborted by its timeout, and its producer fenced', async () => {
    const { broker, client, events } = await start();
    const producer = await client.begin('payments', 10_000);
    broker.clock.advance(20_000);
    await client.addPartitions(producer);
    await client.produce(producer);
    await client.addOffsets(producer, 'g');
    await client.commitOffsets(producer, 'g', { 0: 7 });
    broker.clock.advance(9_000);
    expect(await client.latest(1)).toBe(0);
    broker.clock.advance(1_000);
    expect(await client.latest(1)).toBe(2);
    expect(await client.committed('g')).toBe(-1);
    expect((await client.fetch(0)).aborted).toEqual([{ producerId: producer.producerId, firstOffset: 0 }]);
    expect(await client.end(producer, true)).toBe(INVALID_PRODUCER_EPOCH);
    expect(events).toContainEqual({ type: 'transaction-timed-out', transactionalId: 'payments', timeoutMs: 10_000 });
  });
});

describe('offsets in a transaction', () => {
  it('become visible when it commits, never when it aborts', async () => {
    const { client } = await start();
    const producer = await client.begin();
    await client.commitOutside('g', { 0: 1 });
    for (const [isCommit, seen] of [[false, 1] as const, [true, 5] as const]) {
      await client.addOffsets(producer, 'g');
      expect(await client.commitOffsets(producer, 'g', { 0: 5, 9: 5 })).toEqual([NONE, UNKNOWN_TOPIC_OR_PARTITION]);
      expect(await client.committed('g')).toBe(1);
      await client.end(producer, isCommit);
      expect(await client.committed('g')).toBe(seen);
    }
  });

  it('need their group in the transaction', async () => {
    const { client } = await start();
    const producer = await client.begin();
    expect(await client.commitOffsets(producer, 'g', { 0: 5 })).toEqual([INVALID_TXN_STATE]);
    await client.addOffsets(producer, 'g');
    expect(await client.commitOffsets(producer, 'other', { 0: 5 })).toEqual([INVALID_TXN_STATE]);
    expect(await client.commitOffsets(producer, '', { 0: 5 })).toEqual([errorCodes.INVALID_GROUP_ID]);
  });

  it('are checked for the member that commits them, if it is named', async () => {
    const { client } = await start();
    const producer = await client.begin();
    await client.addOffsets(producer, 'g');
    const nobody = { memberId: '', generation: -1 };
    const stranger = { memberId: 'a stranger', generation: 3 };
    expect(await commitAs(client, producer, 'g', stranger)).toBe(errorCodes.ILLEGAL_GENERATION);
    expect(await commitAs(client, producer, 'g', nobody)).toBe(NONE);
    expect(await commitAs(client, producer, 'g', stranger)).toBe(errorCodes.UNKNOWN_MEMBER_ID);
    await client.end(producer, true);
    expect(await client.committed('g')).toBe(5);
  });

  it('are replaced by later commits', async () => {
    const { client } = await start();
    const first = await client.begin('a');
    const second = await client.begin('b');
    for (const [producer, offset] of [[first, 5] as const, [second, 6] as const]) {
      await client.addOffsets(producer, 'g');
      await client.commitOffsets(producer, 'g', { 0: offset, 1: offset });
    }
    await client.commitOutside('g', { 1: 9 });
    await client.end(second, true);
    expect(await client.committed('g')).toBe(6);
    await client.end(first, true);
    expect([await client.committed('g'), await client.committed('g', 1)]).toEqual([6, 9]);
  });
});

it('a batch without the transactional flag, or without a producer, is a plain one', async () => {
  const { client } = await start();
  const producer = await client.begin();
  const nobody = { producerId: -1, producerEpoch: -1, baseSequence: -1 };
  expect((await client.produce(producer, nobody)).code).toBe(NONE);
  expect(await client.latest(1)).toBe(1);
  expect((await client.produce(producer, { attributes: 0 })).code).toBe(NONE);
  expect((await client.produce(producer, { attributes: transactional, baseSequence: 1 })).code).toBe(INVALID_TXN_STATE);
});
