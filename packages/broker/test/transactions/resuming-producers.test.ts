/** A producer that continues after an error sends its id and epoch (InitProducerId from version 3 on, KIP-360). */
import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { temporaryFolder } from '../temporary-folder.js';
import { beginAs } from './flexible-requests.js';
import { useTransactions } from './use-transactions.js';

const start = useTransactions();
const { NONE, INVALID_PRODUCER_EPOCH, INVALID_REQUEST, PRODUCER_FENCED } = errorCodes;

it.each([2, 3, 4])('version %i initializes like the other versions', async (version) => {
  const { client } = await start();
  const first = await beginAs(client, version);
  expect(first).toMatchObject({ code: NONE, epoch: 0 });
  expect(await beginAs(client, version)).toEqual({ ...first, epoch: 1 });
  expect(await client.begin()).toMatchObject({ producerId: first.producerId, epoch: 2 });
  const idempotent = await beginAs(client, version, undefined, null);
  expect(idempotent).toMatchObject({ code: NONE, epoch: 0 });
  expect(idempotent.producerId).not.toBe(first.producerId);
  expect((await beginAs(client, version, undefined, '')).code).toBe(INVALID_REQUEST);
});

describe('a producer that sends its id and epoch', () => {
  it('gets the next epoch, with sequences from 0 on, and the same again when it retries', async () => {
    const { client } = await start();
    const first = await beginAs(client, 4);
    await client.addPartitions(first);
    await client.produce(first);
    await client.end(first, false);
    const next = await beginAs(client, 4, first);
    expect(next).toEqual({ ...first, epoch: 1 });
    expect(await beginAs(client, 4, first)).toEqual(next);
    expect(await client.addPartitions(first)).toEqual([INVALID_PRODUCER_EPOCH]);
    await client.addPartitions(next);
    expect((await client.produce(next)).code).toBe(NONE);
    expect(await client.end(next, true)).toBe(NONE);
    expect(await beginAs(client, 4, next)).toEqual({ ...first, epoch: 2 });
    expect((await beginAs(client, 4, first)).code).toBe(PRODUCER_FENCED);
  });

  it('is fenced once another producer has initialized, with a code of its version', async () => {
    const { client } = await start();
    const first = await client.begin();
    const second = await client.begin();
    for (const [version, code] of [[3, INVALID_PRODUCER_EPOCH] as const, [4, PRODUCER_FENCED] as const]) {
      expect(await beginAs(client, version, first)).toEqual({ code, producerId: -1, epoch: -1 });
      const stranger = { ...second, producerId: second.producerId + 1 };
      expect((await beginAs(client, version, stranger)).code).toBe(code);
    }
    expect(await beginAs(client, 4, second)).toMatchObject({ code: NONE, epoch: second.epoch + 1 });
  });

  it('may do so for an expired id, and is rejected when it sends only one of them', async () => {
    const { client } = await start();
    expect((await beginAs(client, 3, { producerId: 7, epoch: 3 })).epoch).toBe(0);
    for (const asking of [
      { producerId: 0, epoch: -1 },
      { producerId: -1, epoch: 0 },
    ]) {
      expect(await beginAs(client, 3, asking)).toEqual({ code: INVALID_REQUEST, producerId: -1, epoch: -1 });
      expect((await beginAs(client, 3, asking, null)).code).toBe(INVALID_REQUEST);
    }
  });

  it('has its open transaction aborted, by itself or by its timeout, and continues', async () => {
    const { broker, client, connectAgain } = await start({ dataFolder: temporaryFolder() });
    const first = await client.begin('payments', 10_000);
    await client.addPartitions(first);
    await client.produce(first);
    const second = await beginAs(client, 4, first);
    expect(second).toMatchObject({ code: NONE, epoch: first.epoch + 1 });
    expect((await client.fetch(0)).aborted).toEqual([{ producerId: first.producerId, firstOffset: 0 }]);
    await client.addPartitions(second);
    broker.clock.advance(60_000);
    expect(await client.end(second, true)).toBe(INVALID_PRODUCER_EPOCH);
    await broker.restart();
    const again = await connectAgain();
    expect(await beginAs(again, 4, second)).toMatchObject({ code: NONE, epoch: second.epoch + 1 });
    expect((await beginAs(again, 4, first)).code).toBe(PRODUCER_FENCED);
  });
});
