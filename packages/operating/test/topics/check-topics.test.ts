import { describe, expect, it } from '@jest/globals';
import type { TopicReader } from '@kfw/core';
import { checkTopics, type DeadLetterPair, deadLetterPairs } from '../../src/index.js';
import { checkReplication } from '../../src/topics/health/check-replication.js';
import { desired } from './desired.js';
import { FakeCluster } from './fake-cluster.js';

interface Sampled {
  readonly keys: readonly (string | null)[];
}

const closed: string[] = [];

/** Holds one record per key in its only partition, after one that is gone. */
function readerOf(topic: string, { keys }: Sampled): TopicReader {
  const records = keys.map((key, index) => ({
    offset: index + 1,
    timestamp: 0,
    key: key === null ? null : Buffer.from(key),
    value: null,
    headers: {},
    sizeBytes: 1,
  }));
  return {
    partitions: async () => [0],
    offsets: async () => [{ partition: 0, low: 1, high: keys.length + 1 }],
    offsetsAt: async () => [],
    async *read([span]) {
      const read = records.filter(({ offset }) => offset >= (span?.from ?? 0));
      yield { partition: 0, highWatermark: keys.length + 1, records: read };
      return undefined;
    },
    close: async () => void closed.push(topic),
  };
}

function check(cluster: FakeCluster, deadLetters: readonly DeadLetterPair[] = [], keys: Sampled['keys'] = []) {
  const topics = [...cluster.topics.keys()];
  return checkTopics({ admin: cluster, reader: (topic) => readerOf(topic, { keys }), topics, deadLetters });
}

it('finds nothing in topics that are replicated', async () => {
  const cluster = new FakeCluster(3, { orders: { replicas: 3, config: { 'min.insync.replicas': '2' } } });
  expect(await check(cluster)).toEqual([]);
});

it('finds a topic with one replica, and one that a single lost broker makes unwritable', async () => {
  const cluster = new FakeCluster(3, {
    orders: { replicas: 1 },
    users: { replicas: 2, config: { 'min.insync.replicas': '2' } },
  });
  expect(await check(cluster)).toEqual([
    { finding: 'oneReplica', severity: 'error', topic: 'orders', brokers: 3 },
    { finding: 'noSpareReplica', severity: 'error', topic: 'users', minInSync: 2, replicationFactor: 2 },
  ]);
});

it('says once that there is one broker', async () => {
  const cluster = new FakeCluster(1, { orders: {}, users: {} });
  expect(await check(cluster)).toEqual([{ finding: 'onlyBroker', severity: 'info', topic: null, topics: 2 }]);
});

it('counts a broker that is down, as long as it has replicas', async () => {
  const cluster = new FakeCluster(1, { orders: { replicas: 1 }, users: { replicas: 3 } });
  expect(await check(cluster)).toEqual([{ finding: 'oneReplica', severity: 'error', topic: 'orders', brokers: 3 }]);
});

it('finds partitions that are offline, not writable, or under-replicated', () => {
  const partition = (number: number, leader: number, inSync: number[]) => ({
    partition: number,
    leader,
    replicas: [1, 2, 3],
    inSync,
  });
  const partitions = [partition(0, 1, [1, 2, 3]), partition(1, -1, []), partition(2, 1, [1]), partition(3, 1, [1, 2])];
  expect(checkReplication({ topic: 'orders', partitions }, 2, 3)).toEqual([
    { finding: 'offlinePartitions', severity: 'error', topic: 'orders', partitions: [1] },
    { finding: 'belowMinInSync', severity: 'error', topic: 'orders', partitions: [2], minInSync: 2 },
    { finding: 'underReplicated', severity: 'warning', topic: 'orders', partitions: [3] },
  ]);
});

describe('a dead-letter topic', () => {
  const pair = { topic: 'dead', source: 'orders' };
  const of = async (source: Record<string, string>, dead: Record<string, string>) => {
    const topics = { orders: { replicas: 3, config: source }, dead: { replicas: 3, config: dead } };
    return (await check(new FakeCluster(3, topics), [pair], ['k'])).map(({ finding }) => finding);
  };

  it.each([
    [{ 'retention.ms': '1000' }, { 'retention.ms': '999' }, ['deadLetterRetention']],
    [{ 'retention.ms': '-1' }, {}, ['deadLetterRetention']],
    [{ 'retention.ms': '1000' }, { 'retention.ms': '-1' }, []],
    [{ 'cleanup.policy': 'compact' }, {}, []],
    [{ 'max.message.bytes': '2000000' }, {}, ['deadLetterMessageSize']],
    [{}, { 'max.message.bytes': '2000000' }, []],
    [{}, { 'cleanup.policy': 'compact' }, ['deadLetterCompacted']],
  ])('of a source with %j, with %j: %j', async (source, dead, findings) => {
    expect(await of(source, dead)).toEqual(findings);
  });

  it('is compared with the values of both', async () => {
    const topics = { orders: { replicas: 3, config: { 'retention.ms': '-1' } }, dead: { replicas: 3 } };
    expect(await check(new FakeCluster(3, topics), [pair])).toEqual([
      {
        finding: 'deadLetterRetention',
        severity: 'warning',
        topic: 'dead',
        source: 'orders',
        retentionMs: 604_800_000,
        sourceRetentionMs: -1,
      },
    ]);
  });
});

describe('a compacted topic', () => {
  const cluster = () => new FakeCluster(3, { state: { replicas: 3, config: { 'cleanup.policy': 'compact' } } });

  it('that holds messages without keys is found, by its newest messages', async () => {
    const keys = [null, ...Array.from({ length: 23 }, () => 'k'), null, null];
    expect(await check(cluster(), [], keys)).toEqual([
      { finding: 'keylessCompacted', severity: 'error', topic: 'state', sampled: 25, withoutKey: 2 },
    ]);
    expect(closed).toContain('state');
  });

  it('that has keys, or nothing, is fine', async () => {
    expect(await check(cluster(), [], ['a', 'b'])).toEqual([]);
    expect(await check(cluster(), [], [])).toEqual([]);
  });
});

describe('which topics belong together', () => {
  it('is what the routes say', () => {
    const dead = desired('failed', { roles: ['dead-letter'], of: ['orders', 'users'] });
    expect(deadLetterPairs([dead, desired('orders')], [])).toEqual([
      { topic: 'failed', source: 'orders' },
      { topic: 'failed', source: 'users' },
    ]);
  });

  it('is what names suggest, without an app', () => {
    const names = ['orders', 'orders.dead-letters', 'users', 'users-dlq', 'dead-letters', 'gone.dlt'];
    expect(deadLetterPairs(undefined, names)).toEqual([
      { topic: 'orders.dead-letters', source: 'orders' },
      { topic: 'users-dlq', source: 'users' },
    ]);
  });
});
