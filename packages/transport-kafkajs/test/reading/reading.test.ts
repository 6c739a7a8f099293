import { describe, expect, it } from '@jest/globals';
import { type ReadBatch, toError } from '@kfw/core';
import { Reading, type ReadingOptions } from '../../src/reading/reading.js';
import { fakeCluster, type Respond, records, response } from './fake-cluster.js';

const notLeader = 6;
const outOfRange = 1;

function setUp(
  leaders: Record<number, number>,
  answer: Respond,
  over: Partial<ReadingOptions> & { spans?: ConstructorParameters<typeof Reading>[0] } = {},
) {
  const { spans = [{ partition: 0, from: 0, end: 4 }], ...options } = over;
  const fake = fakeCluster(leaders, answer);
  const warnings: unknown[] = [];
  const sentences: string[] = [];
  const reading = new Reading(spans, {
    topic: 'users',
    fetchMaxWaitMs: 10,
    maxBytes: 1_000,
    maxBytesPerPartition: 1_000,
    metadataMaxAgeMs: 1_000,
    retryTimeoutMs: 60_000,
    growing: false,
    cluster: fake.cluster,
    offsets: async () => [],
    warn: (message, detail) => {
      sentences.push(message);
      warnings.push(detail);
    },
    failure: (what, error) => new Error(`${what}: ${toError(error).message}`),
    reason: ({ message }) => message,
    ...options,
  });
  return { ...fake, fake, reading, warnings, sentences, batches: reading.batches() };
}

const valuesOf = ({ records: read }: ReadBatch): string[] => read.map(({ value }) => String(value));

async function allOf(batches: AsyncIterable<ReadBatch>): Promise<string[]> {
  const values: string[] = [];
  for await (const batch of batches) values.push(...valuesOf(batch));
  return values;
}

