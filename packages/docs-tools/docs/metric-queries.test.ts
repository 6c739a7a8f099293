/** Alert rules, dashboard and documents name only metrics that kfw has, with labels that these metrics have. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Instrument, instruments } from '@kfw/core';
import { parse } from 'yaml';
import { dashboardFile } from '../src/grafana/dashboard.js';
import { checkout, documents } from './checkout.js';

interface Expression {
  readonly where: string;
  readonly expr: string;
  /** Of what is made of the result: a legend, or annotations. */
  readonly template: string;
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly title: string;
  readonly panels?: readonly Panel[];
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[];
}

const read = (file: string): string => readFileSync(path.join(checkout, file), 'utf8');

const rules: readonly Rule[] = parse(read('packages/metrics/alerts/kfw.rules.yml')).groups.flatMap(
  (group: { readonly rules: readonly Rule[] }) => group.rules,
);
const panels: readonly Panel[] = JSON.parse(read(dashboardFile)).panels;

const expressions: readonly Expression[] = [
  ...rules.map(({ alert, expr, annotations }) => ({
    where: alert,
    expr,
    template: Object.values(annotations).join(' '),
  })),
  ...panels
    .flatMap((panel) => [panel, ...(panel.panels ?? [])])
    .flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat = '' }) => ({ where: title, expr, template: legendFormat })),
    ),
];

/** What Prometheus adds to what it scrapes, and to alerts. */
const scraped = ['job', 'instance'];
const ofAlerts = ['alertname', 'alertstate', 'severity'];

const suffixes = ['_bucket', '_sum', '_count'];

/** By a name as it is exported: a histogram has three. */
const exported = new Map<string, readonly string[]>(
  Object.entries(instruments).flatMap(([name, instrument]: [string, Instrument]) => {
    const labels = [...scraped, ...instrument.labels, ...(instrument.perPartition ? ['partition'] : [])];
    if (instrument.kind !== 'histogram') return [[name, labels] as const];
    return suffixes.map((suffix) => [name + suffix, suffix === '_bucket' ? [...labels, 'le'] : labels] as const);
  }),
);

const metricsIn = (text: string): string[] => [...text.matchAll(/\bkfw_\w+/g)].map(([name]) => name);
const labelsOf = (names: readonly string[]): string[] => names.flatMap((name) => exported.get(name) ?? []);
const listed = (text: string): string[] =>
  text
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');

describe('the queries of alert rules and dashboard', () => {
  it('are there', () => {
    expect(expressions.length).toBeGreaterThan(60);
  });

  it.each(expressions)('$where: $expr names metrics that exist', ({ expr }) => {
    expect(metricsIn(expr).filter((name) => !exported.has(name))).toEqual([]);
    expect(/\b(kfw_|ALERTS\b|up\b)/.test(expr)).toBe(true);
  });

  it.each(expressions)('$where: $expr selects by labels of these metrics', ({ expr }) => {
    for (const [, name = '', matchers = ''] of expr.matchAll(/(kfw_\w+)\{([^}]*)\}/g)) {
      const labels = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
      expect(labels.filter((label) => !labelsOf([name]).includes(label))).toEqual([]);
    }
  });

  it.each(expressions)('$where: $expr groups by labels that are left', ({ expr, template }) => {
    const known = [...labelsOf(metricsIn(expr)), ...scraped, ...(expr.includes('ALERTS') ? ofAlerts : [])];
    const groupings = [...expr.matchAll(/\b(?:by|on|group_left)\s*\(([^)]*)\)/g)].map(([, list = '']) => listed(list));
    expect(groupings.flat().filter((label) => !known.includes(label))).toEqual([]);

    const by = [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list = '']) => listed(list));
    const left = by.length > 0 ? by : known;
    const used = [...template.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label);
    expect(used.filter((label) => label !== 'value' && !left.includes(label))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('shows every metric', () => {
    const shown = new Set(panels.flatMap((panel) => metricsIn(JSON.stringify(panel))));
    const missing = Object.keys(instruments).filter(
      (name) => !['', ...suffixes].some((suffix) => shown.has(name + suffix)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the alert rules', () => {
  const page = documents.find(({ file }) => file === 'docs/guides/alerting.md')?.text ?? '';

  it.each(rules)('$alert has a severity, a summary, a description and a section in the guide', (rule) => {
    expect(rule).toMatchObject({
      labels: { severity: expect.stringMatching(/^(critical|warning|info)$/) },
      annotations: {
        summary: expect.any(String),
        description: expect.any(String),
        runbook_url: `docs/guides/alerting.md#${rule.alert.toLowerCase()}`,
      },
    });
    expect(page).toContain(`\n### ${rule.alert}\n`);
  });

  it('are those of the guide', () => {
    const sections = [...page.matchAll(/^### (Kfw\w+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(rules.map(({ alert }) => alert));
  });
});

const guides = ['alerting', 'keda', 'prometheus'].map((name) => `docs/guides/${name}.md`);

describe.each(documents.filter(({ file }) => guides.includes(file)))('$file', ({ text }) => {
  it('names metrics that exist', () => {
    const names = [...text.matchAll(/\bkfw_(?!\*)[a-z_]*[a-z](?![\w*:-])/g)].map(([name]) => name);
    const isMetric = (name: string): boolean => exported.has(name) || name in instruments;
    expect(names.filter((name) => !isMetric(name))).toEqual([]);
  });
});
