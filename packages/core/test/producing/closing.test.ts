/** Flushing and closing: what they wait for, and what they leave. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Undelivered } from '../../src/producing/deliverer.js';
import { advance, messageOf, producerWorld, stopTime, tick } from './producer-world.js';

beforeEach(stopTime);
afterEach(() => void jest.useRealTimers());

const caught = (promise: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.resolve(promise).catch((thrown: unknown) => thrown);

describe('flush', () => {
  it('waits for what was asked for before, waiting calls included, and not for what comes after', async () => {
    const { producer, cluster } = producerWorld({ maxBufferedMessages: 1 });
    const waiting: (() => void)[] = [];
    cluster.latency = () => new Promise((resolve) => void waiting.push(resolve));
    let flushed = false;
    void producer.deliverAsync([messageOf('a')]);
    void producer.deliverAsync([messageOf('b')]);
    void producer.flush().then(() => {
      flushed = true;
    });
    await tick();
    void producer.deliverAsync([messageOf('c')]);
    waiting.shift()?.();
    await tick();
    expect(flushed).toBe(false);
    waiting.shift()?.();
    await tick();
    expect(flushed).toBe(true);
    expect(cluster.textsOf(0)).toEqual(['a', 'b']);
    expect(producer.bufferedCount).toBe(1);
  });

  it('ends, too, when messages are given up, and at once when there are none', async () => {
    const { producer, cluster } = producerWorld();
    await producer.flush();
    cluster.outcomeOf = () => 'fatal';
    void producer.deliverAsync([messageOf('a')]);
    await producer.flush();
    expect(producer.bufferedCount).toBe(0);
  });
});

describe('close', () => {
  it('delivers what there is, takes nothing new, and answers the same when it is asked again', async () => {
    const { producer, cluster } = producerWorld({ lingerMs: 5_000 });
    const delivering = producer.deliverOne(messageOf('a'));
    const closed = producer.close(1_000);
    const refusal = { code: 'KFW_PRODUCER_CLOSED' };
    await expect(producer.deliverOne(messageOf('b'))).rejects.toMatchObject(refusal);
    await expect(producer.deliver([messageOf('b')])).rejects.toMatchObject(refusal);
    await expect(producer.deliverAsync([messageOf('b')])).rejects.toMatchObject(refusal);
    await expect(producer.deliverAtomically('t', [messageOf('b')])).rejects.toMatchObject(refusal);
    await tick();
    expect(await delivering).toMatchObject({ offset: '0' });
    expect(await closed).toEqual([]);
    expect(await producer.close(0)).toEqual([]);
    expect(cluster.textsOf(0)).toEqual(['a']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fails and returns what remains: on its way, in a pause, waiting, without room, without facts', async () => {
    const reported: Undelivered[] = [];
    const { producer, cluster, monitor } = producerWorld({
      maxBufferedMessages: 3,
      onUndelivered: (undelivered) => void reported.push(...undelivered),
    });
    const failed: unknown[] = [];
    monitor.subscribe('delivery.failed', ({ partition, messages }) => void failed.push([partition, messages]));
    const answer = Promise.withResolvers<void>();
    cluster.latency = ({ leader }) => (leader === 1 ? answer.promise : Promise.resolve());
    cluster.outcomeOf = ({ partition }) => (partition === 1 ? 'written' : 'refused');
    cluster.topics = { ...cluster.topics, audit: new Promise(() => {}) };
    const calls: (Promise<unknown> | undefined)[] = [
      producer.deliverOne(messageOf('on its way', { partition: 1 })),
      producer.deliverAsync([messageOf('in a pause')]),
    ];
    await tick();
    calls.push(
      producer.deliverAsync([messageOf('waiting', { partition: 1 })]),
      producer.deliver([messageOf('without room')]),
      producer.deliverAsync([messageOf('without facts', { topic: 'audit' })]),
    );
    const outcomes = calls.map(caught);
    const closed = producer.close(1_000);
    await advance(990);
    expect(reported).toEqual([]);
    await advance(10);
    const remaining = await closed;
    expect(remaining.map(({ message }) => String(message.value)).sort()).toEqual([
      'in a pause',
      'on its way',
      'waiting',
      'without facts',
      'without room',
    ]);
    expect(reported).toEqual(remaining);
    expect(failed).toEqual(
      expect.arrayContaining([
        [0, 1],
        [1, 2],
      ]),
    );
    for (const { error } of remaining) expect(error).toMatchObject({ code: 'KFW_PRODUCER_CLOSED' });
    const codes = (await Promise.all(outcomes)).map((outcome) => (outcome as { code?: string } | undefined)?.code);
    expect(codes).toEqual(['KFW_DELIVERY_FAILED', undefined, undefined, 'KFW_DELIVERY_FAILED', 'KFW_DELIVERY_FAILED']);
    expect([producer.bufferedCount, producer.buffered(), jest.getTimerCount()]).toEqual([0, [], 0]);

    const { length } = cluster.requests;
    answer.resolve();
    await advance(5_000);
    expect(cluster.requests).toHaveLength(length);
    expect(reported).toHaveLength(5);
    expect(producer.bufferedCount).toBe(0);
  });

  it('returns, too, what was given up while it waited', async () => {
    const { producer, cluster } = producerWorld();
    cluster.outcomeOf = () => 'fatal';
    const message = messageOf('a');
    void producer.deliverAsync([message]);
    expect(await producer.close(1_000)).toEqual([
      { message, error: expect.objectContaining({ message: 'not allowed' }) },
    ]);
  });
});
