import { expect } from '@jest/globals';
import { deliver } from 'kfw';
import { deliverThrough } from '../src/apps/deliver-through.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { valuesOf } from '../src/observing/values-of.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'a killed broker shows in the errors of its requests, and what was sent to it as retried and failed',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const users = world.name('users');
    const app = await deliverThrough(world, { deliveryTimeoutMs: 2_000 }, cluster.brokers);
    await deliver(users, 'before', { key: 'a' });
    const errors = () =>
      Object.entries(valuesOf(app.monitor, 'kfw_request_errors_total')).filter(([, count]) => count > 0);
    const sumOf = (name: Parameters<typeof valuesOf>[1]) =>
      Object.values(valuesOf(app.monitor, name)).reduce((sum, count) => sum + count, 0);
    expect(errors()).toEqual([]);
    expect(sumOf('kfw_producer_retries_total')).toBe(0);
    expect(valuesOf(app.monitor, 'kfw_request_seconds')).toMatchObject({
      [`${cluster.brokers} Produce`]: expect.any(Number),
      [`${cluster.brokers} Metadata`]: expect.any(Number),
    });
    const retries = world.events(app.monitor, 'delivery.retrying');
    await cluster.kill();

    await expect(deliver(users, 'during', { key: 'a' })).rejects.toThrow();

    expect(valuesOf(app.monitor, 'kfw_producer_messages_total')).toEqual({ [users]: 1 });
    expect(sumOf('kfw_producer_failures_total')).toBe(1);
    const ofBatches = retries.items.filter(({ partitions }) => partitions.every(({ partition }) => partition >= 0));
    expect(ofBatches.length).toBeGreaterThan(0);
    expect(sumOf('kfw_producer_retries_total')).toBe(ofBatches.length);
    expect(Object.fromEntries(errors())).toMatchObject({
      [`${cluster.brokers} ApiVersions ECONNREFUSED`]: expect.any(Number),
    });
    // All of them are of this broker.
    for (const [labels] of errors()) expect(labels.startsWith(`${cluster.brokers} `)).toBe(true);
  },
  { timeoutMs: 120_000 },
);
