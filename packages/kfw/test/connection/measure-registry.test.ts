import { describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { measureRegistry } from '../../src/connection/measure-registry.js';

describe('requests to the schema registry', () => {
  it('are measured, and their errors are there at 0', () => {
    const { measurements } = new Monitor();
    const onRequest = measureRegistry(measurements);
    const errors = () => {
      const series = measurements.collect().find(({ name }) => name === 'kfw_registry_request_errors_total')?.series;
      return series?.map(({ labels, value }) => [labels['error'], value]);
    };
    expect(errors()).toEqual([
      ['noResponse', 0],
      ['unavailable', 0],
      ['unauthorized', 0],
      ['invalidResponse', 0],
    ]);
    onRequest({ durationMs: 250, error: undefined });
    onRequest({ durationMs: 500, error: 'unauthorized' });
    expect(errors()?.[2]).toEqual(['unauthorized', 1]);
    const [seconds] = measurements.collect().find(({ name }) => name === 'kfw_registry_request_seconds')?.series ?? [];
    expect(seconds?.distribution).toMatchObject({ count: 2, sum: 0.75 });
  });
});
