import { beforeEach, describe, expect, it } from '@jest/globals';
import { type GaugeValue, Monitor } from '@kfw/core';
import { StatsD } from 'hot-shots';
import { MeasurementSender } from '../src/measurement-sender.js';
import { type StatsdListenerOptions, withDefaults } from '../src/statsd-options.js';

const orders = { group: 'billing', topic: 'orders.v1', consumer: 'OrdersConsumer' } as const;
type Lag = GaugeValue<'kfw_consumer_lag_messages'>;

let monitor: Monitor;
let client: StatsD;
let errors: Error[];
const failed = (error: Error): void => void errors.push(error);

beforeEach(() => {
  errors = [];
  monitor = new Monitor();
  client = new StatsD({ mock: true, datadog: false, includeDataDogTags: false });
});

function sending(options: StatsdListenerOptions = {}): MeasurementSender {
  const sender = new MeasurementSender(monitor.measurements, withDefaults(options));
  sender.start(client, failed);
  return sender;
}

/** The lines since the last call, without those of the process, which every monitor has. */
function lines(): string[] {
  const all = (client.mockBuffer ?? []).splice(0);
  return all.filter((line) => !/^kfw\.(process\.memory|event_loop)/.test(line));
}

function consumed(partition = 0) {
  return monitor.measurements.counter('kfw_consumer_messages_total', { ...orders, partition, outcome: 'consumed' });
}

