/** OffsetFetch in its flexible versions: offsets that an open transaction may change (KIP-447). */
import { expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { temporaryFolder } from '../temporary-folder.js';
import { offsetsSeen } from './flexible-requests.js';
import { useTransactions } from './use-transactions.js';

const start = useTransactions();
const { NONE, UNSTABLE_OFFSET_COMMIT } = errorCodes;

const at = (partition: number, offset: number) => ({ partition, offset, leaderEpoch: -1, metadata: '', code: NONE });
const unstable = (partition: number) => ({ ...at(partition, -1), code: UNSTABLE_OFFSET_COMMIT });

it('are unstable until it has ended, for requests with requireStable', async () => {
  const { client } = await start();
  const producer = await client.begin();
  await client.commitOutside('g', { 0: 1, 1: 2 });
  for (const [isCommit, seen] of [[false, 1] as const, [true, 5] as const]) {
    await client.addOffsets(producer, 'g');
    expect(await offsetsSeen(client, 'g', { partitions: [0, 1] })).toEqual([at(0, 1), at(1, 2)]);
    await client.commitOffsets(producer, 'g', { 0: 5 });
    expect(await offsetsSeen(client, 'g', { partitions: [0, 1, 2] })).toEqual([unstable(0), at(1, 2), at(2, -1)]);
    expect(await offsetsSeen(client, 'g', { partitions: null })).toEqual([unstable(0), at(1, 2)]);
    expect(await offsetsSeen(client, 'other')).toEqual([at(0, -1)]);
    await client.end(producer, isCommit);
    expect(await offsetsSeen(client, 'g', { partitions: [0, 1] })).toEqual([at(0, seen), at(1, 2)]);
  }
});

it('are the last committed ones for other requests, and before version 7', async () => {
  const { client } = await start();
  const producer = await client.begin();
  await client.commitOutside('g', { 0: 1 });
  await client.addOffsets(producer, 'g');
  await client.commitOffsets(producer, 'g', { 0: 5 });
  expect(await offsetsSeen(client, 'g', { requireStable: false })).toEqual([at(0, 1)]);
  expect(await offsetsSeen(client, 'g', { version: 6 })).toEqual([at(0, 1)]);
  expect(await offsetsSeen(client, 'g', { version: 6, partitions: null })).toEqual([at(0, 1)]);
  expect(await client.committed('g')).toBe(1);
});

it('are unstable also without a commit, until the transaction times out', async () => {
  const { broker, client } = await start();
  const producer = await client.begin('payments', 10_000);
  await client.addOffsets(producer, 'g');
  await client.commitOffsets(producer, 'g', { 0: 5 });
  expect(await offsetsSeen(client, 'g')).toEqual([unstable(0)]);
  broker.clock.advance(10_000);
  expect(await offsetsSeen(client, 'g')).toEqual([at(0, -1)]);
});

it('stay unstable across a restart', async () => {
  const { broker, client, connectAgain } = await start({ dataFolder: temporaryFolder() });
  const producer = await client.begin();
  await client.addOffsets(producer, 'g');
  await client.commitOffsets(producer, 'g', { 0: 5 });
  await broker.restart();
  const again = await connectAgain();
  expect(await offsetsSeen(again, 'g')).toEqual([unstable(0)]);
  await again.end(producer, true);
  expect(await offsetsSeen(again, 'g')).toEqual([at(0, 5)]);
});
