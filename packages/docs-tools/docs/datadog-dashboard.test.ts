/** The Datadog dashboard is that of its source, has the shape of Datadog's API, and names metrics and tags that are sent. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type InstrumentName, instruments } from '@kfw/core';
import { Ajv } from 'ajv';
import { addressing } from '../../statsd/src/address.js';
import { withDefaults } from '../../statsd/src/statsd-options.js';
import { datadogFile, renderDatadog } from '../src/datadog/dashboard.js';
import { checkout, documentText } from './checkout.js';
import { datadogSchema } from './datadog-schema.js';

interface Request {
  readonly queries: readonly { readonly name: string; readonly query: string }[];
  readonly formulas: readonly { readonly formula: string }[];
}

const text = readFileSync(path.join(checkout, datadogFile), 'utf8');
const dashboard = JSON.parse(text);
const validate = new Ajv({ allErrors: true }).compile(datadogSchema);

function widgets(): { title: string; type: string; requests: readonly Request[] }[] {
  return dashboard.widgets.flatMap((group: { definition: { widgets: readonly { definition: unknown }[] } }) =>
    group.definition.widgets.map(({ definition }) => definition),
  );
}

/** The tags that are sent with each metric by default, and whether it is a counter, a gauge or a histogram. */
const options = withDefaults({});
const addressOf = addressing(options);
const sent = new Map(
  (Object.keys(instruments) as InstrumentName[])
    .filter((name) => options.filter(instruments[name].dotted))
    .map((name) => {
      const { kind, labels } = instruments[name];
      const { name: metric, tags } = addressOf(
        instruments[name],
        Object.fromEntries(labels.map((label) => [label, 'x'])),
      );
      return [metric, { kind, tags: tags.map((tag) => tag.split(':')[0] ?? '') }];
    }),
);
/** Those that Datadog's agent adds. */
const added = ['host', 'env', 'service'];

const form = /^(sum|max|avg|count):([\w.]+)\{([^}]*)\}(?: by \{([^}]*)\})?(\.as_rate\(\)|\.as_count\(\))?$/;
const queries = widgets().flatMap(({ title, requests }) =>
  requests.flatMap((request) => request.queries.map(({ query }) => ({ title, query }))),
);

describe('the Datadog dashboard', () => {
  it('is the one that npm run docs writes', () => {
    expect(text).toBe(renderDatadog());
  });

  it('has the shape of the dashboard API', () => {
    validate(dashboard);
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['an unknown property', (widget: Record<string, unknown>) => ({ ...widget, heigth: 4 })],
    ['a widget of another kind', (widget: Record<string, unknown>) => ({ ...widget, type: 'timeserie' })],
    ['a request without queries', (widget: Record<string, unknown>) => ({ ...widget, requests: [{}] })],
  ])('would not with %s', (_, spoil) => {
    const spoilt = JSON.parse(text);
    const [first] = spoilt.widgets[0].definition.widgets;
    first.definition = spoil(first.definition);
    expect(validate(spoilt)).toBe(false);
  });

  it('asks for metrics and tags that are sent', () => {
    expect(queries.length).toBeGreaterThan(50);
    const variables = dashboard.template_variables.map(({ name }: { name: string }) => `$${name}`);
    const wrong = queries.flatMap(({ title, query }) => {
      const [, aggregate = '', metric = '', filter = '', by = '', per] = form.exec(query) ?? [];
      const known = sent.get(metric);
      if (known === undefined) return [`${title}: ${query} is not a query of a metric that is sent`];
      const filters = filter.split(',').map((each) => (variables.includes(each) ? each.slice(1) : each.split(':')[0]));
      const tags = [...filters, ...by.split(',')].filter((tag) => tag !== '');
      const unknown = tags.filter((tag) => ![...added, ...known.tags].includes(String(tag)));
      // Only counters are sums over time. An average or a maximum of increments says nothing.
      const isSum = known.kind === 'counter' || (known.kind === 'histogram' && ['sum', 'count'].includes(aggregate));
      const isRight = isSum === (per !== undefined) && (known.kind !== 'counter' || aggregate === 'sum');
      return [
        ...unknown.map((tag) => `${title}: ${metric} has no tag ${tag}`),
        ...(isRight ? [] : [`${title}: ${query}`]),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('filters by values in lower case, as Datadog stores tags', () => {
    const values = queries.flatMap(
      ({ query }) =>
        form
          .exec(query)?.[3]
          ?.split(',')
          .filter((each) => each.includes(':')) ?? [],
    );
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter((value) => value !== value.toLowerCase())).toEqual([]);
  });

  it('has formulas over the queries of their request', () => {
    for (const { requests } of widgets()) {
      for (const request of requests) {
        const used = request.formulas.flatMap(({ formula }) => formula.match(/\bq\d\b/g) ?? []);
        expect(used.sort()).toEqual(request.queries.map(({ name }) => name).sort());
      }
    }
  });

  it('shows every metric', () => {
    const shown = new Set(queries.map(({ query }) => form.exec(query)?.[2]));
    expect([...sent.keys()].filter((metric) => !shown.has(metric))).toEqual([]);
  });
});

describe('the monitors of the guide', () => {
  const asked = [...documentText('docs/guides/datadog.md').matchAll(/\b\w+:(kfw\.[\w.]+)\{\*\} by \{([^}]*)\}/g)];

  it('ask for metrics and tags that are sent', () => {
    expect(asked.length).toBeGreaterThan(14);
    const wrong = asked.flatMap(([query, metric = '', by = '']) => {
      const tags = sent.get(metric)?.tags;
      return by.split(',').every((tag) => tags && [...added, ...tags].includes(tag)) ? [] : [query];
    });
    expect(wrong).toEqual([]);
  });
});
