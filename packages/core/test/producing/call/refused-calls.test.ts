/** Calls that are refused before any of their messages is sent, and calls that are accepted. */
import { describe, expect, it } from '@jest/globals';
import type { TopicInfo } from '../../../src/ports/transport.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import type { ProducerOptions } from '../../../src/producing/producer-options.js';
import { messageOf, producerWorld } from '../producer-world.js';

const overheadBytes = 61;
/** Length, attributes, two deltas, no key, a value of up to 8,191 bytes with its length, no headers. */
const aroundValueBytes = 2 + 1 + 2 + 1 + 2 + 1;

function worldWith(info: Partial<TopicInfo>, options: ProducerOptions = {}) {
  const world = producerWorld(options);
  world.cluster.topics = { users: { partitions: 4, compacted: false, maxBatchBytes: undefined, ...info } };
  return world;
}

describe('refused before anything is sent', () => {
  const refused: readonly [string, Partial<TopicInfo>, Partial<OutgoingMessage>, string, string][] = [
    ['a message without a key for a compacted topic', { compacted: true }, {}, 'KFW_KEY_MISSING', 'is compacted'],
    ['a partition that is too high', {}, { partition: 4 }, 'KFW_PARTITION_INVALID', 'has no partition 4: it has 4'],
    ['a negative partition', {}, { partition: -1 }, 'KFW_PARTITION_INVALID', 'has no partition -1'],
    ['a partition between two', {}, { partition: 1.5 }, 'KFW_PARTITION_INVALID', 'has no partition 1.5'],
    [
      'a message that is one byte too large',
      { maxBatchBytes: 1_000 },
      { value: Buffer.alloc(1_000 - overheadBytes - aroundValueBytes + 1) },
      'KFW_MESSAGE_TOO_LARGE',
      'takes 1001 bytes, more than the 1000 that max.message.bytes of the topic allows',
    ],
  ];

  it.each(refused)('%s', async (_what, info, over, code, text) => {
    const { producer, cluster } = worldWith(info);
    const bad = messageOf('bad', over);
    const good = messageOf('good', { key: Buffer.from('key') });
    const rejection = { code, message: expect.stringContaining(text) };
    await expect(producer.deliverOne(bad)).rejects.toMatchObject(rejection);
    await expect(producer.deliver([good, bad])).rejects.toMatchObject(rejection);
    await expect(producer.deliverAsync([good, bad])).rejects.toMatchObject(rejection);
    await producer.flush();
    expect(cluster.requests).toEqual([]);
    expect(producer.bufferedCount).toBe(0);
  });

  it('a message that the buffer could never hold', async () => {
    const { producer } = worldWith({}, { maxBufferedBytes: 100 });
    await expect(producer.deliverOne(messageOf('x'.repeat(101)))).rejects.toThrow(
      /more than the 100 that producer.maxBufferedBytes allows/,
    );
  });

  it('what a partitioner chose and the topic does not have', async () => {
    const { producer } = worldWith({}, { partitioner: () => Number.NaN });
    await expect(producer.deliverOne(messageOf('x', { partition: undefined }))).rejects.toThrow(
      'topic "users" has no partition NaN: it has 4 (0 to 3). The partitioner chose it.',
    );
  });

  it('what a partitioner threw at', async () => {
    const thrown = new Error('no idea');
    const { producer } = worldWith(
      {},
      {
        partitioner: () => {
          throw thrown;
        },
      },
    );
    await expect(producer.deliverOne(messageOf('x', { partition: undefined }))).rejects.toBe(thrown);
  });

  it('a message of a topic that does not exist, also when calls wait for one another', async () => {
    const { producer, cluster } = producerWorld();
    const unknown = new Error('no such topic');
    cluster.topicInfo = () => Promise.reject(unknown);
    const calls = [
      producer.deliverOne(messageOf('a')),
      producer.deliver([messageOf('b')]),
      producer.deliverAsync([messageOf('c')]),
    ];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
      unknown,
      unknown,
      unknown,
    ]);
  });
});

describe('not refused', () => {
  it('a message that just fits', async () => {
    const { producer, cluster } = worldWith({ maxBatchBytes: 1_000 });
    const value = Buffer.alloc(1_000 - overheadBytes - aroundValueBytes);
    await producer.deliverOne(messageOf('', { value }));
    expect(cluster.requests).toHaveLength(1);
  });

  it('a large message when the sink compresses: the broker judges', async () => {
    const { producer } = worldWith({ maxBatchBytes: 1_000 }, { compressed: true });
    await expect(producer.deliverOne(messageOf('x'.repeat(5_000)))).resolves.toMatchObject({ offset: '0' });
  });

  it('an empty key for a compacted topic', async () => {
    const { producer } = worldWith({ compacted: true });
    await expect(producer.deliverOne(messageOf('x', { key: Buffer.alloc(0) }))).resolves.toMatchObject({ offset: '0' });
  });

  it('a call without messages', async () => {
    const { producer } = producerWorld();
    expect(await producer.deliver([])).toEqual([]);
    expect(producer.deliverAsync([])).toBeUndefined();
  });
});