describe('counters', () => {
  it('are sent as what was added since the last flush, and at first even when that is nothing', () => {
    const sender = sending();
    const counter = consumed();
    const of = (added: number) =>
      `kfw.consumer.messages:${added}|c|#group:billing,topic:orders.v1,consumer:OrdersConsumer,outcome:consumed`;
    sender.flush();
    expect(lines()).toEqual([of(0)]);
    counter.add(3);
    sender.flush();
    counter.add(4);
    counter.add(1);
    sender.flush();
    sender.flush();
    expect(lines()).toEqual([of(3), of(5)]);
  });

  it('have one value for all partitions, and one for each if that is asked for', () => {
    consumed(0).add(2);
    consumed(1).add(5);
    sending().flush();
    expect(lines()).toEqual([expect.stringContaining(':7|c|')]);
    sending({ partitions: true }).flush();
    expect(lines()).toEqual([
      expect.stringMatching(/:2\|c\|.*,partition:0$/),
      expect.stringMatching(/:5\|c\|.*,partition:1$/),
    ]);
  });

  it('continue after what an earlier client of the process has sent', () => {
    const sender = sending();
    consumed().add(10);
    sender.flush();
    sender.stop();
    sender.start(client, failed);
    consumed().add(1);
    sender.flush();
    expect(lines().map((line) => line.split('|')[0])).toEqual(['kfw.consumer.messages:10', 'kfw.consumer.messages:1']);
  });

  it('of seconds add up to the figure that was measured', () => {
    const waiting = monitor.measurements.counter('kfw_consumer_waiting_seconds_total', { ...orders, partition: 0 });
    const sender = sending();
    for (const seconds of [0.1, 0.2, 0.7]) {
      waiting.add(seconds);
      sender.flush();
    }
    expect(lines().map((line) => line.split('|')[0])).toEqual(
      [0.1, 0.2, 0.7].map((each) => `kfw.consumer.waiting:${each}`),
    );
  });

  it('are never sampled: a sample of sums is not a sum', () => {
    consumed().add(10);
    sending({ sampleRate: 0.001 }).flush();
    expect(lines()).toEqual([expect.stringMatching(/:10\|c\|#/)]);
  });
});

describe('gauges', () => {
  it('are sent with each flush, and once as 0 after they are gone', () => {
    let lags: readonly Lag[] = [{ labels: { ...orders, partition: 0 }, value: 12 }];
    monitor.measurements.gauge('kfw_consumer_lag_messages', () => lags);
    const sender = sending();
    const of = (value: number) => `kfw.consumer.lag:${value}|g|#group:billing,topic:orders.v1,consumer:OrdersConsumer`;
    sender.flush();
    sender.flush();
    expect(lines()).toEqual([of(12), of(12)]);
    lags = [];
    sender.flush();
    sender.flush();
    expect(lines()).toEqual([of(0)]);
  });

  it('without a label are the sum, or the maximum where the instrument says so', () => {
    const other = { ...orders, topic: 'payments', partition: 0 };
    monitor.measurements.gauge('kfw_consumer_lag_messages', () => [
      { labels: { ...orders, partition: 0 }, value: 12 },
      { labels: other, value: 3 },
    ]);
    monitor.measurements.gauge('kfw_consumer_lag_seconds', () => [
      { labels: { ...orders, partition: 0 }, value: 1.5 },
      { labels: other, value: 0.5 },
    ]);
    sending({ withoutLabels: ['topic', 'consumer'] }).flush();
    expect(lines()).toEqual(['kfw.consumer.lag:15|g|#group:billing', 'kfw.consumer.lag_seconds:1.5|g|#group:billing']);
  });
});

describe('histograms', () => {
  const handler = () => monitor.measurements.histogram('kfw_consumer_handler_seconds', { ...orders, partition: 4 });

  const tags = '#group:billing,topic:orders.v1,consumer:OrdersConsumer';

  it('are distributions in seconds, many observations in a line that leaves with the flush', () => {
    const sender = sending();
    handler().observe(0.25);
    handler().observe(0.1 + 0.2);
    expect(lines()).toEqual([]);
    sender.flush();
    sender.flush();
    expect(lines()).toEqual([`kfw.consumer.handler:0.25:0.3|d|${tags}`]);
  });

  it('leave when a line is full, and none is lost', () => {
    const sender = sending();
    const observed = Array.from({ length: 1_000 }, (_, n) => n / 1_000);
    for (const value of observed) handler().observe(value);
    const early = lines();
    expect(early.length).toBeGreaterThan(5);
    sender.flush();
    const sent = [...early, ...lines()];
    expect(sent.flatMap((line) => (line.split('|')[0] ?? '').split(':').slice(1).map(Number))).toEqual(observed);
    expect(Math.max(...sent.map((line) => line.length))).toBeLessThan(900);
  });

  it('are a line each if that is asked for', () => {
    sending({ packed: false });
    handler().observe(0.25);
    handler().observe(0.5);
    expect(lines()).toEqual([`kfw.consumer.handler:0.25|d|${tags}`, `kfw.consumer.handler:0.5|d|${tags}`]);
  });

  it('are histograms of Datadog if that is asked for', () => {
    const sender = sending({ distributions: false, partitions: true });
    handler().observe(2);
    sender.flush();
    expect(lines()).toEqual([`kfw.consumer.handler:2|h|${tags},partition:4`]);
  });

  it('are timers in milliseconds without tags, and sizes are as they are', () => {
    sending({ tags: 'none' });
    handler().observe(0.25);
    monitor.measurements.histogram('kfw_consumer_batch_messages', { ...orders, partition: 4 }).observe(500);
    expect(lines()).toEqual([
      'kfw.consumer.handler.billing.orders_v1.OrdersConsumer:250|ms',
      'kfw.consumer.batch.billing.orders_v1.OrdersConsumer:500|ms',
    ]);
  });

  it('say the rate of a sample', () => {
    sending({ sampleRate: 0.5 });
    for (let n = 0; n < 400; n++) handler().observe(1);
    const sent = lines();
    expect(sent.length).toBeGreaterThan(100);
    expect(sent.length).toBeLessThan(300);
    expect(new Set(sent)).toEqual(
      new Set(['kfw.consumer.handler:1|d|@0.5|#group:billing,topic:orders.v1,consumer:OrdersConsumer']),
    );
  });

  it('are not sent after the end', () => {
    const sender = sending();
    sender.stop();
    handler().observe(1);
    sender.start(client, failed);
    sender.flush();
    expect(lines()).toEqual([]);
  });
});

it('sends no dates by default', () => {
  monitor.measurements.gauge('kfw_process_start_time_seconds', () => [{ labels: {}, value: 1_790_000_000 }]);
  sending().flush();
  expect(lines()).toEqual([]);
});

it('sends what the filter lets through, by the name with dots', () => {
  const sender = sending({
    prefix: 'shop',
    filter: (name) => name === 'kfw.consumer.queue' || name === 'kfw.rebalances',
  });
  consumed().add(1);
  monitor.measurements.counter('kfw_rebalances_total', { group: 'billing' }).add(1);
  monitor.measurements.histogram('kfw_consumer_handler_seconds', { ...orders, partition: 0 }).observe(1);
  monitor.measurements.histogram('kfw_consumer_queue_seconds', { ...orders, partition: 0 }).observe(2);
  sender.flush();
  expect(lines().map((line) => line.split('|')[0])).toEqual(['shop.kfw.consumer.queue:2', 'shop.kfw.rebalances:1']);
});

it('reports what a filter or a client throws, and throws nothing into the app', () => {
  const filter = (): boolean => {
    throw new Error('of the filter');
  };
  const sender = sending({ filter });
  monitor.measurements.histogram('kfw_commit_seconds', { group: 'billing' }).observe(1);
  sender.flush();
  client.increment = () => {
    throw new Error('of the client');
  };
  sending().flush();
  expect(errors.map(({ message }) => message)).toEqual(['of the filter', 'of the filter', 'of the client']);
});
