import { describe, expect, it } from '@jest/globals';
import { consumerGroups, lag, requireGroups } from '../../src/index.js';
import { FakeCluster, type FakeClusterOptions, member } from '../support/fake-groups.js';

const now = () => 100_000;

async function lagOf(cluster: FakeCluster, names?: readonly string[], options = {}) {
  const groups = names ? await requireGroups(cluster.admin, names) : await consumerGroups(cluster.admin);
  return lag(cluster, groups, { now, ...options });
}

/** Rows without their names, which are clear. */
async function figuresOf(options: FakeClusterOptions) {
  const { partitions } = await lagOf(new FakeCluster(options));
  return partitions.map(({ committed, end, lag: messages, lagSeconds }) => [committed, end, messages, lagSeconds]);
}

const committed = (offset: number) => ({ groups: { shop: { committed: { orders: { 0: offset } } } } });

describe('lag', () => {
  it('counts messages to the high watermark, and takes the age of the oldest that is not committed', async () => {
    const orders = [{ high: 10, messages: { 6: 10_000, 7: 90_000, 8: 95_000 } }];
    expect(await figuresOf({ topics: { orders }, ...committed(7) })).toEqual([[7, 10, 3, 10]]);
  });

  it('is 0 seconds where only markers and gaps are left', async () => {
    const orders = [{ high: 10, messages: { 6: 10_000 } }];
    expect(await figuresOf({ topics: { orders }, ...committed(7) })).toEqual([[7, 10, 3, 0]]);
  });

  it('reads nothing where everything is committed', async () => {
    const cluster = new FakeCluster({ topics: { orders: [{ high: 7 }] }, ...committed(7) });
    expect((await lagOf(cluster)).partitions).toEqual([
      { group: 'shop', topic: 'orders', partition: 0, committed: 7, end: 7, lag: 0, lagSeconds: 0 },
    ]);
    expect(cluster.calls).not.toContain('reader orders');
  });

  it('begins at the first message that is left when those before it have been deleted', async () => {
    const orders = [{ low: 8, high: 10, messages: { 8: 40_000 } }];
    expect(await figuresOf({ topics: { orders }, ...committed(2) })).toEqual([[2, 10, 8, 60]]);
    expect(await figuresOf({ topics: { orders: [{ low: 10, high: 10 }] }, ...committed(2) })).toEqual([[2, 10, 8, 0]]);
  });

  it('is negative, and of unknown age, for a group that is ahead of a truncated log', async () => {
    expect(await figuresOf({ topics: { orders: [{ high: 3 }] }, ...committed(7) })).toEqual([[7, 3, -4, null]]);
  });

  it('takes messages of open transactions where no others are left', async () => {
    const orders = [{ high: 10, stableEnd: 8, messages: { 7: 90_000, 8: 10_000, 9: 20_000 } }];
    expect(await figuresOf({ topics: { orders }, ...committed(7) })).toEqual([[7, 10, 3, 10]]);
    expect(await figuresOf({ topics: { orders }, ...committed(8) })).toEqual([[8, 10, 2, 90]]);
    // A group that also reads messages that are not committed.
    expect(await figuresOf({ topics: { orders }, ...committed(9) })).toEqual([[9, 10, 1, 80]]);
    const cluster = new FakeCluster({ topics: { orders }, ...committed(8) });
    await lagOf(cluster);
    expect(cluster.calls.slice(-4)).toEqual([
      'reader orders',
      'close orders',
      'reader orders uncommitted',
      'close orders',
    ]);
  });

  it('shows each partition of a topic that a group reads, and none of other topics', async () => {
    const topics = { orders: [{ high: 1 }, { high: 2 }], users: [{ high: 3 }, { high: 4 }], others: [{ high: 5 }] };
    const groups = { shop: { members: [member('web', 'users', 1)], committed: { orders: { 1: 2 } } } };
    expect(await figuresOf({ topics, groups })).toEqual([
      [null, 1, null, null],
      [2, 2, 0, 0],
      [null, 3, null, null],
      [null, 4, null, null],
    ]);
  });

  it('has an unknown age for a message without a timestamp, and 0 for one of a clock that is ahead', async () => {
    expect(await figuresOf({ topics: { orders: [{ high: 1, messages: { 0: -1 } }] }, ...committed(0) })).toEqual([
      [0, 1, 1, null],
    ]);
    expect(await figuresOf({ topics: { orders: [{ high: 1, messages: { 0: 200_000 } }] }, ...committed(0) })).toEqual([
      [0, 1, 1, 0],
    ]);
  });

  it('looks up all topics at once, and opens one reader per topic', async () => {
    const messages = { 0: 1_000, 5: 50_000 };
    const orders = Array.from({ length: 20 }, () => ({ high: 10, messages }));
    const offsets = Object.fromEntries(orders.map((_each, partition) => [partition, 0]));
    const groups = { shop: { committed: { orders: offsets } }, billing: { committed: { orders: offsets } } };
    const cluster = new FakeCluster({ topics: { orders }, groups });
    const { partitions } = await lagOf(cluster);
    expect(partitions.map(({ lagSeconds }) => lagSeconds)).toEqual(Array.from({ length: 40 }, () => 99));
    expect(cluster.calls).toEqual([
      'describeGroups shop,billing',
      'groupOffsets shop',
      'groupOffsets billing',
      'offsetRanges orders',
      'reader orders',
      'close orders',
    ]);
  });

  it('reads a topic again for groups at other offsets', async () => {
    const orders = [{ high: 10, messages: { 0: 0, 5: 50_000 } }];
    const groups = { one: { committed: { orders: { 0: 0 } } }, two: { committed: { orders: { 0: 1 } } } };
    expect(await figuresOf({ topics: { orders }, groups })).toEqual([
      [0, 10, 10, 100],
      [1, 10, 9, 50],
    ]);
  });

  it('leaves an age open when the time limit comes first', async () => {
    const cluster = new FakeCluster({ topics: { orders: [{ high: 10 }] }, ...committed(7) });
    cluster.hangs = true;
    const { partitions, problems } = await lagOf(cluster, undefined, { timeoutMs: 1 });
    expect(partitions).toMatchObject([{ lag: 3, lagSeconds: null }]);
    expect(problems).toEqual([]);
    expect(cluster.calls).toContain('close orders');
  });

  it('reports a topic that cannot be read, with the lag in messages', async () => {
    const cluster = new FakeCluster({ topics: { orders: [{ high: 10 }] }, ...committed(7) });
    cluster.readError = new Error('not authorized');
    const { partitions, problems } = await lagOf(cluster);
    expect(partitions).toMatchObject([{ lag: 3, lagSeconds: null }]);
    expect(problems).toEqual([{ topic: 'orders', error: cluster.readError }]);
    expect(cluster.calls).toContain('close orders');
  });

  it('reports topics that are gone or without a leader, and shows the others', async () => {
    const groups = { shop: { committed: { gone: { 0: 3 }, offline: { 0: 3 }, orders: { 0: 3 } } } };
    const cluster = new FakeCluster({ topics: { offline: [{ high: 4 }], orders: [{ high: 3 }] }, groups });
    cluster.offline.add('offline');
    const { partitions, problems } = await lagOf(cluster);
    expect(partitions.map(({ topic, end }) => [topic, end])).toEqual([
      ['gone', null],
      ['offline', null],
      ['orders', 3],
    ]);
    expect(problems).toMatchObject([
      { topic: 'gone', error: { code: 'KFW_TOPIC_NOT_FOUND' } },
      { topic: 'offline', error: { message: 'there is no leader' } },
    ]);
  });

  it('reports the only topic when its offsets cannot be looked up', async () => {
    const cluster = new FakeCluster({ topics: { orders: [{ high: 10 }] }, ...committed(7) });
    cluster.offline.add('orders');
    const { partitions, problems } = await lagOf(cluster);
    expect(partitions).toMatchObject([{ committed: 7, end: null, lag: null, lagSeconds: null }]);
    expect(problems).toMatchObject([{ topic: 'orders', error: { message: 'there is no leader' } }]);
  });

  it('leaves out groups of other kinds, unless they are named', async () => {
    const committedOffsets = { committed: { orders: { 0: 1 } } };
    const groups = {
      workers: { protocolType: 'connect', ...committedOffsets },
      script: { protocolType: '', ...committedOffsets },
    };
    const cluster = new FakeCluster({ topics: { orders: [{ high: 1 }] }, groups });
    expect((await lagOf(cluster)).partitions.map(({ group }) => group)).toEqual(['script']);
    expect((await lagOf(cluster, ['workers'])).partitions.map(({ group }) => group)).toEqual(['workers']);
  });

  it('ends when its signal fires', async () => {
    const cluster = new FakeCluster({ topics: { orders: [{ high: 10 }] }, ...committed(7) });
    cluster.hangs = true;
    const interrupt = new AbortController();
    const running = lagOf(cluster, undefined, { signal: interrupt.signal });
    interrupt.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
  });
});
