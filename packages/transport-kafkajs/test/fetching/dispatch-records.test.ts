import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { RawBatch, SourceHandlers } from '@kfw/core';
import { BufferBudget } from '@kfw/core/internal';
import { type AssignedPartition, AssignedPartitions } from '../../src/consuming/assigned-partitions.js';
import { RecordDispatcher } from '../../src/fetching/dispatch-records.js';
import type { FetchedPartition } from '../../src/fetching/fetch-response.js';
import { encodeBatch } from '../support/encode-batch.js';
import { CompressionCodecs, CompressionTypes, registerCompression } from '../support/register-compression.js';

registerCompression();

const node = 1;
const mib = 2 ** 20;

/** Values from an offset on, as a broker answers them. */
async function answer(from: number, values: readonly string[], gzip = false): Promise<FetchedPartition> {
  const records = values.map((value) => ({ key: null, value: Buffer.from(value) }));
  const codec = CompressionCodecs[CompressionTypes.GZIP]();
  const compressed = gzip ? { compression: CompressionTypes.GZIP, compress: codec.compress } : {};
  const recordSet = await encodeBatch({ records, baseOffset: from, ...compressed });
  return {
    topic: 'users',
    partition: 0,
    errorCode: 0,
    highWatermark: 100,
    lastStableOffset: 100,
    aborted: [],
    recordSet,
  };
}

/** As `answer`, of a batch that is unpacked off this thread. */
async function largeAnswer(partition: number, size: number): Promise<FetchedPartition> {
  const records = [1, 2, 3].map(() => ({ key: null, value: Buffer.alloc(size) }));
  const compress = async ({ buffer }: { buffer: Buffer }) => zstdCompressSync(buffer);
  const recordSet = await encodeBatch({ records, compression: CompressionTypes.ZSTD, compress });
  return { topic: 'users', partition, errorCode: 0, highWatermark: 100, lastStableOffset: 100, aborted: [], recordSet };
}

function setUp({
  memory,
  onSlice,
}: {
  memory?: BufferBudget;
  onSlice?: (assignedPartition: AssignedPartition) => void;
} = {}) {
  const assignedPartitions = new AssignedPartitions();
  const partitions = [0, 1].map((partition) => ({ topic: 'users', partition }));
  const [assignedPartition, other] = assignedPartitions.replace(partitions, 1).gained as [
    AssignedPartition,
    AssignedPartition,
  ];
  assignedPartition.position = 0;
  other.position = 0;
  const seen: string[] = [];
  const failures: Error[] = [];
  const problems: Error[] = [];
  const ends: { messages: number; nextOffset: number }[] = [];
  const progressed = Promise.withResolvers<void>();
  let halted = false;
  let arrived = Promise.withResolvers<void>();
  const order: string[] = [];
  const onBatch = ({ partition, records, nextOffset }: RawBatch): void => {
    order.push(`${partition}: ${nextOffset}`);
    onSlice?.(partition === 0 ? assignedPartition : other);
    seen.push(...records.map(({ value }) => String(value)));
    problems.push(...records.flatMap(({ problem }) => problem ?? []));
    ends.push({ messages: records.length, nextOffset });
    arrived.resolve();
    arrived = Promise.withResolvers();
  };
  const dispatcher = new RecordDispatcher({
    handlers: { onBatch } as unknown as SourceHandlers,
    assignedPartitions,
    maxBatchBytes: 64 * mib,
    memory,
    isHalted: () => halted,
    onFailure: (error) => failures.push(error),
    onProgress: () => progressed.resolve(),
  });
  /** Takes an answer to a fetch from `from` on, and an empty one after it, which waits for the first. */
  const take = async (from: number, fetched: FetchedPartition): Promise<void> => {
    await dispatcher.take(node, new Map([[assignedPartition, from]]), [fetched]);
    await dispatcher.take(node, new Map(), []);
  };
  const halt = (is: boolean): void => {
    halted = is;
  };
  const next = () => arrived.promise;
  const shared = { assignedPartition, other, assignedPartitions, dispatcher, order, progressed: progressed.promise };
  return { ...shared, seen, failures, problems, ends, take, halt, next };
}

