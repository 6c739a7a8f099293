import { describe, expect, it } from '@jest/globals';
import { type Endpoint, Monitor, silentLogger } from '@kfw/core';
import { Counter, Registry } from 'prom-client';
import { metricsListener } from '../src/metrics-listener.js';

function served() {
  const endpoints = new Map<string, Endpoint>();
  const add = (path: string, respond: Endpoint) => void endpoints.set(path, respond);
  return { endpoints, context: { monitor: new Monitor(), logger: silentLogger, endpoints: { add } } };
}

describe('metricsListener', () => {
  it('serves everything in its registry at /metrics', async () => {
    const registry = new Registry();
    new Counter({ name: 'shop_orders_total', help: 'Orders.', registers: [registry] }).inc(7);
    const { endpoints, context } = served();
    metricsListener({ registry })(context);
    const response = await endpoints.get('/metrics')?.();
    expect(response?.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response?.body).toContain('shop_orders_total 7');
    expect(response?.body).toContain('# TYPE kfw_info gauge');
  });

  it('serves another path, or none', () => {
    const { endpoints, context } = served();
    metricsListener({ path: '/internal/metrics' })(context);
    metricsListener({ path: false })(context);
    expect([...endpoints.keys()]).toEqual(['/internal/metrics']);
  });

  it('joins the registry in a process that serves no health address', async () => {
    const registry = new Registry();
    metricsListener({ registry })({ monitor: new Monitor(), logger: silentLogger });
    expect(await registry.metrics()).toContain('# TYPE kfw_info gauge');
  });

  it('refuses wrong labels where it is made', () => {
    expect(() => metricsListener({ defaultLabels: { group: 'x' } })).toThrow(/is a label of kfw's own/);
  });
});
