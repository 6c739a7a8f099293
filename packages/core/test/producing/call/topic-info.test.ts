/** What must be known of topics before messages are sent: who waits for it, and who does not. */
import { describe, expect, it, jest } from '@jest/globals';
import { coreError } from '../../../src/errors/core-errors.js';
import type { TopicInfo } from '../../../src/ports/transport.js';
import { messageOf, producerWorld } from '../producer-world.js';

const info: TopicInfo = { partitions: 4, compacted: false, maxBatchBytes: undefined };
const audit = (text: string) => messageOf(text, { topic: 'audit' });

describe('facts of topics', () => {
  it('known already, cost no wait: the message is in the buffer when the call returns', async () => {
    const { producer } = producerWorld();
    const delivering = producer.deliverOne(messageOf('a'));
    expect(producer.bufferedCount).toBe(1);
    await delivering;
  });

  it('are looked up once in a turn of the event loop', async () => {
    const { producer, cluster } = producerWorld();
    const topicInfo = jest.spyOn(cluster, 'topicInfo');
    await Promise.all([producer.deliverOne(messageOf('a')), producer.deliver([messageOf('b'), messageOf('c')])]);
    expect(topicInfo).toHaveBeenCalledTimes(1);
    await producer.deliverOne(messageOf('d'));
    expect(topicInfo).toHaveBeenCalledTimes(2);
  });

  it('delays later calls for the same topics while it is fetched, and no others', async () => {
    const { producer, cluster } = producerWorld();
    const asked = Promise.withResolvers<TopicInfo>();
    cluster.topics = { users: info, orders: info, audit: asked.promise };
    const calls = [
      producer.deliver([messageOf('a'), audit('x')]),
      producer.deliverOne(messageOf('b')),
      producer.deliver([messageOf('c')]),
    ];
    await producer.deliverOne(messageOf('1', { topic: 'orders' }));
    expect(cluster.textsOf(0)).toEqual([]);
    expect(producer.buffered().map(({ value }) => String(value))).toEqual(['a', 'x', 'b', 'c']);
    cluster.topics.audit = info;
    asked.resolve(info);
    await Promise.all(calls);
    expect(cluster.textsOf(0)).toEqual(['a', 'b', 'c']);
    expect(cluster.textsOf(0, 'audit')).toEqual(['x']);
  });

  it('that come later send what waited for them, with nothing else going on', async () => {
    const { producer, cluster } = producerWorld({ deliveryTimeoutMs: 2_000 });
    const asked = Promise.withResolvers<TopicInfo>();
    cluster.topics = { users: asked.promise };
    const delivering = producer.deliverOne(messageOf('a'));
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
    asked.resolve(info);
    expect(await delivering).toMatchObject({ offset: '0' });
  });

  it('that is unavailable refuses the calls that need it, and no others', async () => {
    const { producer, cluster } = producerWorld();
    const asked = Promise.withResolvers<TopicInfo>();
    cluster.topics = { users: info, audit: asked.promise };
    const bad = producer.deliver([messageOf('a'), audit('x')]);
    const good = producer.deliverOne(messageOf('b'));
    const refusal = new Error('not allowed');
    asked.reject(refusal);
    await expect(bad).rejects.toBe(refusal);
    expect(await good).toMatchObject({ offset: '0' });
    expect(cluster.textsOf(0)).toEqual(['b']);
  });

  it('known once, serve while the cluster is asked again, and when it does not answer', async () => {
    const { producer, cluster } = producerWorld();
    await producer.deliverOne(messageOf('a'));
    const asked = Promise.withResolvers<TopicInfo>();
    cluster.topics = { users: asked.promise };
    const topicInfo = jest.spyOn(cluster, 'topicInfo');
    await producer.deliverOne(messageOf('b'));
    asked.reject(new Error('no broker'));
    await producer.deliverOne(messageOf('c'));
    await producer.deliverOne(messageOf('d'));
    expect(cluster.textsOf(0)).toEqual(['a', 'b', 'c', 'd']);
    expect(topicInfo).toHaveBeenCalledTimes(1);
  });

  it('change when the cluster says so', async () => {
    const { producer, cluster } = producerWorld();
    await producer.deliverOne(messageOf('a'));
    cluster.topics = { users: { ...info, partitions: 9 } };
    expect(await producer.deliverOne(messageOf('b', { partition: 8 }))).toMatchObject({ partition: 8 });
  });

  it('are forgotten when the topic is gone', async () => {
    const { producer, cluster } = producerWorld();
    await producer.deliverOne(messageOf('a'));
    const gone = Object.assign(coreError('KFW_KEY_MISSING', { topic: 'users' }), { code: 'KFW_TOPIC_UNKNOWN' });
    const topicInfo = jest.spyOn(cluster, 'topicInfo').mockImplementation(() => Promise.reject(gone));
    await producer.deliverOne(messageOf('b'));
    await expect(producer.deliverOne(messageOf('c'))).rejects.toBe(gone);
    topicInfo.mockRestore();
    expect(await producer.deliverOne(messageOf('d'))).toMatchObject({ partition: 0 });
  });
});
