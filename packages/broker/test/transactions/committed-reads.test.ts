/** Responses to `read_committed` readers: up to the last stable offset, with the aborted transactions in that range. */
import { describe, expect, it } from '@jest/globals';
import { batchLastOffset, batchSizeBytes } from '../../src/protocol/records/record-batch.js';
import { committedValues } from './committed-values.js';
import type { TxnClient } from './txn-client.js';
import { useTransactions } from './use-transactions.js';

const start = useTransactions();

const sent = (sequence: number, ...values: string[]) => ({ baseSequence: sequence, values });

/** The offset after the last whole batch. */
const endOf = (records: Buffer): number => {
  let end = 0;
  for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) end = batchLastOffset(records, at) + 1;
  return end;
};

const opened = async (client: TxnClient, id: string) => {
  const producer = await client.begin(id);
  await client.addPartitions(producer);
  return producer;
};

describe('a read_committed reader', () => {
  it('reads up to the first open transaction, unlike other readers', async () => {
    const { client } = await start();
    const plain = await client.begin(null);
    const producer = await opened(client, 'a');
    await client.produce({ ...plain, id: 'a' }, { attributes: 0, ...sent(0, 'one', 'two') });
    await client.produce({ ...producer, id: 'a' }, sent(0, 'open'));
    await client.produce({ ...plain, id: 'a' }, { attributes: 0, ...sent(2, 'behind') });
    const [committed, all] = [await client.fetch(0), await client.fetch(0, { isolation: 0 })];
    expect(committed).toMatchObject({ endOffset: 4, stableOffset: 2 });
    expect(all).toMatchObject({ endOffset: 4, stableOffset: 2 });
    expect([endOf(committed.records), endOf(all.records)]).toEqual([2, 4]);
    expect([await client.latest(1), await client.latest(0)]).toEqual([2, 4]);
    // Beyond it there are no records, and no error.
    expect(await client.fetch(3)).toMatchObject({ code: 0, records: Buffer.alloc(0) });
    await client.end({ ...producer, id: 'a' }, true);
    expect(committedValues(await client.fetch(0), 0)).toEqual({ values: ['one', 'two', 'open', 'behind'], next: 5 });
  });

  it('gets exactly the aborted transactions that overlap its range', async () => {
    const { client } = await start();
    const [a, b] = [await opened(client, 'a'), await opened(client, 'b')];
    await client.produce({ ...a, id: 'a' }, sent(0, 'a'));
    await client.produce({ ...b, id: 'b' }, sent(0, 'b'));
    await client.end({ ...b, id: 'b' }, false);
    await client.end({ ...a, id: 'a' }, false);
    await client.addPartitions({ ...a, id: 'a' });
    await client.produce({ ...a, id: 'a' }, sent(1, 'later'));
    await client.end({ ...a, id: 'a' }, false);
    const ofA = { producerId: a.producerId, firstOffset: 0 };
    const ofB = { producerId: b.producerId, firstOffset: 1 };
    const later = { producerId: a.producerId, firstOffset: 4 };
    // In the order in which they ended.
    expect((await client.fetch(0)).aborted).toEqual([ofB, ofA, later]);
    expect((await client.fetch(3)).aborted).toEqual([ofA, later]);
    expect((await client.fetch(4)).aborted).toEqual([later]);
    expect((await client.fetch(0, { isolation: 0 })).aborted).toEqual([]);
    expect(committedValues(await client.fetch(0), 0)).toEqual({ values: [], next: 6 });
  });

  it('waits for the end of the transaction, not for its records', async () => {
    const { client, connectAgain } = await start();
    const producer = await opened(client, 'a');
    const reader = await connectAgain();
    reader.askFetch(0, { maxWaitMs: 60_000 });
    await client.produce({ ...producer, id: 'a' }, sent(0, 'one'));
    await client.produce({ ...producer, id: 'a' }, sent(1, 'two'));
    await client.end({ ...producer, id: 'a' }, true);
    expect(committedValues(await reader.fetched(), 0).values).toEqual(['one', 'two']);
  });

  it('is not blocked by a transaction whose records were deleted', async () => {
    const { client, broker } = await start();
    await client.createTopic('short', 1, { 'retention.ms': '1000', 'segment.ms': '1000' });
    const producer = await client.begin('a', 900_000);
    await client.addPartitions({ ...producer, id: 'a' }, [0], 'short');
    await client.produce({ ...producer, id: 'a' }, sent(0, 'gone'), { topic: 'short' });
    broker.clock.advance(6 * 60_000);
    expect(await client.fetch(1, { topic: 'short' })).toMatchObject({ code: 0, endOffset: 1, stableOffset: 1 });
  });
});
