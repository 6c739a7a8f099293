/** What is measured of sending: per batch, and what failed by the class of its error. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { bindTopicMeters } from '../../src/producing/topic-meters.js';
import { collected, observed } from '../support/collected.js';
import { advance, messageOf, producerWorld, stopTime, tick } from './producer-world.js';

beforeEach(stopTime);
afterEach(() => void jest.useRealTimers());

const recordBytes = 9;

describe('what is measured of a topic', () => {
  it('is there at 0 when it is bound', () => {
    const { measurements } = producerWorld().monitor;
    bindTopicMeters(measurements, 'users');
    expect(collected(measurements, 'kfw_producer_messages_total')).toEqual({ users: 0 });
    expect(collected(measurements, 'kfw_producer_dropped_total')).toEqual({ users: 0 });
    expect(collected(measurements, 'kfw_producer_retries_total')).toEqual({ 'users other': 0 });
    expect(collected(measurements, 'kfw_producer_failures_total')).toEqual({ 'users other': 0 });
    expect(observed(measurements, 'kfw_delivery_seconds')).toEqual({ users: { count: 0, sum: 0 } });
  });

  it('is not there for a producer that is closed', async () => {
    const { producer, monitor } = producerWorld();
    expect(collected(monitor.measurements, 'kfw_producer_buffered_messages')).toEqual({ '': 0 });
    await Promise.all([producer.close(0), advance(10)]);
    expect(monitor.measurements.seriesOf('kfw_producer_buffered_messages')).toEqual([]);
  });

  it('counts acknowledged batches: messages, bytes, time before the first sending, and time in all', async () => {
    const { producer, cluster, monitor } = producerWorld({ lingerMs: 200 });
    const { measurements } = monitor;
    cluster.latency = () => new Promise((resolve) => void setTimeout(resolve, 300));
    const delivered = [producer.deliverOne(messageOf('abc')), producer.deliver([messageOf('d'), messageOf('e')])];
    await advance(100);
    expect(collected(measurements, 'kfw_producer_buffered_messages')).toEqual({ '': 3 });
    await advance(300);
    expect(collected(measurements, 'kfw_producer_messages_total')).toEqual({ users: 0 });
    await advance(200);
    await Promise.all(delivered);
    expect(collected(measurements, 'kfw_producer_messages_total')).toEqual({ users: 3 });
    expect(collected(measurements, 'kfw_producer_bytes_total')).toEqual({ users: 3 * recordBytes + 5 });
    expect(observed(measurements, 'kfw_producer_batch_messages')).toEqual({ users: { count: 1, sum: 3 } });
    const seconds = (name: 'kfw_producer_queue_seconds' | 'kfw_delivery_seconds') =>
      observed(measurements, name).users?.sum ?? Number.NaN;
    expect(seconds('kfw_producer_queue_seconds')).toBeCloseTo(0.2, 1);
    expect(seconds('kfw_delivery_seconds')).toBeCloseTo(0.5, 1);
    expect(collected(measurements, 'kfw_producer_buffered_messages')).toEqual({ '': 0 });
  });

  it('counts batches that are sent again, whose first sending ended their time in the queue', async () => {
    const { producer, cluster, monitor } = producerWorld();
    const { measurements } = monitor;
    cluster.outcomeOf = () => (cluster.requests.length < 3 ? 'refused' : 'written');
    const delivered = producer.deliverOne(messageOf('a'));
    await advance(1_000);
    await delivered;
    expect(collected(measurements, 'kfw_producer_retries_total')).toEqual({ 'users other': 0, 'users Error': 2 });
    expect(collected(measurements, 'kfw_producer_messages_total')).toEqual({ users: 1 });
    expect(observed(measurements, 'kfw_producer_queue_seconds').users?.sum).toBeLessThan(0.05);
    expect(observed(measurements, 'kfw_delivery_seconds').users?.sum).toBeGreaterThan(0.25);
  });

  it('counts a batch that is divided as the halves that are acknowledged, and the message that is the reason', async () => {
    const { producer, monitor } = producerWorld();
    const { measurements } = monitor;
    const delivered = producer.deliver(['a', 'poison', 'b', 'c'].map((text) => messageOf(text)));
    await expect(Promise.all([delivered, advance(1_000)])).rejects.toThrow('poison');
    expect(collected(measurements, 'kfw_producer_messages_total')).toEqual({ users: 3 });
    expect(collected(measurements, 'kfw_producer_failures_total')).toEqual({ 'users other': 0, 'users Error': 1 });
    expect(observed(measurements, 'kfw_producer_batch_messages').users).toEqual({ count: 2, sum: 3 });
  });

  it('counts messages that are refused, that expire, and that are still there when it closes', async () => {
    const { producer, cluster, monitor } = producerWorld({ deliveryTimeoutMs: 1_000, maxBufferedMessages: 1 });
    const { measurements } = monitor;
    await expect(producer.deliverOne(messageOf('a', { partition: 9 }))).rejects.toThrow('no partition 9');
    cluster.latency = () => new Promise(() => {});
    const stuck = [
      producer.deliverOne(messageOf('a')),
      // Behind it, for want of room.
      producer.deliver([messageOf('b'), messageOf('c')]),
    ].map((delivery) => delivery.catch(() => {}));
    await advance(2_000);
    expect(collected(measurements, 'kfw_producer_failures_total')).toEqual({
      'users other': 0,
      'users KFW_PARTITION_INVALID': 1,
      'users KFW_DELIVERY_EXPIRED': 2,
    });
    await Promise.all([producer.close(0), advance(10)]);
    await expect(producer.deliverOne(messageOf('late'))).rejects.toThrow();
    await Promise.all(stuck);
    expect(collected(measurements, 'kfw_producer_failures_total')).toMatchObject({ 'users KFW_PRODUCER_CLOSED': 2 });
    expect(collected(measurements, 'kfw_producer_messages_total')).toEqual({ users: 0 });
  });

  it('counts what a full buffer does not take: dropped, or refused to those that wait for a report', async () => {
    const { producer, cluster, monitor } = producerWorld({ whenFull: 'drop', maxBufferedMessages: 1 });
    const { measurements } = monitor;
    cluster.latency = () => new Promise(() => {});
    void producer.deliverAsync([messageOf('a')]);
    await tick();
    void producer.deliverAsync([messageOf('b'), messageOf('c')]);
    await expect(producer.deliverOne(messageOf('d'))).rejects.toMatchObject({ code: 'KFW_BUFFER_FULL' });
    expect(collected(measurements, 'kfw_producer_dropped_total')).toEqual({ users: 2 });
    expect(collected(measurements, 'kfw_producer_failures_total')).toMatchObject({ 'users KFW_BUFFER_FULL': 1 });
  });
});
