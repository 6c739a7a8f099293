import { beforeEach, describe, expect, it } from '@jest/globals';
import { labelLimits } from '../../src/measuring/label-limits.js';
import { Measurements } from '../../src/measuring/measurements.js';

const users = { group: 'shop_users', topic: 'users', consumer: 'UsersConsumer' };

describe('measurements', () => {
  let measurements: Measurements;

  beforeEach(() => {
    measurements = new Measurements();
  });

  const collected = (name: string, options?: { partitions: boolean }) =>
    measurements.collect(options).find((each) => each.name === name)?.series;

  it('hold a series at 0 as soon as it is bound', () => {
    measurements.counter('kfw_rebalances_total', { group: 'shop_users' });
    expect(collected('kfw_rebalances_total')).toEqual([
      { labels: { group: 'shop_users' }, value: 0, distribution: undefined },
    ]);
  });

  it('bind the same labels to the same series', () => {
    measurements.counter('kfw_rebalances_total', { group: 'a' }).add();
    measurements.counter('kfw_rebalances_total', { group: 'a' }).add(2);
    expect(collected('kfw_rebalances_total')?.map(({ value }) => value)).toEqual([3]);
  });

  it('sum partitions up unless they are asked for', () => {
    const labels = { ...users, outcome: 'consumed' };
    measurements.counter('kfw_consumer_messages_total', { ...labels, partition: 0 }).add(2);
    measurements.counter('kfw_consumer_messages_total', { ...labels, partition: 1 }).add(3);
    expect(collected('kfw_consumer_messages_total')).toEqual([{ labels, value: 5, distribution: undefined }]);
    expect(
      collected('kfw_consumer_messages_total', { partitions: true })?.map((each) => [
        each.labels.partition,
        each.value,
      ]),
    ).toEqual([
      ['0', 2],
      ['1', 3],
    ]);
  });

  it('show a series without a partition until there is one with a partition', () => {
    const labels = { ...users, outcome: 'consumed' };
    measurements.counter('kfw_consumer_messages_total', { ...labels, partition: undefined });
    const atFirst = [{ labels, value: 0, distribution: undefined }];
    expect(collected('kfw_consumer_messages_total', { partitions: true })).toEqual(atFirst);
    measurements.counter('kfw_consumer_messages_total', { ...labels, partition: 3 }).add(2);
    expect(collected('kfw_consumer_messages_total', { partitions: true })).toEqual([
      { labels: { ...labels, partition: '3' }, value: 2, distribution: undefined },
    ]);
    expect(collected('kfw_consumer_messages_total')).toEqual([{ labels, value: 2, distribution: undefined }]);
  });

  it('are brought up to date before they are collected, until the update is removed', () => {
    const counter = measurements.counter('kfw_rebalances_total', { group: 'a' });
    const remove = measurements.beforeCollect(() => counter.add());
    expect(collected('kfw_rebalances_total')?.[0]?.value).toBe(1);
    remove();
    expect(collected('kfw_rebalances_total')?.[0]?.value).toBe(1);
  });

  it('take the most of a gauge that says so', () => {
    const read = (partition: number, value: number) => ({ labels: { ...users, partition }, value });
    measurements.gauge('kfw_consumer_lag_seconds', () => [read(0, 1.5), read(1, 60)]);
    measurements.gauge('kfw_consumer_lag_messages', () => [read(0, 10), read(1, 5)]);
    expect(collected('kfw_consumer_lag_seconds')?.[0]?.value).toBe(60);
    expect(collected('kfw_consumer_lag_messages')?.[0]?.value).toBe(15);
  });

  it('leave out a gauge that is not known, and one that was removed', () => {
    const remove = measurements.gauge('kfw_group_member', () => [{ labels: { group: 'a' }, value: 1 }]);
    measurements.gauge('kfw_group_member', () => [{ labels: { group: 'b' }, value: Number.NaN }]);
    expect(collected('kfw_group_member')?.map(({ labels }) => labels)).toEqual([{ group: 'a' }]);
    remove();
    expect(collected('kfw_group_member')).toBeUndefined();
  });

  it('count observations by bucket, the last for what is larger than every bound', () => {
    const histogram = measurements.histogram('kfw_delivery_seconds', { topic: 'users' });
    for (const value of [0.0001, 0.003, 1_000]) histogram.observe(value);
    const distribution = collected('kfw_delivery_seconds')?.[0]?.distribution;
    expect(distribution).toMatchObject({ sum: 1_000.0031, count: 3 });
    expect(distribution?.counts).toEqual([1, 0, 0, 0, 1, ...new Array<number>(13).fill(0), 1]);
  });

  it('tell each observation to those who ask, also of histograms bound before', () => {
    const histogram = measurements.histogram('kfw_commit_seconds', { group: 'a' });
    const seen: unknown[] = [];
    measurements.onObservation(({ name, labels }, value) => seen.push([name, labels, value]));
    histogram.observe(0.5);
    expect(seen).toEqual([['kfw_commit_seconds', { group: 'a' }, 0.5]]);
  });

  it('bound the values of labels that nobody knows beforehand', () => {
    for (let at = 0; at < 200; at++) {
      measurements.counter('kfw_commit_failures_total', { group: 'a', error: `Error${at}` }).add();
    }
    const series = collected('kfw_commit_failures_total') ?? [];
    expect(series).toHaveLength((labelLimits.error ?? 0) + 1);
    expect(series.find(({ labels }) => labels.error === 'other')?.value).toBe(150);
  });
});