describe('dispatching records', () => {
  it('advances the position, and fetches the next records', async () => {
    const { assignedPartition, dispatcher, seen, take } = setUp();
    await take(0, await answer(0, ['a', 'b']));
    expect([seen, assignedPartition.position, dispatcher.nextFetchOffset(assignedPartition)]).toEqual([
      ['a', 'b'],
      2,
      2,
    ]);
  });

  it.each([false, true])('keeps records of a paused partition until it is resumed (gzip: %s)', async (gzip) => {
    const { assignedPartition, dispatcher, seen, failures, take, next } = setUp();
    assignedPartition.paused = true;
    await take(0, await answer(0, ['a', 'b'], gzip));
    expect([seen, assignedPartition.position, dispatcher.nextFetchOffset(assignedPartition)]).toEqual([[], 0, 2]);
    assignedPartition.paused = false;
    const resumed = next();
    dispatcher.resume([assignedPartition]);
    await resumed;
    expect([seen, failures, assignedPartition.position]).toEqual([['a', 'b'], [], 2]);
  });

  it('drops records fetched before a seek, and fetches from its target', async () => {
    const { assignedPartition, dispatcher, seen, take } = setUp();
    const stale = await answer(0, ['a', 'b']);
    dispatcher.moveTo(assignedPartition, 40);
    await take(0, stale);
    expect([seen, assignedPartition.position, dispatcher.nextFetchOffset(assignedPartition)]).toEqual([[], 40, 40]);
  });

  it('drops records that arrive while the group rebalances, and fetches them again', async () => {
    const { assignedPartition, dispatcher, seen, take, halt } = setUp();
    halt(true);
    await take(0, await answer(0, ['a']));
    expect([seen, dispatcher.nextFetchOffset(assignedPartition)]).toEqual([[], 0]);
    halt(false);
    await take(0, await answer(0, ['a']));
    expect(seen).toEqual(['a']);
  });

  it('gives a partition that was lost and gained again no records of an earlier fetch', async () => {
    const { assignedPartition, assignedPartitions, seen, take } = setUp();
    assignedPartitions.clear();
    assignedPartitions.replace([assignedPartition], 2);
    await take(0, await answer(0, ['a']));
    expect(seen).toEqual([]);
  });

  it('dispatches an unreadable batch as one record, and the batches after it', async () => {
    const { seen, failures, problems, take } = setUp();
    const broken = await answer(0, ['a', 'b'], true);
    broken.recordSet.fill(0xff, 61);
    const stored = Buffer.from(broken.recordSet);
    const { recordSet } = await answer(2, ['c']);
    await take(0, { ...broken, recordSet: Buffer.concat([broken.recordSet, recordSet]) });
    expect([seen, failures]).toEqual([[String(stored), 'c'], []]);
    expect(problems).toMatchObject([{ code: 'KFW_DECOMPRESSION_FAILED' }]);
  });

  it('reports the next offset even if a batch holds no message', async () => {
    const { ends, take } = setUp();
    const marker = await answer(0, ['end of a transaction']);
    marker.recordSet.writeInt16BE(0x30, 21);
    await take(0, marker);
    await take(1, await answer(1, ['a', 'b']));
    expect(ends).toEqual([
      { messages: 0, nextOffset: 1 },
      { messages: 2, nextOffset: 3 },
    ]);
  });

  it('continues with other partitions while a large batch is decompressed', async () => {
    const { assignedPartition, other, dispatcher, order, progressed } = setUp();
    const asked = new Map([
      [assignedPartition, 0],
      [other, 0],
    ]);
    await dispatcher.take(node, asked, [await largeAnswer(0, mib), { ...(await answer(0, ['a'])), partition: 1 }]);
    await progressed;
    expect(order).toEqual(['1: 1', '0: 1', '0: 2', '0: 3']);
    expect(dispatcher.hasEnough(assignedPartition)).toBe(false);
  });

  it('keeps the rest of a large batch while its partition is paused, and counts its memory', async () => {
    const memory = new BufferBudget(64 * mib);
    const onSlice = (partition: AssignedPartition): void => {
      partition.paused = true;
    };
    const { assignedPartition, dispatcher, order, progressed } = setUp({ memory, onSlice });
    const large = await largeAnswer(0, 2 * mib);
    await dispatcher.take(node, new Map([[assignedPartition, 0]]), [large]);
    await progressed;
    expect([order, assignedPartition.position]).toEqual([['0: 1'], 1]);
    expect(memory.totalBytes).toBeGreaterThan(6 * mib);
    await dispatcher.take(node, new Map([[assignedPartition, 3]]), [await answer(3, ['a'])]);
    expect([dispatcher.hasEnough(assignedPartition), dispatcher.nextFetchOffset(assignedPartition)]).toEqual([true, 4]);
    for (const expected of [2, 3, 4]) {
      assignedPartition.paused = false;
      dispatcher.resume([assignedPartition]);
      await new Promise(setImmediate);
      expect(assignedPartition.position).toBe(expected);
    }
    assignedPartition.paused = false;
    dispatcher.resume([assignedPartition]);
    await new Promise(setImmediate);
    expect([order, memory.totalBytes]).toEqual([['0: 1', '0: 2', '0: 3', '0: 4'], 0]);
  });

  it.each(['sought', 'lost'])('releases the memory of a partition that is %s', async (how) => {
    const memory = new BufferBudget(64 * mib);
    const onSlice = (partition: AssignedPartition): void => {
      partition.paused = true;
    };
    const { assignedPartition, assignedPartitions, dispatcher, progressed } = setUp({ memory, onSlice });
    await dispatcher.take(node, new Map([[assignedPartition, 0]]), [await largeAnswer(0, 2 * mib)]);
    await progressed;
    if (how === 'lost') assignedPartitions.clear();
    if (how === 'lost') dispatcher.dropUnassigned();
    else dispatcher.moveTo(assignedPartition, 40);
    expect(memory.totalBytes).toBe(0);
  });
});
