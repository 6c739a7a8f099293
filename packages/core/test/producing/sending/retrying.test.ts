/** What happens to messages that a broker did not take: again, in halves, or given up, and who hears of it. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { coreError } from '../../../src/errors/core-errors.js';
import type { Undelivered } from '../../../src/producing/deliverer.js';
import { DeliveryError } from '../../../src/producing/deliverer.js';
import { advance, messageOf, producerWorld, stopTime, tick } from '../producer-world.js';

beforeEach(stopTime);
afterEach(() => void jest.useRealTimers());

/** The rejection of a promise that must not be unhandled meanwhile. */
const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('a topic that the cluster cannot be asked about just now', () => {
  const unavailable = () => {
    const error = coreError('KFW_KEY_MISSING', { topic: 'users' });
    return Object.assign(error, { code: 'KFW_TOPIC_UNAVAILABLE', message: 'no broker answers' });
  };

  it('is asked about again, and its calls keep their order', async () => {
    const { producer, cluster, monitor } = producerWorld();
    const reported: unknown[] = [];
    monitor.subscribe('delivery.retrying', ({ partitions, messages, attempt, retryInMs }) => {
      reported.push([partitions, messages, attempt, retryInMs]);
    });
    const topicInfo = jest.spyOn(cluster, 'topicInfo');
    for (let time = 0; time < 2; time += 1) topicInfo.mockImplementationOnce(() => Promise.reject(unavailable()));
    const first = producer.deliver([messageOf('a'), messageOf('b')]);
    const second = producer.deliverAsync([messageOf('c')]);
    await advance(1_000);
    expect(await first).toHaveLength(2);
    await second;
    expect(cluster.textsOf(0)).toEqual(['a', 'b', 'c']);
    const nowhereYet = [{ topic: 'users', partition: -1 }];
    expect(reported.slice(0, 1)).toEqual([[nowhereYet, 2, 1, 100]]);
  });

  it('fails its messages when their time is over, with the reason', async () => {
    const { producer, cluster } = producerWorld({ deliveryTimeoutMs: 2_000 });
    jest.spyOn(cluster, 'topicInfo').mockImplementation(() => Promise.reject(unavailable()));
    const failed = rejectionOf(producer.deliverOne(messageOf('a')));
    await advance(3_000);
    expect(await failed).toMatchObject({
      code: 'KFW_DELIVERY_FAILED',
      message: expect.stringContaining('no broker answers'),
    });
    await advance(2_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a failure that can be retried', () => {
  it('is retried after pauses that double up to a second, with the very same records', async () => {
    const { producer, cluster } = producerWorld();
    cluster.outcomeOf = () => (cluster.requests.length < 7 ? 'refused' : 'written');
    const times: number[] = [];
    cluster.latency = async () => void times.push(performance.now());
    const delivering = producer.deliverOne(messageOf('a'));
    await advance(10_000);
    expect(await delivering).toMatchObject({ offset: '0' });
    expect(times.slice(1).map((time, at) => Math.round(time - (times[at] ?? 0)))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
    expect(new Set(cluster.requests.map(({ batches }) => batches[0]?.records)).size).toBe(1);
  });

  it('is told once per request, with the partitions and the attempt', async () => {
    const { producer, cluster, monitor } = producerWorld();
    const reported: unknown[] = [];
    monitor.subscribe('delivery.retrying', ({ partitions, messages, attempt, retryInMs }) => {
      reported.push([partitions.map(({ partition }) => partition), messages, attempt, retryInMs]);
    });
    cluster.outcomeOf = () => (cluster.requests.length < 3 ? 'refused' : 'written');
    void producer.deliverAsync([0, 0, 2].map((partition) => messageOf('x', { partition })));
    await advance(10_000);
    expect(reported).toEqual([
      [[0, 2], 3, 1, 100],
      [[0, 2], 3, 2, 200],
    ]);
  });

  it('goes to the leader of then, before what came later', async () => {
    const { producer, cluster } = producerWorld();
    cluster.outcomeOf = () => (cluster.requests.length === 1 ? 'lost' : 'written');
    void producer.deliverAsync([messageOf('a'), messageOf('b')]);
    await tick();
    cluster.leaders.set('users[0]', 7);
    void producer.deliverAsync([messageOf('c')]);
    await advance(100);
    expect(cluster.requests.map(({ leader }) => leader)).toEqual([0, 7, 7]);
    expect(cluster.textsOf(0)).toEqual(['a', 'b', 'c']);
    expect(cluster.misuse).toEqual([]);
  });

  it('is what a request that rejects is', async () => {
    const { producer, cluster } = producerWorld();
    cluster.latency = async () => {
      if (cluster.requests.length === 1) throw new Error('no connection');
    };
    const delivering = producer.deliver([0, 2].map((partition) => messageOf('x', { partition })));
    await advance(100);
    expect(await delivering).toHaveLength(2);
  });

  it('delays only the partitions of its broker', async () => {
    const { producer, cluster } = producerWorld();
    cluster.latency = ({ leader }) => (leader === 1 ? new Promise(() => {}) : Promise.resolve());
    void producer.deliverAsync([messageOf('stuck', { partition: 1 })]);
    await tick();
    for (const text of ['a', 'b', 'c']) {
      const delivering = producer.deliverOne(messageOf(text));
      await tick();
      await delivering;
    }
    expect(cluster.textsOf(0)).toEqual(['a', 'b', 'c']);
    expect(producer.bufferedCount).toBe(1);
  });

  it('is given up when the time of the oldest message is over', async () => {
    const { producer, cluster, monitor } = producerWorld({ deliveryTimeoutMs: 1_000 });
    cluster.outcomeOf = () => 'refused';
    const events: unknown[] = [];
    monitor.subscribe('delivery.failed', (event) => void events.push(event));
    const message = messageOf('a');
    const rejection = rejectionOf(producer.deliverOne(message));
    await advance(999);
    const error = (await rejection) as DeliveryError;
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error.code).toBe('KFW_DELIVERY_FAILED');
    expect(error.message).toBe('1 of 1 messages were not delivered (1 for users): not the leader');
    expect(error.undelivered).toEqual([{ message, error: expect.objectContaining({ message: 'not the leader' }) }]);
    expect(error.undelivered[0]?.message).toBe(message);
    expect(events).toEqual([{ topic: 'users', partition: 0, messages: 1, error: error.cause }]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('messages that wait too long', () => {
  it('fail without having been sent, and say behind what they waited', async () => {
    const { producer, cluster } = producerWorld({ deliveryTimeoutMs: 1_000 });
    cluster.outcomeOf = () => (cluster.requests.length === 1 ? 'refused' : 'written');
    const answer = Promise.withResolvers<void>();
    cluster.latency = async () => {
      if (cluster.requests.length === 2) await answer.promise;
    };
    const first = producer.deliverOne(messageOf('a'));
    await advance(10);
    const second = rejectionOf(producer.deliverOne(messageOf('b')));
    await advance(1_000);
    expect(await second).toMatchObject({
      undelivered: [{ error: { code: 'KFW_DELIVERY_EXPIRED', message: expect.stringContaining('not the leader') } }],
    });
    answer.resolve();
    await tick();
    expect(await first).toMatchObject({ offset: '0' });
    expect(cluster.textsOf(0)).toEqual(['a']);
  });

  it('are not failed while they are on their way', async () => {
    const { producer, cluster } = producerWorld({ deliveryTimeoutMs: 1_000 });
    cluster.latency = () => new Promise((resolve) => void setTimeout(resolve, 5_000));
    const delivering = producer.deliverOne(messageOf('a'));
    await advance(5_000);
    expect(await delivering).toMatchObject({ offset: '0' });
  });

  it('fail while they wait for facts of their topic, too', async () => {
    const { producer, cluster } = producerWorld({ deliveryTimeoutMs: 1_000 });
    cluster.topics = { users: new Promise(() => {}) };
    const rejections = Promise.all([
      rejectionOf(producer.deliverOne(messageOf('a'))),
      rejectionOf(Promise.resolve(producer.deliverAsync([messageOf('b')]))),
    ]);
    await advance(1_001);
    for (const rejection of await rejections) expect(rejection).toBeInstanceOf(DeliveryError);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('one bad message', () => {
  it('does not fail its neighbours', async () => {
    const { producer, cluster } = producerWorld();
    const messages = ['a', 'b', 'poison', 'c', 'd'].map((text) => messageOf(text));
    const rejection = rejectionOf(producer.deliver(messages));
    await tick();
    const error = (await rejection) as DeliveryError;
    expect(error.undelivered.map(({ message }) => message)).toEqual([messages[2]]);
    expect(error.delivered.map((to) => to?.offset)).toEqual(['0', '1', undefined, '2', '3']);
    expect(error.message).toBe('1 of 5 messages were not delivered (1 for users): poison');
    expect(cluster.textsOf(0)).toEqual(['a', 'b', 'c', 'd']);
    expect(cluster.misuse).toEqual([]);
  });

  it('is told to the hook by who waits for it', async () => {
    const reported: [readonly Undelivered[], boolean][] = [];
    const { producer, cluster } = producerWorld({ onUndelivered: (...args) => void reported.push(args) });
    cluster.outcomeOf = () => 'fatal';
    const [one, two] = [messageOf('one'), messageOf('two')];
    const rejection = rejectionOf(producer.deliverOne(one));
    void producer.deliverAsync([two]);
    await tick();
    await rejection;
    const error = expect.objectContaining({ message: 'not allowed' });
    expect(reported).toEqual([
      [[{ message: one, error }], true],
      [[{ message: two, error }], false],
    ]);
  });

  it('is reported also when the hook throws', async () => {
    const { producer, cluster, monitor } = producerWorld({
      onUndelivered: () => {
        throw new Error('broken hook');
      },
    });
    const heard: unknown[] = [];
    monitor.subscribe('listener.failed', (event) => void heard.push(event));
    cluster.outcomeOf = () => 'fatal';
    const rejection = rejectionOf(producer.deliverOne(messageOf('a')));
    await tick();
    expect(await rejection).toBeInstanceOf(DeliveryError);
    expect(heard).toEqual([{ listened: 'onUndelivered', error: new Error('broken hook') }]);
  });
});
