/** What the dashboard counts over its range, computed by Prometheus's own tool for processes that come and go. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { inRange, sumBy } from '../src/grafana/promql.js';

const test = spawnSync('promtool', ['--version']).error === undefined || process.env.CI === 'true' ? it : it.skip;

const expr = `${sumBy('error', inRange('kfw_consumer_failures_total'))} > 0`
  .replaceAll('$__range', '1h')
  .replaceAll(/\$\w+/g, '.*');

/** The sums over an hour at its end, of what was scraped each minute. */
function counted(series: Readonly<Record<string, string>>, samples: Readonly<Record<string, number>>): string {
  const tests = [
    {
      interval: '1m',
      input_series: Object.entries(series).map(([instance, values]) => ({
        series: `kfw_consumer_failures_total{job="shop", instance="${instance}", error="TypeError"}`,
        values,
      })),
      promql_expr_test: [
        {
          expr,
          eval_time: '90m',
          exp_samples: Object.entries(samples).map(([error, value]) => ({ labels: `{error="${error}"}`, value })),
        },
      ],
    },
  ];
  const folder = mkdtempSync(path.join(tmpdir(), 'kfw-counts-'));
  try {
    const file = path.join(folder, 'test.yml');
    writeFileSync(file, JSON.stringify({ rule_files: [], evaluation_interval: '1m', tests }));
    const { stdout, stderr, error } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    if (error !== undefined) throw error;
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  ['a process that was first scraped at 3, and is gone', { gone: '_x40 3 5 5 stale' }, { TypeError: 5 }],
  ['one that was scraped once', { gone: '_x40 3 stale' }, { TypeError: 3 }],
  ['one that was first scraped at 3, and runs', { runs: '_x40 3x60' }, { TypeError: 3 }],
  ['processes that follow each other', { one: '_x40 3x10 stale', two: '_x60 4x60' }, { TypeError: 7 }],
  ['one that has not failed in the range', { runs: '7x100' }, {}],
])('the dashboard counts %s', (_, series, samples: Readonly<Record<string, number>>) => {
  expect(counted(series as Readonly<Record<string, string>>, samples)).toContain('SUCCESS');
});
