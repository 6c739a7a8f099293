/** Where messages go that do not say it: by partitioner, by partition key, by key, or to the sticky partition. */
import { describe, expect, it } from '@jest/globals';
import { partitionForKey } from '../../../src/producing/call/murmur2.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import type { Partitioner } from '../../../src/producing/producer-options.js';
import { messageOf, producerWorld } from '../producer-world.js';

const key = Buffer.from('user-7');
const partitionKey = Buffer.from('tenant-1');
const open = (over: Partial<OutgoingMessage> = {}) => messageOf('x', { partition: undefined, ...over });

describe('the partition of a message', () => {
  it.each([
    ['its own, whatever its keys', open({ partition: 3, key, partitionKey }), 3],
    ['that of its partition key', open({ key, partitionKey }), partitionForKey(partitionKey, 97)],
    ['that of its key', open({ key }), partitionForKey(key, 97)],
    ['that of an empty key', open({ key: Buffer.alloc(0) }), partitionForKey(Buffer.alloc(0), 97)],
  ])('is %s', async (_what, message, partition) => {
    const { producer } = producerWorld({}, 97);
    expect(await producer.deliverOne(message)).toMatchObject({ partition });
  });

  it('is what the partitioner says, unless it leaves it or the message says it', async () => {
    const seen: unknown[] = [];
    const partitioner: Partitioner = (message) => {
      seen.push(message);
      return message.key === null ? 5 : undefined;
    };
    const { producer } = producerWorld({ partitioner }, 97);
    const delivered = await producer.deliver([open({ partition: 2 }), open({ partitionKey }), open({ key })]);
    expect(delivered.map(({ partition }) => partition)).toEqual([2, 5, partitionForKey(key, 97)]);
    expect(seen).toEqual([
      { topic: 'users', key: null, partitionKey, partitions: 97 },
      { topic: 'users', key, partitionKey: undefined, partitions: 97 },
    ]);
  });
});

describe('messages without a key', () => {
  it('stick to one partition until its batch is closed, and visit all in turn', async () => {
    const { producer, cluster } = producerWorld();
    for (let turn = 0; turn < 8; turn += 1) {
      await Promise.all([producer.deliverOne(open()), producer.deliver([open(), open()])]);
    }
    expect(cluster.requests.map(({ batches }) => batches.map(({ records }) => records.length))).toEqual(
      new Array(8).fill([3]),
    );
    const visited = cluster.requests.map(({ batches }) => batches[0]?.partition);
    expect(new Set(visited.slice(0, 4)).size).toBe(4);
    expect(visited.slice(4)).toEqual(visited.slice(0, 4));
  });

  it('move on when the batch is full, also within one call', async () => {
    const { producer } = producerWorld({ batchSize: 3 });
    const delivered = await producer.deliver(Array.from({ length: 12 }, () => open()));
    const runs = [0, 3, 6, 9].map((at) => new Set(delivered.slice(at, at + 3).map(({ partition }) => partition)));
    expect(runs.map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    expect(new Set(runs.flatMap((run) => [...run])).size).toBe(4);
  });

  it('keep away from a partition that is stuck', async () => {
    const { producer, cluster } = producerWorld();
    const answer = Promise.withResolvers<void>();
    cluster.latency = ({ leader }) => (leader === 1 ? answer.promise : Promise.resolve());
    void producer.deliverAsync([open({ partition: 1 }), open({ partition: 3 })]);
    const partitions: number[] = [];
    for (let at = 0; at < 6; at += 1) partitions.push((await producer.deliverOne(open())).partition);
    expect(new Set(partitions)).toEqual(new Set([0, 2]));
    answer.resolve();
    await producer.flush();
  });
});
