/** docs/reference/metrics.md lists what a scrape has: names, kinds, labels, in the same order. */
import { describe, expect, it } from '@jest/globals';
import { type InstrumentName, instruments, type Measurements, Monitor } from '@kfw/core';
import { collectMetrics } from '@kfw/metrics';
import { documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

const text = documentText('docs/reference/metrics.md');
const rows = rowsOf(section(text, '## All metrics'));

/** A monitor with a series of every instrument. */
function measured(): Monitor {
  const monitor = new Monitor();
  const measurements: Measurements = monitor.measurements;
  for (const name of Object.keys(instruments) as InstrumentName[]) {
    const { kind, labels, perPartition } = instruments[name];
    const values = Object.fromEntries([...labels, ...(perPartition ? ['partition'] : [])].map((label) => [label, '0']));
    if (kind === 'counter') measurements.counter(name as 'kfw_rebalances_total', values as { group: string });
    else if (kind === 'histogram') measurements.histogram(name as 'kfw_commit_seconds', values as { group: string });
    else measurements.gauge(name as 'kfw_group_member', () => [{ labels: values as { group: string }, value: 0 }]);
  }
  return monitor;
}

describe('docs/reference/metrics.md', () => {
  it('lists the metrics of a scrape, with their kinds', async () => {
    const scrape = await collectMetrics(new Monitor()).metrics();
    const described = [...scrape.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, kind]) => [name, kind]);
    expect(rows.map(([name, kind]) => [codeIn(name)[0], kind])).toEqual(described);
    expect(described.length).toBeGreaterThan(40);
  });

  it('lists the labels of their series', async () => {
    const scrape = await collectMetrics(measured(), { partitions: true }).metrics();
    for (const [name, kind, labels] of rows) {
      const series = kind === 'histogram' ? `${codeIn(name)[0]}_count` : codeIn(name)[0];
      const [, inside = ''] = new RegExp(`^${series}(?:\\{((?:\\w+="0",?)*)\\})? \\S+$`, 'm').exec(scrape) ?? [
        undefined,
        'no series',
      ];
      expect([series, ...[...inside.matchAll(/(\w+)="0"/g)].map(([, label]) => label)]).toEqual([
        series,
        ...codeIn(labels),
      ]);
    }
  });

  it('says what each means in a sentence', () => {
    expect(rows.filter(([, , , meaning = '']) => !/^[A-Z1].{10,}\.$/.test(meaning))).toEqual([]);
  });

  it('describes every label of which the values are not in the meaning', () => {
    const labels = new Set(rows.flatMap(([, , cell]) => codeIn(cell)));
    const described = rowsOf(section(text, '## Labels')).flatMap(([cell]) => codeIn(cell));
    const inMeaning = ['outcome', 'decision', 'cause', 'direction', 'statistic', 'kind', 'state'];
    expect([...labels].filter((label) => ![...described, ...inMeaning].includes(label))).toEqual([
      'version',
      'node',
      'client',
    ]);
  });
});
