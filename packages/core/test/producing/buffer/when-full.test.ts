/** What becomes of calls for which the buffer has no room. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeliveryError } from '../../../src/producing/deliverer.js';
import type { ProducerOptions } from '../../../src/producing/producer-options.js';
import { advance, messageOf, producerWorld, stopTime, tick } from '../producer-world.js';

beforeEach(stopTime);
afterEach(() => void jest.useRealTimers());

/** A producer whose requests wait until `answer` is called. */
function stuckWorld(options: ProducerOptions) {
  const world = producerWorld(options);
  const waiting: (() => void)[] = [];
  world.cluster.latency = () => new Promise((resolve) => void waiting.push(resolve));
  const answer = async (): Promise<void> => {
    for (const each of waiting.splice(0)) each();
    await tick();
  };
  return { ...world, answer };
}

describe('whenFull: wait', () => {
  it('lets calls in as room is handed out, first come, first served', async () => {
    const { producer, cluster, answer } = stuckWorld({ maxBufferedMessages: 3 });
    const entered: string[] = [];
    const ask = (...texts: string[]): void => {
      const entry = producer.deliverAsync(texts.map((text) => messageOf(text)));
      void entry?.then(() => void entered.push(texts.join('')));
      if (entry === undefined) entered.push(texts.join(''));
    };
    ask('a', 'b');
    await tick();
    ask('c', 'd', 'e');
    ask('f');
    expect(producer.bufferedCount).toBe(3);
    expect(producer.buffered().map(({ value }) => String(value))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(entered).toEqual(['ab']);
    await answer();
    expect(entered).toEqual(['ab', 'cde']);
    for (let step = 0; step < 4; step += 1) await answer();
    expect(entered).toEqual(['ab', 'cde', 'f']);
    expect(cluster.textsOf(0)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(producer.bufferedCount).toBe(0);
  });

  it('lets no small message overtake a large one that waits for bytes', async () => {
    const { producer, answer } = stuckWorld({ maxBufferedBytes: 1_000 });
    expect(producer.deliverAsync([messageOf('x'.repeat(600))])).toBeUndefined();
    const large = producer.deliverAsync([messageOf('y'.repeat(600))]);
    const small = producer.deliverAsync([messageOf('z')]);
    expect([large, small]).toEqual([expect.any(Promise), expect.any(Promise)]);
    expect(producer.bufferedCount).toBe(1);
    await tick();
    await answer();
    await Promise.all([large, small]);
    expect(producer.bufferedCount).toBe(2);
  });

  it('fails those that found no room in time, and keeps the rest', async () => {
    const { producer, answer } = stuckWorld({ maxBufferedMessages: 1, deliveryTimeoutMs: 1_000 });
    const first = producer.deliverOne(messageOf('a'));
    await advance(500);
    const second = producer.deliverOne(messageOf('b')).catch((thrown: unknown) => thrown);
    const third = Promise.resolve(producer.deliverAsync([messageOf('c')])).catch((thrown: unknown) => thrown);
    await advance(1_010);
    expect(await second).toBeInstanceOf(DeliveryError);
    expect(await third).toMatchObject({ code: 'KFW_DELIVERY_FAILED', cause: { code: 'KFW_DELIVERY_EXPIRED' } });
    await answer();
    expect(await first).toMatchObject({ offset: '0' });
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('whenFull: throw', () => {
  it('refuses a call that does not fit as a whole', async () => {
    const { producer } = stuckWorld({ maxBufferedMessages: 3, whenFull: 'throw' });
    expect(producer.deliverAsync([messageOf('a'), messageOf('b')])).toBeUndefined();
    const refusal = {
      code: 'KFW_BUFFER_FULL',
      message: expect.stringContaining('no room for 2 more: it holds 2 messages'),
    };
    await expect(producer.deliverAsync([messageOf('c'), messageOf('d')])).rejects.toMatchObject(refusal);
    await expect(producer.deliver([messageOf('c'), messageOf('d')])).rejects.toMatchObject(refusal);
    expect(producer.deliverAsync([messageOf('e')])).toBeUndefined();
    await expect(producer.deliverOne(messageOf('f'))).rejects.toMatchObject({ code: 'KFW_BUFFER_FULL' });
    expect(producer.bufferedCount).toBe(3);
  });

  it('refuses by bytes, too', async () => {
    const { producer } = stuckWorld({ maxBufferedBytes: 1_000, whenFull: 'throw' });
    expect(producer.deliverAsync([messageOf('x'.repeat(600))])).toBeUndefined();
    await expect(producer.deliverOne(messageOf('x'.repeat(600)))).rejects.toMatchObject({ code: 'KFW_BUFFER_FULL' });
  });
});

describe('whenFull: drop', () => {
  it('drops what nobody waits for, says so once per call, and refuses the rest', async () => {
    const { producer, monitor, cluster, answer } = stuckWorld({ maxBufferedMessages: 1, whenFull: 'drop' });
    const dropped: unknown[] = [];
    monitor.subscribe('delivery.dropped', (event) => void dropped.push(event));
    expect(producer.deliverAsync([messageOf('a')])).toBeUndefined();
    expect(producer.deliverAsync([messageOf('b'), messageOf('c')])).toBeUndefined();
    expect(dropped).toEqual([{ topic: 'users', messages: 2, bufferedMessages: 1, bufferedBytes: expect.any(Number) }]);
    await expect(producer.deliverOne(messageOf('d'))).rejects.toMatchObject({ code: 'KFW_BUFFER_FULL' });
    expect(dropped).toHaveLength(1);
    await tick();
    await answer();
    await producer.flush();
    expect(cluster.textsOf(0)).toEqual(['a']);
  });
});
