import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Monitor, silentLogger } from '@kfw/core';
import { DeadLetterGauge } from '../../src/app/dead-letter-gauge.js';

const minuteMs = 60_000;

describe('the gauge of dead letters', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  function world() {
    const { measurements } = new Monitor();
    const lines: string[] = [];
    const logger = { ...silentLogger, debug: (_fields: object, message = '') => void lines.push(message) };
    const cluster = { high: 3, failure: undefined as Error | undefined, asked: 0 };
    const admin = {
      listTopics: async () => ['staging.users.dlq'],
      offsetRanges: async (topics: readonly string[]) => {
        cluster.asked++;
        if (cluster.failure) throw cluster.failure;
        return topics.map((topic) => ({ topic, partition: 0, low: 0, high: cluster.high }));
      },
      groupOffsets: async () => [],
      setGroupOffsets: async () => [],
    };
    const topics = [
      { topic: 'users.dlq', onCluster: 'staging.users.dlq' },
      { topic: 'orders.dlq', onCluster: 'staging.orders.dlq' },
    ];
    const gauge = new DeadLetterGauge({ admin, topics, measurements, logger });
    const values = () => {
      const found = measurements.collect().find(({ name }) => name === 'kfw_dead_letter_backlog_messages');
      return found && Object.fromEntries(found.series.map(({ labels: { topic = '' }, value }) => [topic, value]));
    };
    const after = async (ms: number) => {
      jest.advanceTimersByTime(ms);
      await new Promise((resolve) => void setImmediate(resolve));
    };
    return { gauge, cluster, values, after, lines };
  }

  it('is there at 0, is asked for at the start, and every minute', async () => {
    const { gauge, cluster, values, after } = world();
    expect(values()).toEqual({ 'users.dlq': 0, 'orders.dlq': 0 });
    await after(10 * 1_000);
    expect(cluster.asked).toBe(0);
    gauge.start();
    await after(0);
    expect(values()).toEqual({ 'users.dlq': 3, 'orders.dlq': 0 });
    cluster.high = 5;
    await after(minuteMs - 1);
    expect(values()).toEqual({ 'users.dlq': 3, 'orders.dlq': 0 });
    await after(1);
    expect(values()).toEqual({ 'users.dlq': 5, 'orders.dlq': 0 });
    expect(cluster.asked).toBe(2);
    gauge.stop();
  });

  it('keeps its value for five minutes when nobody answers, with a line for each attempt', async () => {
    const { gauge, cluster, values, after, lines } = world();
    gauge.start();
    await after(0);
    cluster.failure = new Error('no broker answers');
    for (let minute = 1; minute <= 5; minute++) await after(minuteMs);
    expect(values()).toEqual({ 'users.dlq': 3, 'orders.dlq': 0 });
    await after(minuteMs);
    expect(values()).toBeUndefined();
    expect(new Set(lines)).toEqual(new Set(['dead letters were not counted: no broker answers']));
    cluster.failure = undefined;
    await after(minuteMs);
    expect(values()).toEqual({ 'users.dlq': 3, 'orders.dlq': 0 });
    gauge.stop();
  });

  it('asks nothing once it is stopped, and leaves no timer', async () => {
    const { gauge, cluster, values, after, lines } = world();
    gauge.start();
    await after(0);
    gauge.stop();
    await after(10 * minuteMs);
    expect([cluster.asked, values(), lines]).toEqual([1, undefined, []]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