describe('a reading', () => {
  it('ends at the end of its span, and leaves out later records of the same batch', async () => {
    const { batches, asked } = setUp({ 0: 1 }, ({ offsets: { 0: at = 0 } }) =>
      response([records(0, at, at === 0 ? ['a', 'b', 'c'] : ['d', 'e', 'f'])]),
    );
    expect(await allOf(batches)).toEqual(['a', 'b', 'c', 'd']);
    expect(asked.map(({ offsets }) => offsets)).toEqual([{ 0: 0 }, { 0: 3 }]);
  });

  it('fetches nothing when its spans are empty', async () => {
    const { batches, asked } = setUp({ 0: 1 }, () => response([]), { spans: [{ partition: 0, from: 4, end: 4 }] });
    expect(await allOf(batches)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('ends at the end of the log when its last records were compacted away', async () => {
    const { batches } = setUp({ 0: 1 }, ({ offsets: { 0: at = 0 } }) =>
      response([records(0, at, at === 0 ? ['a', 'b'] : [], { lastStableOffset: 4 })]),
    );
    expect(await allOf(batches)).toEqual(['a', 'b']);
  });

  it('does not end at an empty partition while the response has others, or while the broker throttles', async () => {
    const answers = [
      () => response([records(0, 0, []), records(1, 0, ['x', 'y', 'z', 'zz'])]),
      () => response([records(0, 0, [])], 5),
      () => response([records(0, 0, ['a', 'b', 'c', 'd'])]),
    ];
    const spans = [0, 1].map((partition) => ({ partition, from: 0, end: 4 }));
    const { batches } = setUp({ 0: 1, 1: 1 }, () => answers.shift()?.() ?? response([]), { spans });
    expect((await allOf(batches)).sort()).toEqual(['a', 'b', 'c', 'd', 'x', 'y', 'z', 'zz']);
  });

  it('fetches one response ahead, and no more', async () => {
    const spans = [0, 1].map((partition) => ({ partition, from: 0, end: 100 }));
    const { batches, asked } = setUp(
      { 0: 1, 1: 1 },
      ({ offsets }) =>
        response(Object.entries(offsets).map(([partition, at]) => records(Number(partition), at, ['a']))),
      { spans },
    );
    const turn = () => new Promise(setImmediate);
    await batches.next();
    await turn();
    expect(asked).toHaveLength(1);
    await batches.next();
    await turn();
    await turn();
    expect(asked).toHaveLength(2);
    await batches.return(undefined);
  });

  it('continues at the new leader', async () => {
    const { batches, fake } = setUp({ 0: 1 }, ({ nodeId, offsets: { 0: at = 0 } }) => {
      if (at === 0) return response([records(0, 0, ['a', 'b'])]);
      fake.leaders = { 0: 2 };
      if (nodeId === 1) return response([records(0, at, [], { errorCode: notLeader })]);
      return response([records(0, at, ['c', 'd'])]);
    });
    expect(await allOf(batches)).toEqual(['a', 'b', 'c', 'd']);
    expect(fake.asked.map(({ nodeId, offsets }) => [nodeId, offsets[0]])).toEqual([
      [1, 0],
      [1, 2],
      [2, 2],
    ]);
  });

  it('reports each failure, retries, and gives up when its time is over', async () => {
    const failing: Respond = () => response([records(0, 0, [], { errorCode: notLeader })]);
    const retrying = setUp({ 0: 1 }, failing, { retryTimeoutMs: 50 });
    await expect(allOf(retrying.batches)).rejects.toThrow(/^users\[0\]: /);
    expect(retrying.warnings).toContainEqual(expect.objectContaining({ topic: 'users', partitions: [0], attempt: 1 }));
    const withoutRetries = setUp({ 0: 1 }, failing, { retryTimeoutMs: 0 });
    await expect(allOf(withoutRetries.batches)).rejects.toThrow(/^users\[0\]: /);
    expect(withoutRetries.asked).toHaveLength(1);
  });

  it('yields the records that arrived before it failed', async () => {
    const { batches } = setUp(
      { 0: 1 },
      ({ offsets: { 0: at = 0 } }) =>
        response([at === 0 ? records(0, 0, ['a']) : records(0, at, [], { errorCode: notLeader })]),
      { retryTimeoutMs: 0 },
    );
    expect(valuesOf((await batches.next()).value as ReadBatch)).toEqual(['a']);
    await expect(batches.next()).rejects.toThrow(/^users\[0\]: /);
  });

  it.each([
    { lost: 'its beginning', range: { low: 2, high: 4 }, end: 4, what: 'reading continues at 2', read: ['c', 'd'] },
    { lost: 'its end', range: { low: 0, high: 0 }, end: 4, what: 'it ends before, and so does reading', read: [] },
  ])('continues at the first offset that is left when the log has lost $lost', async ({ range, end, what, read }) => {
    const { batches, warnings, sentences } = setUp(
      { 0: 1 },
      ({ offsets: { 0: at = 0 } }) =>
        response([
          at === 1 ? records(0, at, [], { errorCode: outOfRange }) : records(0, at, ['a', 'b', 'c', 'd'].slice(at)),
        ]),
      { spans: [{ partition: 0, from: 1, end }], offsets: async () => [{ partition: 0, ...range }] },
    );
    expect(await allOf(batches)).toEqual(read);
    expect(warnings).toEqual([expect.objectContaining({ topic: 'users', partition: 0, at: 1 })]);
    expect(sentences).toEqual([`The log does not hold the next offset to read: users[0] has no offset 1; ${what}`]);
  });

  it('continues at the end of a log that has lost its end when the span has none', async () => {
    const { batches, warnings } = setUp(
      { 0: 1 },
      ({ offsets: { 0: at = 0 } }) =>
        response([at === 1 ? records(0, at, [], { errorCode: outOfRange }) : records(0, at, ['a'])]),
      { spans: [{ partition: 0, from: 1 }], offsets: async () => [{ partition: 0, low: 0, high: 0 }] },
    );
    expect(valuesOf((await batches.next()).value as ReadBatch)).toEqual(['a']);
    expect(warnings).toEqual([{ topic: 'users', partition: 0, at: 1, continuesAt: 0 }]);
    await batches.return(undefined);
  });

  it('reads new partitions of the topic from their beginning, when it may grow', async () => {
    const { batches, fake } = setUp(
      { 0: 1 },
      ({ offsets }) => {
        fake.leaders = { 0: 1, 1: 1 };
        const { 0: at, 1: added } = offsets;
        if (added === 0) return response([records(1, 0, ['new'])]);
        return response([records(0, at ?? 0, at === 0 ? ['a'] : [])]);
      },
      { spans: [{ partition: 0, from: 0 }], growing: true },
    );
    expect(valuesOf((await batches.next()).value as ReadBatch)).toEqual(['a']);
    expect((await batches.next()).value).toMatchObject({ partition: 1 });
    await batches.return(undefined);
  });

  it('ends while it waits', async () => {
    const hanging = Promise.withResolvers<Awaited<ReturnType<Respond>>>();
    const { batches, reading } = setUp({ 0: 1 }, () => hanging.promise, { spans: [{ partition: 0, from: 0 }] });
    const next = batches.next();
    const ended = reading.end();
    expect(await next).toEqual({ done: true, value: undefined });
    hanging.reject(new Error('the connection was closed'));
    await ended;
  });
});
