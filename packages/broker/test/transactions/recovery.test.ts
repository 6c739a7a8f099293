/** Transactions on disk: a decided end is completed on start, an open one stays open for the rest of its timeout. */
import { copyFileSync, cpSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { temporaryFolder } from '../temporary-folder.js';
import { committedValues } from './committed-values.js';
import { useTransactions } from './use-transactions.js';

const start = useTransactions();

describe('after a restart', () => {
  it.each([['in memory', false] as const, ['on disk', true] as const])(
    '%s an open transaction continues',
    async (_, onDisk) => {
      const given = onDisk ? { dataFolder: temporaryFolder() } : {};
      const { broker, client, connectAgain } = await start(given);
      const producer = await client.begin();
      await client.addPartitions(producer);
      await client.addOffsets(producer, 'g');
      await client.produce(producer, { values: ['before'] });
      await client.commitOffsets(producer, 'g', { 0: 5 });
      await broker.restart();
      const again = await connectAgain();
      expect([await again.latest(1), await again.committed('g')]).toEqual([0, -1]);
      expect((await again.produce(producer, { values: ['behind'], baseSequence: 1 })).code).toBe(errorCodes.NONE);
      expect(await again.end(producer, true)).toBe(errorCodes.NONE);
      expect(committedValues(await again.fetch(0), 0).values).toEqual(['before', 'behind']);
      expect(await again.committed('g')).toBe(5);
    },
  );

  it('an open transaction is aborted by its timeout', async () => {
    const { broker, client, connectAgain } = await start({ dataFolder: temporaryFolder() });
    const producer = await client.begin('payments', 30_000);
    await client.addPartitions(producer);
    await client.produce(producer);
    await broker.restart();
    broker.clock.advance(30_000);
    const again = await connectAgain();
    expect(await again.latest(1)).toBe(2);
    expect(await again.end(producer, true)).toBe(errorCodes.INVALID_PRODUCER_EPOCH);
  });

  it('the epoch of a transactional id continues', async () => {
    const { broker, client, connectAgain } = await start({ dataFolder: temporaryFolder() });
    const first = await client.begin();
    await broker.restart();
    const again = await connectAgain();
    expect(await again.begin()).toMatchObject({ producerId: first.producerId, epoch: first.epoch + 1 });
  });
});

/**
 * A process writes to its files in this order: the decision, the markers of both partitions, the offsets, the
 * completion. A kill leaves a prefix of that; each prefix is made here from the files of a complete end.
 */
describe('a kill during the end of a transaction', () => {
  const written = ['logs', 'offsets.journal', 'transactions.journal'] as const;
  const sizes = (folder: string, topicId: string) => ({
    markers: [0, 1].map((partition) => {
      const file = join(folder, 'logs', `${topicId}-${partition}`, '00000000000000000000.log');
      return { file, size: statSync(file).size };
    }),
    journals: ['offsets.journal', 'transactions.journal'].map((name) => {
      const file = join(folder, name);
      return { file, size: statSync(file).size };
    }),
  });

  /** The data before the end and after it; neither was closed in order. */
  const endedTransaction = async (isCommit: boolean) => {
    const folder = temporaryFolder();
    const { client } = await start({ dataFolder: folder });
    const producer = await client.begin();
    await client.commitOutside('g', { 0: 1 });
    await client.addPartitions(producer, [0, 1]);
    await client.addOffsets(producer, 'g');
    await client.produce(producer, { values: ['first'] });
    await client.produce(producer, { values: ['second'] }, { partition: 1 });
    await client.commitOffsets(producer, 'g', { 0: 5 });
    const { topics } = JSON.parse(readFileSync(join(folder, 'topics.json'), 'utf8')) as { topics: { id: string }[] };
    const topicId = topics[0]?.id ?? '';
    const before = sizes(folder, topicId);
    await client.end(producer, isCommit);
    return { folder, before, after: sizes(folder, topicId), producer };
  };

  it.each([true, false])('leaves it complete (commit: %s), at any point', async (isCommit) => {
    const { folder, before, after, producer } = await endedTransaction(isCommit);
    const [offsetsBefore, journalBefore] = before.journals;
    const [offsetsAfter, journalAfter] = after.journals;
    // Two entries follow the journal's old content; the first entry's header has its size.
    const journal = readFileSync(journalAfter?.file ?? '');
    const decided = (journalBefore?.size ?? 0) + 8 + journal.readUInt32BE(journalBefore?.size ?? 0);
    const full = {
      journal: journalAfter?.size ?? 0,
      offsets: offsetsAfter?.size ?? 0,
      markers: after.markers.map(({ size }) => size),
    };
    const none = {
      journal: journalBefore?.size ?? 0,
      offsets: offsetsBefore?.size ?? 0,
      markers: before.markers.map(({ size }) => size),
    };
    const [marker0 = 0, marker1 = 0] = none.markers;
    const [marked0 = 0, marked1 = 0] = full.markers;
    const kills = [
      { journal: none.journal, markers: [marker0, marker1], offsets: none.offsets, isDecided: false },
      { journal: decided - 1, markers: [marker0, marker1], offsets: none.offsets, isDecided: false },
      { journal: decided, markers: [marker0, marker1], offsets: none.offsets, isDecided: true },
      { journal: decided, markers: [marked0 - 1, marker1], offsets: none.offsets, isDecided: true },
      { journal: decided, markers: [marked0, marker1], offsets: none.offsets, isDecided: true },
      { journal: decided, markers: [marked0, marked1], offsets: none.offsets, isDecided: true },
      { journal: decided, markers: [marked0, marked1], offsets: full.offsets - 1, isDecided: true },
      { journal: decided, markers: [marked0, marked1], offsets: full.offsets, isDecided: true },
      { journal: full.journal - 1, markers: [marked0, marked1], offsets: full.offsets, isDecided: true },
      { journal: full.journal, markers: [marked0, marked1], offsets: full.offsets, isDecided: true },
    ];
    for (const { journal: journalSize, markers, offsets, isDecided } of kills) {
      const copy = temporaryFolder();
      for (const name of written) cpSync(join(folder, name), join(copy, name), { recursive: true });
      copyFileSync(join(folder, 'topics.json'), join(copy, 'topics.json'));
      copyFileSync(join(folder, 'producer-ids'), join(copy, 'producer-ids'));
      truncateSync(join(copy, 'transactions.journal'), journalSize);
      truncateSync(join(copy, 'offsets.journal'), offsets);
      after.markers.forEach(({ file }, at) => {
        truncateSync(file.replace(folder, copy), markers[at] ?? 0);
      });
      const { client, broker } = await start({ dataFolder: copy });
      const seen = async () => {
        const [first, second] = [await client.fetch(0), await client.fetch(0, { partition: 1 })];
        const values = [...committedValues(first, 0).values, ...committedValues(second, 0).values];
        return { values, committed: await client.committed('g'), ends: [first.endOffset, second.endOffset] };
      };
      if (!isDecided) {
        expect(await seen()).toEqual({ values: [], committed: 1, ends: [1, 1] });
        expect(await client.end(producer, isCommit)).toBe(errorCodes.NONE);
      }
      const values = isCommit ? ['first', 'second'] : [];
      expect(await seen()).toEqual({ values, committed: isCommit ? 5 : 1, ends: [2, 2] });
      expect(await client.end(producer, isCommit)).toBe(errorCodes.NONE);
      await broker.stop();
      rmSync(copy, { recursive: true });
    }
  });
});
