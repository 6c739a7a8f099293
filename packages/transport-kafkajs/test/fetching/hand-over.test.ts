import { describe, expect, it } from '@jest/globals';
import type { RawBatch, SourceHandlers } from '@kfw/core';
import { registerCompression } from '../../src/client/compression.js';
import { CompressionCodecs, CompressionTypes } from '../../src/client/kafkajs.js';
import { type Holding, Holdings } from '../../src/consuming/holdings.js';
import type { FetchedPartition } from '../../src/fetching/fetch-response.js';
import { HandOver } from '../../src/fetching/hand-over.js';
import { encodeBatch } from '../support/encode-batch.js';

registerCompression();

const node = 1;

/** Values from an offset on, as a broker answers them. */
async function answer(from: number, values: readonly string[], gzip = false): Promise<FetchedPartition> {
  const records = values.map((value) => ({ key: null, value: Buffer.from(value) }));
  const codec = CompressionCodecs[CompressionTypes.GZIP]();
  const compressed = gzip ? { compression: CompressionTypes.GZIP, compress: codec.compress } : {};
  const recordSet = await encodeBatch({ records, baseOffset: from, ...compressed });
  return { topic: 'users', partition: 0, errorCode: 0, lastStableOffset: 100, aborted: [], recordSet };
}

function setUp() {
  const holdings = new Holdings();
  const [holding] = holdings.replace([{ topic: 'users', partition: 0 }], 1).gained as [Holding];
  holding.position = 0;
  const seen: string[] = [];
  const failures: Error[] = [];
  const problems: Error[] = [];
  const ends: { messages: number; nextOffset: number }[] = [];
  let halted = false;
  let arrived = Promise.withResolvers<void>();
  const onBatch = ({ records, nextOffset }: RawBatch): void => {
    seen.push(...records.map(({ value }) => String(value)));
    problems.push(...records.flatMap(({ problem }) => problem ?? []));
    ends.push({ messages: records.length, nextOffset });
    arrived.resolve();
    arrived = Promise.withResolvers();
  };
  const handOver = new HandOver({
    handlers: { onBatch } as unknown as SourceHandlers,
    holdings,
    maxBatchBytes: 10_000,
    memory: undefined,
    isHalted: () => halted,
    onFailure: (error) => failures.push(error),
    onProgress: () => {},
  });
  /** Takes an answer to a fetch from `from` on, and an empty one after it, which waits for the first. */
  const take = async (from: number, fetched: FetchedPartition): Promise<void> => {
    await handOver.take(node, new Map([[holding, from]]), [fetched]);
    await handOver.take(node, new Map(), []);
  };
  const halt = (is: boolean): void => {
    halted = is;
  };
  return { holding, holdings, handOver, seen, failures, problems, ends, take, halt, next: () => arrived.promise };
}

describe('handing over', () => {
  it('moves the position on, and begins the next fetch behind what came', async () => {
    const { holding, handOver, seen, take } = setUp();
    await take(0, await answer(0, ['a', 'b']));
    expect([seen, holding.position, handOver.nextOf(holding)]).toEqual([['a', 'b'], 2, 2]);
  });

  it.each([false, true])('keeps what comes for a paused partition until it is resumed (gzip: %s)', async (gzip) => {
    const { holding, handOver, seen, failures, take, next } = setUp();
    holding.paused = true;
    await take(0, await answer(0, ['a', 'b'], gzip));
    expect([seen, holding.position, handOver.nextOf(holding)]).toEqual([[], 0, 2]);
    holding.paused = false;
    const resumed = next();
    handOver.resume([holding]);
    await resumed;
    expect([seen, failures, holding.position]).toEqual([['a', 'b'], [], 2]);
  });

  it('drops what was asked for before a seek, and asks from its target', async () => {
    const { holding, handOver, seen, take } = setUp();
    const stale = await answer(0, ['a', 'b']);
    handOver.moveTo(holding, 40);
    await take(0, stale);
    expect([seen, holding.position, handOver.nextOf(holding)]).toEqual([[], 40, 40]);
  });

  it('drops what comes while the group rebalances, and asks for it again', async () => {
    const { holding, handOver, seen, take, halt } = setUp();
    halt(true);
    await take(0, await answer(0, ['a']));
    expect([seen, handOver.nextOf(holding)]).toEqual([[], 0]);
    halt(false);
    await take(0, await answer(0, ['a']));
    expect(seen).toEqual(['a']);
  });

  it('gives a partition that was lost and gained anew nothing of what it was asked for before', async () => {
    const { holding, holdings, seen, take } = setUp();
    holdings.clear();
    holdings.replace([holding], 2);
    await take(0, await answer(0, ['a']));
    expect(seen).toEqual([]);
  });

  it('hands over what cannot be read as one record that stands for it, and what comes after it', async () => {
    const { seen, failures, problems, take } = setUp();
    const broken = await answer(0, ['a', 'b'], true);
    broken.recordSet.fill(0xff, 61);
    const stored = Buffer.from(broken.recordSet);
    const { recordSet } = await answer(2, ['c']);
    await take(0, { ...broken, recordSet: Buffer.concat([broken.recordSet, recordSet]) });
    expect([seen, failures]).toEqual([[String(stored), 'c'], []]);
    expect(problems).toMatchObject([{ code: 'KFW_DECOMPRESSION_FAILED' }]);
  });

  it('says how far it came, also where nothing of it is a message', async () => {
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
});
