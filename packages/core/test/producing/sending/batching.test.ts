/** What leaves together, and when. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FakeCluster } from '../fake-cluster.js';
import { advance, messageOf, producerWorld, stopTime, tick } from '../producer-world.js';

beforeEach(stopTime);
afterEach(() => void jest.useRealTimers());

/** Per request, the partition and the number of messages of each batch. */
const shape = ({ requests }: FakeCluster) =>
  requests.map(({ batches }) => batches.map(({ partition, records }) => [partition, records.length]));

/** Delays requests; `answer` releases the oldest that waits. */
function held(cluster: FakeCluster): { answer: () => void } {
  const waiting: (() => void)[] = [];
  cluster.latency = () => new Promise((resolve) => void waiting.push(resolve));
  return { answer: () => waiting.shift()?.() };
}

describe('batches', () => {
  it('hold what one turn of the event loop asked for, one request per broker', async () => {
    const { producer, cluster } = producerWorld();
    for (const partition of [0, 1, 0, 2]) void producer.deliverOne(messageOf('x', { partition }));
    expect(cluster.requests).toEqual([]);
    await Promise.resolve();
    expect(cluster.requests).toEqual([]);
    await tick();
    expect(shape(cluster)).toEqual([
      [
        [0, 2],
        [2, 1],
      ],
      [[1, 1]],
    ]);
  });

  it('grow while their partition is on its way, and other partitions do not wait for it', async () => {
    const { producer, cluster } = producerWorld();
    const { answer } = held(cluster);
    void producer.deliverAsync([messageOf('a')]);
    await tick();
    void producer.deliverAsync([messageOf('b')]);
    await tick();
    void producer.deliverAsync([messageOf('c'), messageOf('d', { partition: 2 })]);
    await tick();
    expect(shape(cluster)).toEqual([[[0, 1]], [[2, 1]]]);
    answer();
    await tick();
    expect(shape(cluster).at(-1)).toEqual([[0, 2]]);
  });

  it('wait while their broker has as many requests as it may have', async () => {
    const { producer, cluster } = producerWorld({ maxInFlightRequests: 1 });
    const { answer } = held(cluster);
    for (const partition of [0, 2, 1]) {
      void producer.deliverAsync([messageOf('x', { partition })]);
      await tick();
    }
    expect(shape(cluster)).toEqual([[[0, 1]], [[1, 1]]]);
    answer();
    await tick();
    expect(shape(cluster)).toEqual([[[0, 1]], [[1, 1]], [[2, 1]]]);
  });

  it('have a request of their own when nobody knows their leader', async () => {
    const { producer, cluster } = producerWorld({ maxInFlightRequests: 1 });
    for (const partition of [0, 2]) cluster.leaders.set(`users[${partition}]`, undefined);
    void producer.deliverAsync([0, 2, 1, 3].map((partition) => messageOf('x', { partition })));
    await tick();
    expect(shape(cluster)).toEqual([
      [[0, 1]],
      [[2, 1]],
      [
        [1, 1],
        [3, 1],
      ],
    ]);
  });

  it('hold at most batchSize messages', async () => {
    const { producer, cluster } = producerWorld({ batchSize: 2 });
    const delivering = producer.deliver(['a', 'b', 'c', 'd', 'e'].map((text) => messageOf(text)));
    await tick();
    const delivered = await delivering;
    expect(shape(cluster)).toEqual([[[0, 2]], [[0, 2]], [[0, 1]]]);
    expect(delivered.map(({ offset }) => offset)).toEqual(['0', '1', '2', '3', '4']);
  });

  it.each([
    ['1 MiB', undefined, 300_000, [3, 2]],
    ['what the topic takes', 1_000, 400, [2, 2, 1]],
  ])('hold at most %s', async (_what, maxBatchBytes, bytes, expected) => {
    const { producer, cluster } = producerWorld();
    cluster.topics = { users: { partitions: 4, compacted: false, maxBatchBytes } };
    void producer.deliverAsync(Array.from({ length: 5 }, () => messageOf('', { value: Buffer.alloc(bytes) })));
    await tick();
    expect(cluster.requests.map(({ batches }) => batches[0]?.records.length)).toEqual(expected);
  });

  it('that are large do not all go into one request', async () => {
    const { producer, cluster } = producerWorld({}, 16);
    const value = Buffer.alloc(1_000_000);
    void producer.deliverAsync(Array.from({ length: 8 }, (_, at) => messageOf('', { value, partition: at * 2 })));
    await tick();
    expect(cluster.requests.map(({ batches }) => batches.length)).toEqual([5, 3]);
  });

  it('linger as long as they were told, from the first message on', async () => {
    const { producer, cluster } = producerWorld({ lingerMs: 50 });
    void producer.deliverAsync([messageOf('a')]);
    await advance(30);
    void producer.deliverAsync([messageOf('b'), messageOf('x', { partition: 1 })]);
    await advance(19);
    expect(cluster.requests).toEqual([]);
    await advance(1);
    expect(shape(cluster)).toEqual([[[0, 2]]]);
    await advance(30);
    expect(shape(cluster)).toEqual([[[0, 2]], [[1, 1]]]);
  });

  it('linger no longer when they are full, or when someone flushes', async () => {
    const { producer, cluster } = producerWorld({ lingerMs: 50, batchSize: 2 });
    void producer.deliverAsync([messageOf('a'), messageOf('b'), messageOf('x', { partition: 1 })]);
    await tick();
    expect(shape(cluster)).toEqual([[[0, 2]]]);
    const flushed = producer.flush();
    await tick();
    await flushed;
    expect(shape(cluster)).toEqual([[[0, 2]], [[1, 1]]]);
  });
});

describe('reports', () => {
  it('name the place of each message, in the order of the call', async () => {
    const { producer } = producerWorld();
    const delivering = producer.deliver([1, 2, 1].map((partition) => messageOf('x', { partition })));
    await tick();
    expect(await delivering).toEqual([
      { topic: 'users', partition: 1, offset: '0' },
      { topic: 'users', partition: 2, offset: '0' },
      { topic: 'users', partition: 1, offset: '1' },
    ]);
  });

  it('have the offset -1 when the broker tells none', async () => {
    const { producer, cluster } = producerWorld();
    cluster.send = async (batches) =>
      batches.map(({ topic, partition }) => ({ topic, partition, ok: true, baseOffset: -1 }));
    const delivering = producer.deliver([messageOf('a'), messageOf('b')]);
    await tick();
    expect((await delivering).map(({ offset }) => offset)).toEqual(['-1', '-1']);
  });

  it('are found by partition when the answer is in another order', async () => {
    const { producer, cluster } = producerWorld();
    const send = cluster.send.bind(cluster);
    cluster.send = async (batches) => [...(await send(batches))].reverse();
    const delivering = producer.deliver([0, 2].map((partition) => messageOf('x', { partition })));
    await tick();
    expect(await delivering).toHaveLength(2);
    expect(cluster.requests).toHaveLength(1);
  });
});

describe('the timer', () => {
  it('is there while messages are, and not a moment longer', async () => {
    const { producer, cluster } = producerWorld();
    const { answer } = held(cluster);
    void producer.deliverOne(messageOf('a'));
    await tick();
    expect(jest.getTimerCount()).toBe(1);
    answer();
    await tick();
    expect(jest.getTimerCount()).toBe(0);
  });
});
