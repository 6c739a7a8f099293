import { expect, it } from '@jest/globals';
import { isKfwError } from '@kfw/core';
import { StatsD } from 'hot-shots';
import { statsdListener } from '../src/index.js';
import { withDefaults } from '../src/statsd-options.js';

it('reports every mistake at once, where the listener is made', () => {
  let thrown: unknown;
  try {
    statsdListener({
      intervalMs: 0,
      sampleRate: 1.5,
      port: 70_000,
      host: 'agent',
      path: '/run/dsd.socket',
      client: new StatsD({ mock: true }),
      tags: 'none',
      globalTags: { team: 'billing' },
      withoutLabels: ['outcome' as 'topic'],
    });
  } catch (error) {
    thrown = error;
  }
  expect(isKfwError(thrown, 'KFW_STATSD_OPTIONS_INVALID')).toBe(true);
  expect((thrown as Error).message.split('; ')).toEqual([
    expect.stringContaining('intervalMs must be above 0, and is 0'),
    'sampleRate must be above 0 and at most 1, and is 1.5',
    'port must be an integer from 1 to 65535, and is 70000',
    'withoutLabels can be group, topic, consumer, broker, api, error, and names outcome',
    'path is a Unix socket, which has no host or port',
    'client has its own host, port, path, globalTags',
    expect.stringContaining("globalTags need tags: 'datadog'"),
  ]);
});

it('takes undefined as left out', () => {
  const { intervalMs, tags } = withDefaults({ intervalMs: undefined, tags: undefined } as object);
  expect({ intervalMs, tags }).toEqual({ intervalMs: 10_000, tags: 'datadog' });
});
